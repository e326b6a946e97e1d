"""Signing up, signing in, the profile."""

from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.db.session import Database, WriteSession
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import EmailAlreadyRegistered, WrongCredentials
from services.auth.accounts.models import User
from services.auth.accounts.password_hasher import PasswordHasher
from services.auth.accounts.profile_events import (
    created_event,
    mark_updated,
    updated_event,
)
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.schemas import LogIn, SignUp, UserUpdate
from services.auth.sessions.service import SessionService, SignedIn

log = structlog.get_logger()


class AccountService:
    """Opens accounts and sessions.

    Begins its transactions itself: a password takes a tenth of a second to hash, and no
    connection may be held for that long."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        *,
        passwords: PasswordHasher,
        sessions: SessionService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._passwords = passwords
        self._sessions = sessions
        self._clock = clock

    async def sign_up(self, details: SignUp) -> SignedIn:
        """Makes the account and its first session, and tells the other services.

        Raises EmailAlreadyRegistered, TooManySignIns."""
        password_hash = await self._passwords.hash(details.password)
        profile = details.model_dump(exclude={"password", "refresh_token_in"})
        async with self._database.unit_of_work() as session:
            now = self._clock.now()
            user = await UserRepository(session).create_unless_taken(
                id=new_id(),
                password_hash=password_hash,
                created_at=now,
                updated_at=now,
                **profile,
            )
            if user is None:
                raise EmailAlreadyRegistered
            opened = await self._sessions.open(session, user)
            await self._jobs.publish(session, created_event(user))
        log.info("signed_up", user_id=str(user.id))
        return await self._sessions.grant(user, opened)

    async def log_in(self, credentials: LogIn) -> SignedIn:
        """Opens a session. Raises WrongCredentials, TooManySignIns."""
        async with self._database.read() as session:
            known = await UserRepository(session).find_by_email(credentials.email)
        stored = known.password_hash if known else None
        is_right = await self._passwords.verify(credentials.password, stored)
        if known is None or not is_right:
            log.info("login_failed", user_id=str(known.id) if known else None)
            raise WrongCredentials
        renewed = await self._renewed_hash(credentials.password, known)
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get(known.id)
            if renewed and user.password_hash == stored:
                user.password_hash = renewed
            opened = await self._sessions.open(session, user)
        return await self._sessions.grant(user, opened)

    async def _renewed_hash(self, password: str, user: User) -> str | None:
        stored = user.password_hash
        if stored and self._passwords.is_outdated(stored):
            return await self._passwords.hash(password)
        return None


class ProfileService:
    """Reads and changes the caller's own profile."""

    def __init__(self, session: WriteSession, jobs: Jobs, clock: Clock) -> None:
        self._session = session
        self._users = UserRepository(session)
        self._jobs = jobs
        self._clock = clock

    async def update(self, user_id: UUID, changes: UserUpdate) -> User:
        """Changes what is given, and tells the other services if anything differs.

        Raises AccountNotFound."""
        user = await self._users.get_locked(user_id)
        given = changes.model_dump(exclude_unset=True)
        differing = {k: v for k, v in given.items() if getattr(user, k) != v}
        if not differing:
            return user
        for name, value in differing.items():
            setattr(user, name, value)
        mark_updated(user, self._clock.now())
        await self._session.flush()
        await self._jobs.publish(self._session, updated_event(user))
        return user
