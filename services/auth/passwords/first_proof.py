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

    async def take(self, session: WriteSession, user: User, address: str) -> None:
        """The locked user has used a link that was mailed to the address, so reads its
        mails: if it is his and nobody had shown that yet, his keys are revoked and his
        webhook endpoints deleted."""
        if user.email_verified or address != user.email:
            return
        user.email_verified = True
        keys = ApiKeyRepository(session)
        await self._ender.end(
            session, await keys.revoke_all(user.id, self._clock.now())
        )
        await WebhookEndpointRepository(session).delete_owned(user.id)
