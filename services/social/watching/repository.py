"""Looks at accounts, and whose library their posts are in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    Select,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import free_ones
from services.social.bulk import rows_of
from services.social.creators.models import Creator, FollowedCreator
from services.social.posts.models import Post, PostAccess
from services.social.standings.models import PostStandingRow
from services.social.watching.models import CreatorLook

_now = func.clock_timestamp()


class LookRepository:
    """What looks have brought."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(
        self, look_id: UUID, creator_id: UUID, most: int, at: datetime
    ) -> CreatorLook:
        """Notes the look, once; a repeated run finds what was noted of it."""
        await self._session.execute(
            insert(CreatorLook)
            .values(id=look_id, creator_id=creator_id, most=most, started_at=at)
            .on_conflict_do_nothing()
        )
        return await self.get(look_id)

    async def find(self, look_id: UUID) -> CreatorLook | None:
        """A look, if it was begun."""
        return await self._session.get(CreatorLook, look_id, populate_existing=True)

    async def get(self, look_id: UUID) -> CreatorLook:
        """A look that was begun."""
        statement = select(CreatorLook).where(CreatorLook.id == look_id)
        return (await self._session.scalars(statement)).one()

    async def finish(self, look_id: UUID, at: datetime) -> None:
        """All who follow the account have its posts."""
        await self._session.execute(
            update(CreatorLook).where(CreatorLook.id == look_id).values(finished_at=at)
        )

    async def find_last(self, creator_id: UUID) -> CreatorLook | None:
        """The newest look at an account, finished or not."""
        return await self._session.scalar(
            _of(creator_id).order_by(CreatorLook.started_at.desc()).limit(1)
        )

    async def find_last_stored(self, creator_id: UUID) -> CreatorLook | None:
        """The newest look that has ended, in posts or in a failure."""
        return await self._session.scalar(
            _of(creator_id)
            .where(CreatorLook.stored_at.is_not(None))
            .order_by(CreatorLook.stored_at.desc())
            .limit(1)
        )

    async def find_open(self, creator_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these accounts are being looked at."""
        statement = select(CreatorLook.creator_id).where(
            CreatorLook.creator_id.in_(creator_ids), CreatorLook.finished_at.is_(None)
        )
        return set((await self._session.scalars(statement)).all())

    async def sum_costs(self, since: datetime) -> int:
        """What looks have cost since then, in millionths of a US dollar."""
        statement = select(
            func.coalesce(func.sum(CreatorLook.cost_micro_usd), 0)
        ).where(CreatorLook.started_at >= since)
        return int(await self._session.scalar(statement) or 0)

    async def purge(self, older_than: timedelta) -> None:
        """Forgets old looks, but each account's newest; and accounts that nobody has
        followed for so long."""
        limit = _now - older_than
        newer = select(CreatorLook.creator_id, func.max(CreatorLook.started_at))
        newest = newer.group_by(CreatorLook.creator_id).subquery()
        is_newest = (
            select(newest.c.creator_id)
            .where(
                newest.c.creator_id == CreatorLook.creator_id,
                newest.c[1] == CreatorLook.started_at,
            )
            .exists()
        )
        is_followed = (
            select(FollowedCreator.id)
            .where(FollowedCreator.creator_id == Creator.id)
            .exists()
        )
        for statement in (
            delete(FollowedCreator).where(FollowedCreator.removed_at < limit),
            delete(CreatorLook).where(CreatorLook.started_at < limit, ~is_newest),
            delete(Creator).where(
                ~is_followed,
                Creator.created_at < limit,
                or_(Creator.looked_at.is_(None), Creator.looked_at < limit),
            ),
        ):
            await self._session.execute(
                statement.execution_options(synchronize_session=False)
            )


class WatchRepository:
    """Whose turn it is."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take_due(
        self, now: datetime, limit: int, lease: timedelta
    ) -> Sequence[UUID]:
        """At most so many accounts whose turn has come and that somebody follows.

        Their next turn is put off by the lease: the look itself sets it anew. One that
        was set under a clock that was ahead by far has come, too."""
        is_watched = (
            select(FollowedCreator.id)
            .where(
                FollowedCreator.creator_id == Creator.id,
                FollowedCreator.removed_at.is_(None),
                FollowedCreator.paused_at.is_(None),
            )
            .exists()
        )
        due = (
            select(Creator.id)
            .where(
                or_(Creator.next_look_at <= now, Creator.looked_at > now + lease),
                is_watched,
            )
            .order_by(Creator.next_look_at)
            .limit(limit)
        )
        statement = (
            update(Creator)
            .where(Creator.id.in_(free_ones(due)))
            .values(next_look_at=now + lease)
            .returning(Creator.id)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.scalars(statement)).all()

    async def list_followers(
        self, creator_id: UUID, *, after: UUID, limit: int
    ) -> Sequence[UUID]:
        """Owners who follow it and have not paused it, some at a time, by their ids."""
        statement = (
            _followers(creator_id)
            .where(FollowedCreator.owner_id > after)
            .order_by(FollowedCreator.owner_id)
            .limit(limit)
        )
        return (await self._session.scalars(statement)).all()


