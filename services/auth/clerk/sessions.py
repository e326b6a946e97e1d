"""Sessions of Clerk, ended: here at once, there by a job."""

from uuid import UUID

from libs.common.db.session import Database, WriteSession
from libs.common.jobs.client import Jobs
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.messages import RevokeClerkSession
from services.auth.clients.clerk import ClerkSession
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.outside_users.repository import OutsideUserRepository


class ClerkSessionEnder:
    """Ends sessions by the id that gateways know them by."""

    def __init__(self, ender: CredentialEnder, jobs: Jobs) -> None:
        self._ender = ender
        self._jobs = jobs

    async def end(self, session: WriteSession, user_id: UUID, session_id: UUID) -> None:
        """Has the session's tokens refused from the commit on, and revoked at Clerk."""
        await self._ender.end(session, [session_id])
        message = RevokeClerkSession(user_id=user_id, session_id=session_id)
        await self._jobs.send(session, message, owner_id=user_id)


class ClerkSessionRevoker:
    """Finds sessions at Clerk, where they have ids of their own."""

    def __init__(self, directory: ClerkDirectory, database: Database) -> None:
        self._directory = directory
        self._database = database

    async def revoke(self, user_id: UUID, session_id: UUID) -> None:
        """Revokes the session; one that is not active any more is left alone."""
        async with self._database.read() as session:
            identity = await OutsideUserRepository(session).find_by_user(user_id)
        for each in await self.list_active(identity.subject) if identity else ():
            if self._directory.session_id(each.id) == session_id:
                await self._directory.client.revoke_session(each.id)

    async def list_active(self, clerk_id: str) -> list[ClerkSession]:
        """All sessions of the user that can still get tokens."""
        found: list[ClerkSession] = []
        while page := await self._directory.client.list_active_sessions(
            clerk_id, offset=len(found)
        ):
            found += page
        return found
