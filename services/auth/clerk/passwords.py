"""Forgotten passwords of people who are at Clerk.

Its Backend API mails nothing, so the link is ours; with the link's token proved, Clerk
is given the new password."""

from uuid import UUID

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database, WriteSession
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import AccountNotFound
from services.auth.accounts.trail import Trail
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.errors import explain_refusal
from services.auth.clerk.sessions import ClerkSessionRevoker
from services.auth.clients.clerk import ClerkRefused
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.outside_users.repository import OutsideUserRepository
from services.auth.passwords.service import ask_for_reset


class ClerkPasswordReset:
    """Begins its transactions itself: Clerk is asked between them."""

    def __init__(
        self,
        directory: ClerkDirectory,
        database: Database,
        jobs: Jobs,
        *,
        tokens: OneTimeTokens,
        ender: CredentialEnder,
        trail: Trail,
        post: Post,
    ) -> None:
        self._directory = directory
        self._database = database
        self._jobs = jobs
        self._tokens = tokens
        self._ender = ender
        self._trail = trail
        self._post = post

    async def ask(self, email: str) -> None:
        """Has a link mailed if the address has an account.

        The same queries and the same message either way."""

        async def find(session: WriteSession) -> UUID | None:
            users = OutsideUserRepository(session)
            return await users.find_by_email(self._directory.issuer, email)

        await ask_for_reset(self._database, self._jobs, self._trail, find)

    async def confirm(self, token: str, password: str) -> None:
        """Has Clerk set the password, and all sessions ended.

        The token is used up once Clerk has: should it refuse the password, another can
        be tried. Raises LinkNotKnown, LinkUsed, LinkReplaced, LinkExpired,
        NotTakenByClerk, ClerkMisconfigured; UpstreamUnavailable and its kin."""
        async with self._database.read() as session:
            row = await self._tokens.look_at(session, token, "reset_password")
            identity = await OutsideUserRepository(session).find_by_user(row.user_id)
        if identity is None:
            raise AccountNotFound
        revoker = ClerkSessionRevoker(self._directory, self._database)
        open_sessions = await revoker.list_active(identity.subject)
        changes = {"password": password, "sign_out_of_other_sessions": True}
        try:
            await self._directory.client.update_user(identity.subject, changes)
        except ClerkRefused as refused:
            raise explain_refusal(refused) from None
        async with self._database.unit_of_work() as session:
            _, user = await self._tokens.use(session, token, "reset_password")
            # Their tokens would last for up to a minute more.
            ended = [self._directory.session_id(each.id) for each in open_sessions]
            await self._ender.end(session, ended)
            await self._post.send(session, "password_changed", user)
            event = AuthenticationEvent.PASSWORD_RESET
            await self._trail.record(session, event, user.id)
