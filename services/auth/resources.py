"""What a process of auth holds open beside the common resources."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from libs.common.clock import Clock
from libs.common.http.signed_webhooks import WebhookVerifier
from libs.common.internal.analytics import AnalyticsClient
from libs.common.mail.choice import build_mailer
from libs.common.mail.interface import Mailer
from libs.common.resources import Resources, open_resources
from libs.common.settings import CommonSettings
from services.auth.accounts.refusals import Refusals, keep_refusals
from services.auth.api_keys.last_uses import LastUses
from services.auth.clients.breached_passwords import BreachedPasswords
from services.auth.clients.clerk import ClerkClient
from services.auth.keys.key_pair import KeySealer
from services.auth.keys.service import SigningKeys
from services.auth.one_time_tokens.token import TokenWriter
from services.auth.passwords.hasher import PasswordHasher
from services.auth.passwords.policy import PasswordPolicy
from services.auth.sessions.refresh_tokens import (
    ADMIN_TOKEN_LIFETIME,
    SessionRules,
    SuccessorRule,
)
from services.auth.settings import Settings
from services.auth.webhooks import Webhooks, build_webhooks


@dataclass(frozen=True, slots=True)
class AuthResources(Resources):
    """The common resources, and what auth computes with.

    `clerk` and `outside_issuer` are None where people sign in here alone."""

    passwords: PasswordHasher
    password_policy: PasswordPolicy
    signing_keys: SigningKeys
    session_rules: SessionRules
    api_key_uses: LastUses
    clerk: ClerkClient | None
    outside_issuer: str | None
    clerk_webhooks: WebhookVerifier
    webhooks: Webhooks
    token_writer: TokenWriter
    mailer: Mailer
    public_url: str
    refusals: Refusals | None


@asynccontextmanager
async def open_auth_resources(
    settings: CommonSettings, clock: Clock | None = None
) -> AsyncIterator[AuthResources]:
    """Opens all of it, and closes it in order. `settings` are those of auth."""
    if not isinstance(settings, Settings):
        msg = "auth needs its own settings"
        raise TypeError(msg)
    async with AsyncExitStack() as stack:
        common = await stack.enter_async_context(open_resources(settings, clock))
        passwords = PasswordHasher(
            memory_kib=settings.password_memory_kib,
            passes=settings.password_passes,
            threads=settings.password_threads,
            queue=settings.password_queue,
        )
        stack.push_async_callback(passwords.close)
        api_key_uses = LastUses(common.database)
        stack.push_async_callback(api_key_uses.close)
        clerk = _build_clerk(settings, common)
        if clerk:
            stack.push_async_callback(clerk.close)
        policy = PasswordPolicy(
            BreachedPasswords(settings.breached_passwords_url, common.outside_calls)
        )
        stack.push_async_callback(policy.close)
        refusals: Refusals | None = None
        queues = common.log_queues
        if settings.authentication_log_enabled:
            refusals = await stack.enter_async_context(
                keep_refusals(AnalyticsClient(common.internal))
            )
            queues = (*queues, refusals)
        yield AuthResources(
            **common.shared() | {"log_queues": queues},
            passwords=passwords,
            password_policy=policy,
            signing_keys=_build_signing_keys(settings, common),
            session_rules=_build_session_rules(settings),
            api_key_uses=api_key_uses,
            clerk=clerk,
            outside_issuer=settings.clerk_issuer if clerk else None,
            clerk_webhooks=WebhookVerifier(settings.clerk_webhook_secrets, "svix"),
            webhooks=build_webhooks(settings, common),
            token_writer=TokenWriter(*settings.secrets),
            mailer=build_mailer(settings, common.outside_calls),
            public_url=settings.public_url,
            refusals=refusals,
        )


def _build_clerk(settings: Settings, common: Resources) -> ClerkClient | None:
    secret = settings.clerk_secret_key
    if settings.provider != "clerk" or secret is None:
        return None
    return ClerkClient(
        settings.clerk_api_url,
        secret.get_secret_value(),
        common.clock,
        common.outside_calls,
    )


def _build_signing_keys(settings: Settings, common: Resources) -> SigningKeys:
    return SigningKeys(
        common.database,
        KeySealer(*settings.secrets),
        common.clock,
        token_lifetime=max(settings.access_token_lifetime, ADMIN_TOKEN_LIFETIME),
    )


def _build_session_rules(settings: Settings) -> SessionRules:
    return SessionRules(
        access_token_lifetime=settings.access_token_lifetime,
        token_lifetime=settings.refresh_token_lifetime,
        session_lifetime=settings.session_lifetime,
        grace=settings.refresh_grace,
        successors=SuccessorRule(*settings.secrets),
    )
