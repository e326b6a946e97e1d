"""Queries of users."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from libs.common.db.repository import Repository
from services.auth.accounts.errors import AccountNotFound
from services.auth.accounts.models import HAS_PASSWORD, User


class UserRepository(Repository[User]):
    """Users, by their own id or their normalised e-mail address."""

    model = User
    not_found = AccountNotFound

    async def get(self, user_id: UUID) -> User:
        """The user. Raises AccountNotFound."""
        return await self.get_one(select(User).where(User.id == user_id))

    async def get_locked(self, user_id: UUID) -> User:
        """The user, locked against other changes. Raises AccountNotFound."""
        statement = select(User).where(User.id == user_id).with_for_update()
        # As the database has it now, not as read before the lock.
        return await self.get_one(statement.execution_options(populate_existing=True))

    async def find(self, user_id: UUID) -> User | None:
        """The user; None if there is none any more."""
        return await self.find_one(select(User).where(User.id == user_id))

    async def find_locked(self, user_id: UUID) -> User | None:
        """The user, locked against other changes; None if there is none any more."""
        statement = select(User).where(User.id == user_id)
        return await self.find_one(statement.with_for_update())

    async def find_by_email(self, email: str) -> User | None:
        """The user with this normalised address and a password of ours."""
        return await self.find_one(
            select(User).where(User.email == email, HAS_PASSWORD)
        )

    async def create_unless_taken(self, **columns: Any) -> User | None:
        """The new user; None if the address has an account, also at one moment."""
        statement = (
            insert(User)
            .values(**columns)
            .on_conflict_do_nothing(index_elements=["email"], index_where=HAS_PASSWORD)
            .returning(User)
        )
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def move(self, user: User, email: str) -> bool:
        """Gives the user another address; False if it is taken, also at one moment."""
        try:
            async with self.session.begin_nested():
                user.email = email
                await self.session.flush()
        except IntegrityError:
            return False
        return True
