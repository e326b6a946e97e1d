"""What follows when a user is deleted at Clerk: nothing of him is left here."""

from libs.common.db.session import WriteSession
from services.auth.accounts.repository import UserRepository
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.repository import ReceivedWebhookRepository
from services.auth.ended_credentials.service import CredentialEnder


class ClerkErasure:
    """Erases users of Clerk, in the caller's transaction."""

    def __init__(self, directory: ClerkDirectory, ender: CredentialEnder) -> None:
        self._directory = directory
        self._ender = ender

    async def erase(self, session: WriteSession, clerk_id: str) -> None:
        """Final, also for one who was never seen: he is not made any more."""
        subject = self._directory.subject(clerk_id)
        await self._directory.users.bury(session, subject)
        await self._ender.end(session, [subject.user_id])
        user = await UserRepository(session).find_locked(subject.user_id)
        emails = [user.email] if user and user.email else []
        await ReceivedWebhookRepository(session).forget("clerk", clerk_id, emails)
        if user:
            await session.delete(user)
