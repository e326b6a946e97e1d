"""What the endpoints of auth depend on; service objects are built here."""

from datetime import timedelta
from typing import Annotated, cast

from fastapi import Depends, Request, Response

from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from libs.common.http.addresses import client_address
from libs.common.storage.links import MediaLinks
from services.auth.accounts.caller import Caller
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.service import AccountService, ProfileService
from services.auth.accounts.trail import Trail
from services.auth.admin_sessions.cookie import AdminCookie
from services.auth.admin_sessions.service import AdministratorService
from services.auth.api_keys.repository import ApiKeyRepository
from services.auth.api_keys.service import ApiKeyReader, ApiKeyService
from services.auth.brakes.service import Brakes
from services.auth.emails.service import EmailChange, EmailVerification
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.erasures.closing import AccountClosing
from services.auth.erasures.service import ErasureService
from services.auth.exports.service import ExportService
from services.auth.keys.service import SigningKeys
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.outside_users.service import OutsideUserService
from services.auth.passwords.confirmation import PasswordConfirmation
from services.auth.passwords.first_proof import FirstProof
from services.auth.passwords.guarded import GuardedPasswords
from services.auth.passwords.service import PasswordChange, PasswordReset
from services.auth.passwords.setter import PasswordSetter
from services.auth.resources import AuthResources
from services.auth.sessions.refresh_cookie import RefreshCookie
from services.auth.sessions.repository import SessionRepository
from services.auth.sessions.service import SessionService
from services.auth.webhook_deliveries.service import WebhookDeliveryService
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.service import WebhookEndpointService
from services.auth.webhooks import Webhooks

_LINK_LIFETIME = timedelta(hours=1)


def get_auth_resources(resources: CurrentResources) -> AuthResources:
    """What this process of auth holds open."""
    return cast("AuthResources", resources)


CurrentAuthResources = Annotated[AuthResources, Depends(get_auth_resources)]


def get_signing_keys(resources: CurrentAuthResources) -> SigningKeys:
    """The keys that sign access tokens."""
    return resources.signing_keys


def build_credential_ender(resources: CurrentAuthResources) -> CredentialEnder:
    """Tells the gateways what is over."""
    return CredentialEnder(
        resources.dispatcher,
        resources.clock,
        token_lifetime=resources.session_rules.remembered_for,
    )


Ender = Annotated[CredentialEnder, Depends(build_credential_ender)]


def build_session_service(
    resources: CurrentAuthResources, ender: Ender
) -> SessionService:
    """Opens, refreshes and ends sessions."""
    return SessionService(
        resources.database,
        ender,
        keys=resources.signing_keys,
        rules=resources.session_rules,
        clock=resources.clock,
    )


Sessions = Annotated[SessionService, Depends(build_session_service)]


def get_trail(request: Request, resources: CurrentAuthResources) -> Trail:
    """Where events of signing in and out are recorded, for this request's caller."""
    address = client_address(request.headers.get("x-forwarded-for"))
    caller = Caller(address, request.headers.get("user-agent"))
    return Trail(caller, resources.jobs, resources.refusals, resources.clock)


CurrentTrail = Annotated[Trail, Depends(get_trail)]


def get_post(resources: CurrentAuthResources) -> Post:
    """Where mails are given to."""
    return Post(resources.jobs, resources.clock)


def get_one_time_tokens(resources: CurrentAuthResources) -> OneTimeTokens:
    """The tokens of mailed links."""
    return OneTimeTokens(resources.token_writer, resources.clock)


def get_passwords(resources: CurrentAuthResources) -> GuardedPasswords:
    """The one door to passwords."""
    secret = resources.settings.secrets[0]
    brakes = Brakes(resources.database, resources.clock, secret)
    return GuardedPasswords(resources.passwords, resources.password_policy, brakes)


CurrentPost = Annotated[Post, Depends(get_post)]
Tokens = Annotated[OneTimeTokens, Depends(get_one_time_tokens)]
Guarded = Annotated[GuardedPasswords, Depends(get_passwords)]