class SharingRepository:
    """Whose library the posts of followed accounts are in."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def share(
        self, owner_ids: Sequence[UUID], post_ids: Sequence[UUID]
    ) -> set[UUID]:
        """Puts posts into these libraries; the owners who had not all of them.

        What an owner has taken out stays out."""
        rows = [{"owner_id": owner_id} for owner_id in owner_ids]
        owners = rows_of(FollowedCreator, ("owner_id",), rows)
        public = select(Post.id).where(Post.id.in_(post_ids), Post.owner_id.is_(None))
        posts = public.subquery("public")
        chosen = (
            select(owners.c.owner_id, posts.c.id, literal("follow"))
            .select_from(posts.join(owners, true()))
            .order_by(owners.c.owner_id, posts.c.id)
        )
        statement = (
            insert(PostAccess)
            .from_select(["owner_id", "post_id", "via"], chosen)
            .on_conflict_do_nothing()
            .returning(PostAccess.owner_id)
        )
        return set((await self._session.scalars(statement)).all())

    async def withdraw(self, owner_id: UUID, creator: tuple[str, str]) -> None:
        """Takes an account's posts out of a library again that are only there because
        it was followed; saved ones stay."""
        platform, creator_key = creator
        theirs = select(Post.id).where(
            Post.owner_id.is_(None),
            Post.platform == platform,
            Post.creator_key == creator_key,
        )
        followed = (
            PostAccess.owner_id == owner_id,
            PostAccess.via == "follow",
            PostAccess.post_id.in_(theirs),
        )
        kept = (
            update(PostAccess)
            .where(*followed, PostAccess.saved_at.is_not(None))
            .values(via="save")
        )
        # Those he had taken out stay as they are: they are to serve him no baseline.
        gone = (
            delete(PostAccess)
            .where(*followed, PostAccess.removed_at.is_(None))
            .returning(PostAccess.post_id)
        )
        await self._session.execute(kept.execution_options(synchronize_session=False))
        post_ids = (
            await self._session.scalars(
                gone.execution_options(synchronize_session=False)
            )
        ).all()
        await self._session.execute(
            delete(PostStandingRow)
            .where(
                PostStandingRow.owner_id == owner_id,
                PostStandingRow.post_id.in_(post_ids),
            )
            .execution_options(synchronize_session=False)
        )


def _of(creator_id: UUID) -> Select[CreatorLook]:
    return select(CreatorLook).where(CreatorLook.creator_id == creator_id)


def _followers(creator_id: UUID) -> Select[UUID]:
    return select(FollowedCreator.owner_id).where(
        FollowedCreator.creator_id == creator_id,
        FollowedCreator.removed_at.is_(None),
        FollowedCreator.paused_at.is_(None),
    )
