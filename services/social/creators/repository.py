"""Accounts, their names, and who follows them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import take_turn
from libs.common.db.repository import Repository, RowPage
from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from libs.common.post_urls import CreatorName
from services.social.creators.errors import FollowedCreatorNotFound
from services.social.creators.models import Creator, CreatorAlias, FollowedCreator
from services.social.watching.models import CreatorLook


class FollowRepository(Repository[FollowedCreator]):
    """The accounts that one owner follows."""

    model = FollowedCreator
    not_found = FollowedCreatorNotFound

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def statement(self) -> Select[FollowedCreator]:
        """Those that he follows now."""
        return self._all().where(FollowedCreator.removed_at.is_(None))

    async def lock(self) -> None:
        """Nobody else changes what this owner follows until the transaction ends."""
        await take_turn(self.session, f"followed_creators {self.owner_id}")

    async def count(self) -> int:
        """How many he follows now, paused ones included."""
        rows = select(func.count()).select_from(self.statement().subquery())
        return int(await self.session.scalar(rows) or 0)

    async def count_since(self, moment: datetime) -> int:
        """How many he began to follow since then, those unfollowed again included."""
        recent = self._all().where(FollowedCreator.created_at > moment)
        rows = select(func.count()).select_from(recent.subquery())
        return int(await self.session.scalar(rows) or 0)

    async def get(self, followed_id: UUID) -> FollowedCreator:
        """One of them. Raises FollowedCreatorNotFound."""
        return await self.get_one(
            self.statement().where(FollowedCreator.id == followed_id)
        )

    async def get_removed(self, followed_id: UUID, since: datetime) -> FollowedCreator:
        """One that he follows, or has unfollowed since then."""
        is_kept = FollowedCreator.removed_at.is_(None) | (
            FollowedCreator.removed_at > since
        )
        return await self.get_one(
            self._all().where(FollowedCreator.id == followed_id, is_kept)
        )

    async def find_of(self, creator_id: UUID) -> FollowedCreator | None:
        """How he follows an account, or did."""
        return await self.find_one(
            self._all().where(FollowedCreator.creator_id == creator_id)
        )

    async def list_newest(self, page: PageRequest) -> RowPage[FollowedCreator]:
        """Those followed last first."""
        return await self.list_page(self.statement(), page, newest_first=True)

    def _all(self) -> Select[FollowedCreator]:
        return select(FollowedCreator).where(FollowedCreator.owner_id == self.owner_id)


class CreatorRepository(Repository[Creator]):
    """Accounts, which are nobody's."""

    model = Creator

    async def ensure(self, name: CreatorName, next_look_at: datetime) -> Creator:
        """The account of this name, made if it is not known. Safe against others who
        do the same at the same moment."""
        found = await self.find_named(name)
        if found:
            return found
        # The name is taken first: whoever is second waits here, and finds the first's.
        creator_id = new_id()
        await self.session.execute(
            insert(Creator).values(
                id=creator_id,
                platform=name.platform,
                handle=name.handle,
                url=name.url,
                is_invented=name.is_demo,
                next_look_at=next_look_at,
            )
        )
        taken = await self.session.scalar(
            insert(CreatorAlias)
            .values(platform=name.platform, name=name.name, creator_id=creator_id)
            .on_conflict_do_nothing()
            .returning(CreatorAlias.creator_id)
        )
        if taken is None:
            await self.session.execute(delete(Creator).where(Creator.id == creator_id))
        return await self.get_one(self._named(name))

    async def find_named(self, name: CreatorName) -> Creator | None:
        """The account of this name, if it is known."""
        return await self.find_one(self._named(name))

    async def find_keyed(self, platform: str, creator_key: str) -> Creator | None:
        """The account whose posts have this key, if it is known."""
        return await self.find_one(
            self.statement().where(
                Creator.platform == platform, Creator.creator_key == creator_key
            )
        )

    async def get(self, creator_id: UUID) -> Creator:
        """One account. Raises NotFound."""
        return await self.get_one(self.statement().where(Creator.id == creator_id))

    async def find_locked(self, creator_id: UUID) -> Creator | None:
        """One account; nobody else changes it until the transaction ends."""
        return await self.find_one(
            self.statement()
            .where(Creator.id == creator_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )

    async def load(self, creator_ids: Sequence[UUID]) -> dict[UUID, Creator]:
        """Accounts by their ids."""
        statement = self.statement().where(Creator.id.in_(creator_ids))
        return {row.id: row for row in await self.list_all(statement)}

    async def add_alias(self, creator: Creator, name: str) -> None:
        """The account is known by this name too, unless another one is."""
        await self.session.execute(
            insert(CreatorAlias)
            .values(platform=creator.platform, name=name, creator_id=creator.id)
            .on_conflict_do_nothing()
        )

    async def merge(self, duplicate: Creator, into: Creator) -> None:
        """Two names have proved to be one account's: names and followers move over."""
        followers = FollowedCreator
        known = select(followers.owner_id).where(followers.creator_id == into.id)
        moved = (
            update(followers)
            .where(
                followers.creator_id == duplicate.id, followers.owner_id.not_in(known)
            )
            .values(creator_id=into.id)
        )
        # Who had unfollowed the one follows it again by the other.
        returning = select(followers.owner_id).where(
            followers.creator_id == duplicate.id, followers.removed_at.is_(None)
        )
        revived = (
            update(followers)
            .where(followers.creator_id == into.id, followers.owner_id.in_(returning))
            .values(removed_at=None)
        )
        names = (
            update(CreatorAlias)
            .where(CreatorAlias.creator_id == duplicate.id)
            .values(creator_id=into.id)
        )
        looks = (
            update(CreatorLook)
            .where(CreatorLook.creator_id == duplicate.id)
            .values(creator_id=into.id)
        )
        gone = delete(Creator).where(Creator.id == duplicate.id)
        self.session.expunge(duplicate)
        for statement in (revived, moved, names, looks, gone):
            await self.session.execute(
                statement.execution_options(synchronize_session=False)
            )

    def _named(self, name: CreatorName) -> Select[Creator]:
        return (
            self.statement()
            .join(CreatorAlias, CreatorAlias.creator_id == Creator.id)
            .where(
                CreatorAlias.platform == name.platform, CreatorAlias.name == name.name
            )
            .execution_options(populate_existing=True)
        )
