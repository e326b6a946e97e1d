"""Queries of API keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, func, or_, select, update

from libs.common.db.repository import Repository, RowPage
from libs.common.pagination import PageRequest
from services.auth.api_keys.errors import ApiKeyNotFound
from services.auth.api_keys.models import ApiKey


class ApiKeyRepository(Repository[ApiKey]):
    """Keys. What a user asks for goes through `owned`."""

    model = ApiKey
    not_found = ApiKeyNotFound

    def owned(self, user_id: UUID) -> Select[ApiKey]:
        """The keys of one user, revoked ones too."""
        return self.statement().where(ApiKey.user_id == user_id)

    async def list_kept(self, user_id: UUID, page: PageRequest) -> RowPage[ApiKey]:
        """The user's keys that were not revoked, newest first."""
        statement = self.owned(user_id).where(ApiKey.revoked_at.is_(None))
        return await self.list_page(statement, page, newest_first=True)

    async def count_live(self, user_id: UUID, now: datetime) -> int:
        """How many keys the user has that can be used."""
        live = self.owned(user_id).where(*_is_live(now)).subquery()
        statement = select(func.count()).select_from(live)
        return (await self.session.execute(statement)).scalar_one()

    async def get_locked(self, user_id: UUID, key_id: UUID) -> ApiKey:
        """The user's key, locked. Raises ApiKeyNotFound."""
        statement = self.owned(user_id).where(ApiKey.id == key_id)
        return await self.get_one(statement.with_for_update())

    async def revoke_all(self, user_id: UUID, now: datetime) -> Sequence[UUID]:
        """Revokes all of a user's keys; the ids of those that were in use."""
        statement = (
            update(ApiKey)
            .where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(ApiKey.id)
        )
        return (await self.session.execute(statement)).scalars().all()

    async def find_valid(self, key_hash: bytes, now: datetime) -> ApiKey | None:
        """For the gateways: the key of this hash, if it is neither revoked nor
        expired. With its user it is gone."""
        statement = self.statement().where(ApiKey.key_hash == key_hash, *_is_live(now))
        return await self.find_one(statement)

    async def move_last_used(
        self, uses: Mapping[UUID, datetime], at_least: timedelta
    ) -> None:
        """Notes when keys were used, all in one statement; a time that would move by
        less than `at_least` stays."""
        used_at = case(dict(uses), value=ApiKey.id)
        await self.session.execute(
            update(ApiKey)
            .where(
                ApiKey.id.in_(list(uses)),
                or_(
                    ApiKey.last_used_at.is_(None),
                    ApiKey.last_used_at <= used_at - at_least,
                ),
            )
            .values(last_used_at=used_at)
            .execution_options(synchronize_session=False)
        )

    async def delete_over(self, before: datetime) -> None:
        """Deletes keys that were revoked, or expired, before that instant."""
        await self.session.execute(
            delete(ApiKey).where(
                or_(ApiKey.revoked_at < before, ApiKey.expires_at < before)
            )
        )


def _is_live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ApiKey.revoked_at.is_(None),
        or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now),
    )
