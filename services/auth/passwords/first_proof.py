"""The first proof of whose an address is: nothing of who used it before is left.

Whoever signs up with somebody else's address can make keys and webhooks, and wait
until that person finds the account and takes it over by a new password."""

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from services.auth.accounts.models import User
from services.auth.api_keys.repository import ApiKeyRepository
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository


class FirstProof:
    """Takes away what would outlive the password and the sessions."""

    def __init__(self, ender: CredentialEnder, clock: Clock) -> None:
        self._ender = ender
        self._clock = clock

    async def clear(self, session: WriteSession, user: User) -> None:
        """Revokes the keys and deletes the webhook endpoints of the locked user."""
        keys = ApiKeyRepository(session)
        await self._ender.end(
            session, await keys.revoke_all(user.id, self._clock.now())
        )
        await WebhookEndpointRepository(session).delete_owned(user.id)
