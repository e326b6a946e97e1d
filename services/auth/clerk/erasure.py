"""What follows when a user is deleted at Clerk: nothing of him is left here."""

import secrets
from contextlib import suppress

from libs.common.db.session import WriteSession
from libs.common.db.tombstones import AccountErased
from services.auth.accounts.errors import AccountNotFound
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.repository import ReceivedWebhookRepository
from services.auth.erasures.closing import AccountClosing

_TOKEN_BYTES = 32


class ClerkErasure:
    """Erases users of Clerk, in the caller's transaction."""

    def __init__(self, directory: ClerkDirectory, closing: AccountClosing) -> None:
        self._directory = directory
        self._closing = closing

    async def erase(self, session: WriteSession, clerk_id: str) -> None:
        """Final, also for one who was never seen: he is not made any more.

        The same as if he had asked for it here, but nobody is there to be given the
        receipt."""
        subject = self._directory.subject(clerk_id)
        await self._directory.users.bury(session, subject)
        nobodys_token = secrets.token_urlsafe(_TOKEN_BYTES)
        with suppress(AccountNotFound, AccountErased):
            await self._closing.close(session, subject.user_id, nobodys_token)
        await self.forget_webhooks(session, clerk_id)

    async def forget_webhooks(self, session: WriteSession, clerk_id: str) -> None:
        """Empties what Clerk has sent of him, also what comes late."""
        await ReceivedWebhookRepository(session).forget(clerk_id)