def build_confirmation(
    resources: CurrentAuthResources, passwords: Guarded, trail: CurrentTrail
) -> PasswordConfirmation:
    """Asks for the password again."""
    return PasswordConfirmation(resources.database, passwords, trail)


def build_verification(
    resources: CurrentAuthResources,
    tokens: Tokens,
    post: CurrentPost,
    trail: CurrentTrail,
) -> EmailVerification:
    """Verifies e-mail addresses."""
    return EmailVerification(
        resources.jobs, tokens=tokens, post=post, trail=trail, clock=resources.clock
    )


Confirmation = Annotated[PasswordConfirmation, Depends(build_confirmation)]
Verification = Annotated[EmailVerification, Depends(build_verification)]


def build_email_change(
    resources: CurrentAuthResources,
    confirmation: Confirmation,
    tokens: Tokens,
    post: CurrentPost,
) -> EmailChange:
    """Begins changes of an e-mail address."""
    return EmailChange(
        resources.database,
        confirmation=confirmation,
        tokens=tokens,
        post=post,
    )


def build_password_setter(
    resources: CurrentAuthResources,
    passwords: Guarded,
    sessions: Sessions,
    tokens: Tokens,
    post: CurrentPost,
) -> PasswordSetter:
    """Sets new passwords."""
    return PasswordSetter(
        passwords=passwords,
        sessions=sessions,
        tokens=tokens,
        post=post,
        clock=resources.clock,
    )


Setter = Annotated[PasswordSetter, Depends(build_password_setter)]


def build_password_reset(
    resources: CurrentAuthResources,
    setter: Setter,
    passwords: Guarded,
    tokens: Tokens,
    trail: CurrentTrail,
    ender: Ender,
) -> PasswordReset:
    """Forgotten passwords."""
    return PasswordReset(
        resources.database,
        resources.jobs,
        setter=setter,
        first_proof=FirstProof(ender, resources.clock),
        tokens=tokens,
        brakes=passwords.brakes,
        trail=trail,
    )


def build_password_change(
    resources: CurrentAuthResources,
    setter: Setter,
    confirmation: Confirmation,
    trail: CurrentTrail,
) -> PasswordChange:
    """Passwords that are to change."""
    return PasswordChange(
        resources.database, setter=setter, confirmation=confirmation, trail=trail
    )


def build_account_service(
    resources: CurrentAuthResources,
    passwords: Guarded,
    sessions: Sessions,
    verification: Verification,
    trail: CurrentTrail,
) -> AccountService:
    """Signs people up and in."""
    return AccountService(
        resources.database,
        resources.jobs,
        passwords=passwords,
        sessions=sessions,
        verification=verification,
        trail=trail,
        clock=resources.clock,
    )


def build_profile_service(
    resources: CurrentResources, session: WriteDatabase
) -> ProfileService:
    """Changes profiles."""
    return ProfileService(session, resources.jobs, resources.clock)


def build_api_key_service(
    session: WriteDatabase,
    ender: Ender,
    trail: CurrentTrail,
    resources: CurrentAuthResources,
) -> ApiKeyService:
    """Makes and revokes API keys."""
    return ApiKeyService(session, ender, trail, resources.clock)


def build_api_key_reader(
    session: ReadDatabase, resources: CurrentAuthResources
) -> ApiKeyReader:
    """Reads API keys."""
    keys = ApiKeyRepository(session)
    return ApiKeyReader(keys, resources.api_key_uses, resources.clock)


def build_account_closing(
    resources: CurrentAuthResources, ender: Ender
) -> AccountClosing:
    """Closes accounts."""
    return AccountClosing(resources.jobs, ender, resources.clock)


Closing = Annotated[AccountClosing, Depends(build_account_closing)]


def build_erasure_service(
    resources: CurrentAuthResources,
    confirmation: Confirmation,
    closing: Closing,
    trail: CurrentTrail,
) -> ErasureService:
    """Begins erasures."""
    return ErasureService(resources.database, confirmation, closing, trail)


