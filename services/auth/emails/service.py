"""Whose an e-mail address is: verified, and changed."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database, WriteSession
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import EmailAlreadyRegistered
from services.auth.accounts.models import User
from services.auth.accounts.profile_events import mark_updated, updated_event
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.emails.errors import EmailAlreadyVerified, EmailUnchanged
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.passwords.confirmation import PasswordConfirmation


class EmailVerification:
    """Asks people to confirm that an address is theirs, and takes their word."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        tokens: OneTimeTokens,
        post: Post,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._tokens = tokens
        self._post = post
        self._trail = trail
        self._clock = clock

    async def start(self, session: WriteSession, user: User) -> None:
        """Mails a link to the address of a new or locked user, if he has one."""
        if user.email is None:
            return
        token_id = await self._tokens.make(session, user, "verify_email", user.email)
        await self._post.send(session, "verify_email", user, token_id=token_id)

    async def start_again(self, session: WriteSession, user_id: UUID) -> None:
        """Mails a newer link.

        Raises AccountNotFound, EmailAlreadyVerified, TooManyMails."""
        user = await UserRepository(session).get_locked(user_id)
        if user.email_verified:
            raise EmailAlreadyVerified
        await self._tokens.check_pace(session, user_id, "verify_email")
        await self.start(session, user)

    async def verify(self, session: WriteSession, token: str) -> None:
        """Takes a mailed token: the address is verified, or becomes the user's own.

        Raises LinkNotKnown, LinkUsed, LinkReplaced, LinkExpired; and
        EmailAlreadyRegistered, where someone else has taken the address since."""
        used, user = await self._tokens.use(
            session, token, "verify_email", "change_email"
        )
        if used.purpose == "change_email":
            await self._move(session, user, used.email)
        user.email_verified = True
        await self._trail.record(session, AuthenticationEvent.EMAIL_VERIFIED, user.id)

    async def _move(self, session: WriteSession, user: User, email: str) -> None:
        before = user.email
        if not await UserRepository(session).move(user, email):
            raise EmailAlreadyRegistered
        mark_updated(user, self._clock.now())
        # Links that were mailed to the old address end with it.
        await self._tokens.end(session, user.id, "verify_email", "reset_password")
        await session.flush()
        await self._jobs.publish(session, updated_event(user))
        await self._post.send(session, "email_changed", user, to=before, email=email)
        await self._trail.record(session, AuthenticationEvent.EMAIL_CHANGED, user.id)


class EmailChange:
    """Begins the change of an address; EmailVerification ends it."""

    def __init__(
        self,
        database: Database,
        *,
        confirmation: PasswordConfirmation,
        tokens: OneTimeTokens,
        post: Post,
    ) -> None:
        self._database = database
        self._confirmation = confirmation
        self._tokens = tokens
        self._post = post

    async def ask(self, user_id: UUID, password: str, email: str) -> None:
        """Mails a link to the new address, and tells the old one.

        Whether the new address has an account is not told: its owner gets a mail that
        says so, and everything else is the same. Raises AccountNotFound,
        CurrentPasswordWrong, EmailUnchanged, TooManyMails, TooManyAttempts,
        TooManySignIns."""
        event = AuthenticationEvent.EMAIL_CHANGED
        await self._confirmation.confirm(user_id, password, event)
        async with self._database.unit_of_work() as session:
            users = UserRepository(session)
            user = await users.get_locked(user_id)
            if user.email == email:
                raise EmailUnchanged
            await self._tokens.check_pace(session, user.id, "change_email")
            token_id = await self._tokens.make(session, user, "change_email", email)
            holder = await users.find_by_email(email)
            if holder:
                await self._post.send(session, "email_taken", holder)
            else:
                await self._post.send(
                    session, "change_email", user, to=email, token_id=token_id
                )
            await self._post.send(
                session, "email_change_requested", user, to=user.email, email=email
            )
