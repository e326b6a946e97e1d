"""What the endpoints of auth depend on; service objects are built here."""

from typing import Annotated, cast

from fastapi import Depends, Request, Response

from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.service import AccountService, ProfileService
from services.auth.admin_sessions.cookie import AdminCookie
from services.auth.admin_sessions.service import AdministratorService
from services.auth.api_keys.repository import ApiKeyRepository
from services.auth.api_keys.service import ApiKeyReader, ApiKeyService
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.keys.service import SigningKeys
from services.auth.outside_users.service import OutsideUserService
from services.auth.resources import AuthResources
from services.auth.sessions.refresh_cookie import RefreshCookie
from services.auth.sessions.service import SessionService
from services.auth.webhook_deliveries.service import WebhookDeliveryService
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.service import WebhookEndpointService
from services.auth.webhooks import Webhooks


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


def build_account_service(
    resources: CurrentAuthResources, sessions: Sessions
) -> AccountService:
    """Signs people up and in."""
    return AccountService(
        resources.database,
        resources.jobs,
        passwords=resources.passwords,
        sessions=sessions,
        clock=resources.clock,
    )


def build_profile_service(
    resources: CurrentResources, session: WriteDatabase
) -> ProfileService:
    """Changes profiles."""
    return ProfileService(session, resources.jobs, resources.clock)


def build_api_key_service(
    session: WriteDatabase, ender: Ender, resources: CurrentAuthResources
) -> ApiKeyService:
    """Makes and revokes API keys."""
    return ApiKeyService(session, ender, resources.clock)


def build_api_key_reader(
    session: ReadDatabase, resources: CurrentAuthResources
) -> ApiKeyReader:
    """Reads API keys."""
    keys = ApiKeyRepository(session)
    return ApiKeyReader(keys, resources.api_key_uses, resources.clock)


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


def build_administrators(resources: CurrentAuthResources) -> AdministratorService:
    """Knows administrators."""
    return AdministratorService(resources.database)


def build_outside_users(resources: CurrentAuthResources) -> OutsideUserService:
    """Users whom an outside issuer signs in."""
    return OutsideUserService(resources.database, resources.jobs, resources.clock)


OutsideUsers = Annotated[OutsideUserService, Depends(build_outside_users)]
Accounts = Annotated[AccountService, Depends(build_account_service)]
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
Cookie = Annotated[RefreshCookie, Depends(build_refresh_cookie)]
AdminCookies = Annotated[AdminCookie, Depends(build_admin_cookie)]
Administrators = Annotated[AdministratorService, Depends(build_administrators)]
ApiKeys = Annotated[ApiKeyService, Depends(build_api_key_service)]
ApiKeysRead = Annotated[ApiKeyReader, Depends(build_api_key_reader)]