def build_export_service(
    resources: CurrentAuthResources, session: WriteDatabase
) -> ExportService:
    """The caller's archives."""
    links = MediaLinks(resources.settings, resources.clock, _LINK_LIFETIME)
    return ExportService(session, resources.jobs, links, resources.clock)


def build_user_reader(session: ReadDatabase) -> UserRepository:
    """Reads users."""
    return UserRepository(session)


def build_webhook_endpoint_service(
    resources: CurrentAuthResources,
) -> WebhookEndpointService:
    """Registers and changes webhook endpoints."""
    return WebhookEndpointService(
        resources.database,
        receivers=resources.webhooks.receivers,
        secrets=resources.webhooks.secrets,
        clock=resources.clock,
    )


def build_webhook_endpoint_reader(session: ReadDatabase) -> WebhookEndpointRepository:
    """Reads webhook endpoints."""
    return WebhookEndpointRepository(session)


def build_webhook_delivery_service(
    resources: CurrentAuthResources,
) -> WebhookDeliveryService:
    """Reads, tests and replays deliveries."""
    return WebhookDeliveryService(
        resources.database, resources.webhooks, resources.clock
    )


def get_webhooks(resources: CurrentAuthResources) -> Webhooks:
    """What this process holds to send webhooks."""
    return resources.webhooks


def build_session_reader(session: ReadDatabase) -> SessionRepository:
    """Reads sessions."""
    return SessionRepository(session)


def build_refresh_cookie(
    request: Request, response: Response, resources: CurrentAuthResources
) -> RefreshCookie:
    """The cookie with the caller's refresh token."""
    return RefreshCookie(
        request,
        response,
        max_age=resources.session_rules.token_lifetime,
        always_secure=resources.settings.environment == "production",
    )


def build_admin_cookie(
    request: Request, response: Response, resources: CurrentAuthResources
) -> AdminCookie:
    """The cookie of the admin pages."""
    is_production = resources.settings.environment == "production"
    return AdminCookie(request, response, always_secure=is_production)


def build_administrators(
    resources: CurrentAuthResources, trail: CurrentTrail
) -> AdministratorService:
    """Knows administrators."""
    return AdministratorService(resources.database, trail)


def build_outside_users(resources: CurrentAuthResources) -> OutsideUserService:
    """Users whom an outside issuer signs in."""
    return OutsideUserService(resources.database, resources.jobs, resources.clock)


OutsideUsers = Annotated[OutsideUserService, Depends(build_outside_users)]
ChangeOfEmail = Annotated[EmailChange, Depends(build_email_change)]
Reset = Annotated[PasswordReset, Depends(build_password_reset)]
ChangeOfPassword = Annotated[PasswordChange, Depends(build_password_change)]
Accounts = Annotated[AccountService, Depends(build_account_service)]
Erasures = Annotated[ErasureService, Depends(build_erasure_service)]
Exports = Annotated[ExportService, Depends(build_export_service)]
Profiles = Annotated[ProfileService, Depends(build_profile_service)]
Users = Annotated[UserRepository, Depends(build_user_reader)]
WebhookEndpoints = Annotated[
    WebhookEndpointService, Depends(build_webhook_endpoint_service)
]
WebhookEndpointReader = Annotated[
    WebhookEndpointRepository, Depends(build_webhook_endpoint_reader)
]
WebhookDeliveries = Annotated[
    WebhookDeliveryService, Depends(build_webhook_delivery_service)
]
WebhookKit = Annotated[Webhooks, Depends(get_webhooks)]
Keys = Annotated[SigningKeys, Depends(get_signing_keys)]
SessionReader = Annotated[SessionRepository, Depends(build_session_reader)]
Cookie = Annotated[RefreshCookie, Depends(build_refresh_cookie)]
AdminCookies = Annotated[AdminCookie, Depends(build_admin_cookie)]
Administrators = Annotated[AdministratorService, Depends(build_administrators)]
ApiKeys = Annotated[ApiKeyService, Depends(build_api_key_service)]
ApiKeysRead = Annotated[ApiKeyReader, Depends(build_api_key_reader)]
