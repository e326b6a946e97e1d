"""Who is an administrator at this moment."""

from uuid import UUID

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database
from libs.common.identity import AdminOnly
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail

_EVENT = AuthenticationEvent.ADMIN_SESSION


class AdministratorService:
    """Asks the database: a token may still carry a role that was taken away."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database = database
        self._trail = trail

    async def let_in(self, user_id: UUID) -> User:
        """The user, who is an administrator. Raises AccountNotFound, AdminOnly."""
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get(user_id)
            if user.role == "admin":
                await self._trail.record(session, _EVENT, user_id)
        if user.role != "admin":
            self._trail.record_refusal(_EVENT, user_id, AdminOnly)
            raise AdminOnly
        return user
