"""Asking for the password again before something that cannot be undone."""

from uuid import UUID

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.brakes import service as brakes
from services.auth.passwords.errors import CurrentPasswordWrong
from services.auth.passwords.guarded import GuardedPasswords


class PasswordConfirmation:
    """Confirms that it is the owner who asks, and not who found an open session."""

    def __init__(
        self, database: Database, passwords: GuardedPasswords, trail: Trail
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._trail = trail

    async def confirm(
        self, user_id: UUID, password: str, event: AuthenticationEvent
    ) -> User:
        """The user, as read before; `event` is what he is about to do. Counted apart
        from signing in.

        Raises AccountNotFound, CurrentPasswordWrong, TooManyAttempts, TooManySignIns.
        """
        async with self._database.read() as session:
            user = await UserRepository(session).get(user_id)
        braked = brakes.confirmation(user_id)
        attempt = await self._passwords.verify(password, user.password_hash, braked)
        if attempt is None:
            self._trail.record_refusal(event, user_id, CurrentPasswordWrong)
            raise CurrentPasswordWrong
        async with self._database.unit_of_work() as session:
            await self._passwords.release(session, attempt)
        return user
