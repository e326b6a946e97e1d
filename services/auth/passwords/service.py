"""Passwords: forgotten, and changed."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database, WriteSession
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import AccountNotFound
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.brakes.service import Brakes
from services.auth.brakes.service import account as account_brake
from services.auth.brakes.service import confirmation as confirmation_brake
from services.auth.mails.post import Post
from services.auth.one_time_tokens.errors import TooManyMails
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.passwords.confirmation import PasswordConfirmation
from services.auth.passwords.errors import CurrentPasswordWrong, PasswordUnchanged
from services.auth.passwords.first_proof import FirstProof
from services.auth.passwords.messages import StartReset
from services.auth.passwords.setter import PasswordSetter

_REQUESTED = AuthenticationEvent.PASSWORD_RESET_REQUESTED
_CHANGED = AuthenticationEvent.PASSWORD_CHANGED


class PasswordReset:
    """A forgotten password: a link is mailed, and its token sets a new one."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        *,
        setter: PasswordSetter,
        first_proof: FirstProof,
        tokens: OneTimeTokens,
        brakes: Brakes,
        trail: Trail,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._setter = setter
        self._first_proof = first_proof
        self._tokens = tokens
        self._brakes = brakes
        self._trail = trail

    async def ask(self, email: str) -> None:
        """Has a link mailed if the address has an account.

        The same queries and the same message either way: neither the answer nor its
        time tells. What differs is the worker's."""

        async def find(session: WriteSession) -> UUID | None:
            user = await UserRepository(session).find_by_email(email)
            return user.id if user else None

        await ask_for_reset(self._database, self._jobs, self._trail, find)

    async def confirm(self, token: str, password: str) -> None:
        """Sets the password with a mailed token; the account's brake is released. Of an
        account whose address nobody had confirmed, keys and webhooks go.

        Raises LinkNotKnown, LinkUsed, LinkReplaced, LinkExpired, PasswordNotTaken,
        TooManySignIns."""
        async with self._database.read() as session:
            row = await self._tokens.look_at(session, token, "reset_password")
            user = await UserRepository(session).get(row.user_id)
        # Only with a token that is worth it: hashing is dear.
        hashed = await self._setter.prepare(password, user, field="password")
        async with self._database.unit_of_work() as session:
            used, user = await self._tokens.use(session, token, "reset_password")
            await self._first_proof.take(session, user, used.email)
            await self._setter.set(session, user, hashed)
            brakes = (account_brake(used.email), confirmation_brake(user.id))
            await self._brakes.forget(session, *brakes)
            await self._trail.record(
                session, AuthenticationEvent.PASSWORD_RESET, user.id
            )


async def ask_for_reset(
    database: Database,
    jobs: Jobs,
    trail: Trail,
    find_user: Callable[[WriteSession], Awaitable[UUID | None]],
) -> None:
    """Has a link mailed to the user that is found, if there is one."""
    async with database.unit_of_work() as session:
        user_id = await find_user(session)
        await jobs.send(session, StartReset(user_id=user_id))
        # Written down either way: a row more would be time that tells.
        refused = None if user_id else AccountNotFound
        await trail.record(session, _REQUESTED, user_id, refused=refused)


class ResetMail:
    """The worker's half of a reset."""

    def __init__(
        self, session: WriteSession, *, tokens: OneTimeTokens, post: Post
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._post = post

    async def send(self, user_id: UUID | None) -> None:
        """Makes the token and mails it, unless mails of it went out just now."""
        user = None
        if user_id:
            user = await UserRepository(self._session).find_locked(user_id)
        if user is None or user.email is None:
            return
        try:
            await self._tokens.check_pace(self._session, user.id, "reset_password")
        except TooManyMails:
            return
        token_id = await self._tokens.make(
            self._session, user, "reset_password", user.email
        )
        await self._post.send(self._session, "reset_password", user, token_id=token_id)


class PasswordChange:
    """A password that is changed by who knows it."""

    def __init__(
        self,
        database: Database,
        *,
        setter: PasswordSetter,
        confirmation: PasswordConfirmation,
        trail: Trail,
    ) -> None:
        self._database = database
        self._setter = setter
        self._confirmation = confirmation
        self._trail = trail

    async def change(
        self, user_id: UUID, current: str, new: str, *, session_id: UUID | None
    ) -> None:
        """Sets the new password; only the session of `session_id` goes on.

        Raises AccountNotFound, CurrentPasswordWrong, PasswordUnchanged,
        PasswordNotTaken, TooManyAttempts, TooManySignIns."""
        before = await self._confirmation.confirm(user_id, current, _CHANGED)
        if new == current:
            raise PasswordUnchanged
        hashed = await self._setter.prepare(new, before, field="new_password")
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get_locked(user_id)
            if user.password_hash != before.password_hash:
                raise CurrentPasswordWrong  # changed elsewhere while this was hashed
            await self._setter.set(session, user, hashed, keep_session_id=session_id)
            await self._trail.record(session, _CHANGED, user.id)
