"""Signing up, signing in, the profile."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database, WriteSession
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from services.auth.accounts.errors import EmailAlreadyRegistered, WrongCredentials
from services.auth.accounts.models import User
from services.auth.accounts.profile_events import (
    created_event,
    mark_updated,
    updated_event,
)
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.schemas import LogIn, SignUp, UserUpdate
from services.auth.accounts.trail import Trail
from services.auth.brakes import service as brakes
from services.auth.brakes.errors import TooManyAttempts
from services.auth.emails.service import EmailVerification
from services.auth.passwords.guarded import GuardedPasswords
from services.auth.sessions.repository import SessionRepository
from services.auth.sessions.service import SessionService, SignedIn


class AccountService:
    """Opens accounts and sessions.

    Begins its transactions itself: a password takes a tenth of a second to hash, and no
    connection may be held for that long."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        *,
        passwords: GuardedPasswords,
        sessions: SessionService,
        verification: EmailVerification,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._passwords = passwords
        self._sessions = sessions
        self._verification = verification
        self._trail = trail
        self._clock = clock

    async def sign_up(self, details: SignUp) -> SignedIn:
        """Makes the account and its first session, and tells the other services.

        Raises EmailAlreadyRegistered, PasswordNotTaken, TooManySignIns."""
        known = (details.email, details.full_name, details.company_name)
        password_hash = await self._passwords.hash_new(details.password, known)
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
            opened = await self._sessions.open(session, user, self._trail.caller)
            await self._jobs.publish(session, created_event(user))
            await self._verification.start(session, user)
            await self._trail.record(session, AuthenticationEvent.SIGNUP, user.id)
        return await self._sessions.grant(user, opened)

    async def log_in(self, credentials: LogIn) -> SignedIn:
        """Opens a session.

        Raises WrongCredentials, TooManyAttempts, TooManySignIns."""
        email = credentials.email
        async with self._database.read() as session:
            known = await UserRepository(session).find_by_email(email)
            is_familiar = await SessionRepository(session).has_signed_in_from(
                email, self._trail.caller.network
            )
        stored = known.password_hash if known else None
        braked = self._brakes_for(email, is_familiar=is_familiar)
        try:
            attempt = await self._passwords.verify(
                credentials.password, stored, *braked
            )
        except TooManyAttempts:
            self._refuse_login(known, TooManyAttempts)
            raise
        if known is None or stored is None or attempt is None:
            self._refuse_login(known, WrongCredentials)
            raise WrongCredentials
        renewed = await self._passwords.renew_hash(credentials.password, stored)
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get_locked(known.id)
            is_present = user.password_hash == stored
            if is_present:
                user.password_hash = renewed
                await self._passwords.release(session, attempt)
                opened = await self._sessions.open(session, user, self._trail.caller)
                await self._trail.record(session, AuthenticationEvent.LOGIN, user.id)
        if not is_present:
            # Hashed anew, or changed, while it was looked at: look at that one.
            return await self.log_in(credentials)
        return await self._sessions.grant(user, opened)

    def _brakes_for(self, email: str, *, is_familiar: bool) -> list[brakes.Braked]:
        caller = self._trail.caller
        network = caller.network if is_familiar else None
        wanted = [brakes.account(email, familiar_network=network)]
        if caller.counted_as:
            wanted.append(brakes.address(caller.counted_as))
        return wanted

    def _refuse_login(self, known: User | None, reason: type[Exception]) -> None:
        user_id = known.id if known else None
        self._trail.record_refusal(AuthenticationEvent.LOGIN, user_id, reason)


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
