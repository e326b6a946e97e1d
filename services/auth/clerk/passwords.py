"""Forgotten passwords of people who are at Clerk.

Its Backend API mails nothing, so the link is ours; with the link's token proved, Clerk
is given the new password."""

from uuid import UUID

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database, WriteSession
from libs.common.errors import UpstreamFailed
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import AccountNotFound
from services.auth.accounts.trail import Trail
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.errors import explain_refusal
from services.auth.clerk.sessions import ClerkSessionRevoker
from services.auth.clerk.user_data import find_primary_email, read_user
from services.auth.clients.clerk import ClerkRefused
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.outside_users.repository import OutsideUserRepository
from services.auth.passwords.first_proof import FirstProof
from services.auth.passwords.service import ask_for_reset


class ClerkResetRequest:
    """A wish for a new password."""

    def __init__(
        self, directory: ClerkDirectory, database: Database, jobs: Jobs, trail: Trail
    ) -> None:
        self._directory = directory
        self._database = database
        self._jobs = jobs
        self._trail = trail

    async def ask(self, email: str) -> None:
        """Has a link mailed if the address has an account.

        The same queries and the same message either way."""

        async def find(session: WriteSession) -> UUID | None:
            users = OutsideUserRepository(session)
            return await users.find_by_email(self._directory.issuer, email)

        await ask_for_reset(self._database, self._jobs, self._trail, find)


class ClerkPasswordReset:
    """Begins its transactions itself: Clerk is asked between them."""

    def __init__(
        self,
        directory: ClerkDirectory,
        database: Database,
        *,
        tokens: OneTimeTokens,
        ender: CredentialEnder,
        first_proof: FirstProof,
        trail: Trail,
        post: Post,
    ) -> None:
        self._directory = directory
        self._database = database
        self._tokens = tokens
        self._ender = ender
        self._first_proof = first_proof
        self._trail = trail
        self._post = post

    async def confirm(self, token: str, password: str) -> None:
        """Has Clerk set the password, and all sessions ended. Of an account whose
        address nobody had proved, keys and webhooks go, and Clerk is told of the proof.

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
        await self._change_at_clerk(identity.subject, password, proved=row.email)
        async with self._database.unit_of_work() as session:
            used, user = await self._tokens.use(session, token, "reset_password")
            await self._first_proof.take(session, user, used.email)
            # Their tokens would last for up to a minute more.
            ended = [self._directory.session_id(each.id) for each in open_sessions]
            await self._ender.end(session, ended)
            await self._post.send(session, "password_changed", user)
            event = AuthenticationEvent.PASSWORD_RESET
            await self._trail.record(session, event, user.id)

    async def _change_at_clerk(
        self, clerk_id: str, password: str, *, proved: str
    ) -> None:
        client = self._directory.client
        changes = {"password": password, "sign_out_of_other_sessions": True}
        try:
            changed = await client.update_user(clerk_id, changes)
            primary = find_primary_email(read_user(changed))
            # Whoever has the token reads the mails of this address.
            if primary and not primary.is_verified and primary.text.lower() == proved:
                await client.set_email_verified(primary.id, is_verified=True)
        except ClerkRefused as refused:
            raise explain_refusal(refused) from None
        except ValueError:
            raise UpstreamFailed("Clerk's answer about a user is unreadable.") from None
