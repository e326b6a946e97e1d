"""Who is an administrator at this moment."""

from uuid import UUID

from libs.common.db.session import Database
from libs.common.identity import AdminOnly
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository


class AdministratorService:
    """Asks the database: a token may still carry a role that was taken away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: UUID) -> User:
        """The user, who is an administrator. Raises AccountNotFound, AdminOnly."""
        async with self._database.read() as session:
            user = await UserRepository(session).get(user_id)
        if user.role != "admin":
            raise AdminOnly
        return user
