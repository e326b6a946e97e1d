"""Orders of standings, and the standings themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.social.bulk import among, rows_of
from services.social.imports.models import ImportRow
from services.social.posts.models import Post, PostAccess
from services.social.standings.models import PostStandingRow, StandingOrder
from services.social.twins.models import PostTwin

Creator = tuple[str, str]
"""(platform, creator key)"""

_KEY = ("platform", "creator_key")
_COMPUTED = (
    "post_id",
    *_KEY,
    "state",
    "basis",
    "value",
    "usual",
    "multiple",
    "band",
    "sample_size",
    "others",
)
_ROWS_AT_ONCE = 2_000
_now = func.clock_timestamp()


class Order(NamedTuple):
    """What is to be computed, and the moment before its data are read."""

    platform: str
    creator_key: str
    version: int
    taken_at: datetime

    @property
    def creator(self) -> Creator:
        """Whose posts they are."""
        return self.platform, self.creator_key


class Subject(NamedTuple):
    """A post whose standing is to be computed."""

    id: UUID
    platform_post_id: str
    format: str
    published_at: datetime | None
    metrics: dict[str, Any]


class OrderRepository:
    """What is still to be computed."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, owner_id: UUID, creators: Sequence[Creator]) -> bool:
        """Notes orders, in their sorted order; whether any of them is new.

        The row is locked in either case: a run that is about to end waits, and then
        finds the version raised."""
        rows = [dict(zip(_KEY, creator, strict=True)) for creator in creators]
        given = rows_of(StandingOrder, _KEY, rows)
        chosen = select(
            bindparam("owner", owner_id, StandingOrder.owner_id.type),
            given.c.platform,
            given.c.creator_key,
        ).order_by(given.c.platform, given.c.creator_key)
        statement = (
            insert(StandingOrder)
            .from_select(["owner_id", *_KEY], chosen)
            .on_conflict_do_update(
                index_elements=["owner_id", *_KEY],
                set_={"version": StandingOrder.version + 1, "asked_at": _now},
            )
            .returning(StandingOrder.version)
        )
        versions = (await self._session.scalars(statement)).all()
        return 1 in versions

    async def find_creators(
        self, owner_id: UUID, post_ids: Collection[UUID]
    ) -> set[Creator]:
        """Of whom these posts are, and were when their standings were computed."""
        post, standing = Post, PostStandingRow
        posts = select(post.platform, post.creator_key).where(
            among(post.id, post_ids),
            or_(post.owner_id.is_(None), post.owner_id == owner_id),
        )
        # A twin that is hidden by one of these is shown once that one is gone.
        twins = (
            select(post.platform, post.creator_key)
            .join(PostTwin, PostTwin.public_id == post.id)
            .where(among(PostTwin.own_id, post_ids), PostTwin.owner_id == owner_id)
        )
        computed = select(standing.platform, standing.creator_key).where(
            standing.owner_id == owner_id, among(standing.post_id, post_ids)
        )
        rows = await self._session.execute(posts.union(twins, computed))
        return {(platform, creator_key) for platform, creator_key in rows}

    async def find_imported(self, owner_id: UUID, import_id: UUID) -> set[Creator]:
        """Of whom the posts are that an import has brought, changed or put back."""
        statement = (
            select(ImportRow.post_id, func.bool_and(ImportRow.outcome == "duplicate"))
            .where(ImportRow.import_id == import_id, ImportRow.post_id.is_not(None))
            .group_by(ImportRow.post_id)
        )
        rows = (await self._session.execute(statement)).all()
        creators: set[Creator] = set()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            as_before = [post_id for post_id, is_as_before in some if is_as_before]
            changed = {post_id for post_id, is_as_before in some if not is_as_before}
            if as_before:
                computed = await self._find_computed(owner_id, as_before)
                changed.update(set(as_before) - computed)
            if changed:
                creators |= await self.find_creators(owner_id, changed)
        return creators

    async def find_next(self, owner_id: UUID) -> Order | None:
        """The owner's order that has waited longest."""
        statement = (
            select(
                StandingOrder.platform,
                StandingOrder.creator_key,
                StandingOrder.version,
                _now.label("taken_at"),
            )
            .where(StandingOrder.owner_id == owner_id)
            .order_by(
                StandingOrder.asked_at,
                StandingOrder.platform,
                StandingOrder.creator_key,
            )
            .limit(1)
        )
        row = (await self._session.execute(statement)).one_or_none()
        return Order(*row) if row else None

    async def end(self, owner_id: UUID, order: Order) -> None:
        """The order is done, unless somebody has asked again since it was taken."""
        await self._session.execute(
            delete(StandingOrder).where(
                StandingOrder.owner_id == owner_id,
                StandingOrder.platform == order.platform,
                StandingOrder.creator_key == order.creator_key,
                StandingOrder.version == order.version,
            )
        )

    async def find_given_up(self, waiting: timedelta) -> Sequence[UUID]:
        """Owners whose orders nobody has worked on for so long."""
        statement = (
            select(StandingOrder.owner_id)
            .where(StandingOrder.asked_at < _now - waiting)
            .distinct()
        )
        return (await self._session.scalars(statement)).all()

    async def find_outdated(self) -> dict[UUID, set[Creator]]:
        """By owner, the creators of whom public posts have changed since."""
        computed = (
            select(
                PostStandingRow.owner_id,
                PostStandingRow.platform,
                PostStandingRow.creator_key,
                func.min(PostStandingRow.computed_at).label("computed_at"),
            )
            .group_by(
                PostStandingRow.owner_id,
                PostStandingRow.platform,
                PostStandingRow.creator_key,
            )
            .subquery()
        ).c
        has_news = exists().where(
            Post.owner_id.is_(None),
            Post.platform == computed.platform,
            Post.creator_key == computed.creator_key,
            Post.updated_at > computed.computed_at,
        )
        statement = select(
            computed.owner_id, computed.platform, computed.creator_key
        ).where(has_news)
        found: dict[UUID, set[Creator]] = {}
        for owner_id, platform, creator_key in await self._session.execute(statement):
            found.setdefault(owner_id, set()).add((platform, creator_key))
        return found

    async def _find_computed(self, owner_id: UUID, post_ids: list[UUID]) -> set[UUID]:
        standing = PostStandingRow
        statement = select(standing.post_id).where(
            standing.owner_id == owner_id, among(standing.post_id, post_ids)
        )
        return set((await self._session.scalars(statement)).all())


class StandingRepository:
    """The standings of one owner's posts."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def list_subjects(self, creator: Creator) -> list[UUID]:
        """The creator's posts in the library."""
        platform, creator_key = creator
        kept = (
            select(Post.id)
            .join(PostAccess, PostAccess.post_id == Post.id)
            .where(
                PostAccess.owner_id == self._owner_id,
                PostAccess.removed_at.is_(None),
                Post.platform == platform,
                Post.creator_key == creator_key,
            )
        )
        # Two parts, so that each reads its stretch of the posts' index.
        statement = union_all(
            kept.where(Post.owner_id == self._owner_id),
            kept.where(Post.owner_id.is_(None)),
        )
        # Some at a time, so that other jobs get their turn in between.
        found = await self._session.stream_scalars(
            statement.execution_options(yield_per=_ROWS_AT_ONCE)
        )
        return [post_id async for posts in found.partitions() for post_id in posts]

    async def load_subjects(self, post_ids: Sequence[UUID]) -> list[Subject]:
        """Those of these posts that are still there.

        One that the owner has imported too, without its id, goes by the id that it has
        there: by that it is among the others."""
        own = aliased(Post)
        columns = {name: getattr(Post, name) for name in Subject._fields}
        columns["platform_post_id"] = func.coalesce(
            own.platform_post_id, Post.platform_post_id
        )
        statement = (
            select(*columns.values())
            .outerjoin(
                PostTwin,
                (PostTwin.public_id == Post.id) & (PostTwin.owner_id == self._owner_id),
            )
            .outerjoin(
                own,
                (own.id == PostTwin.own_id) & (own.creator_key == Post.creator_key),
            )
            .where(
                among(Post.id, post_ids),
                or_(Post.owner_id.is_(None), Post.owner_id == self._owner_id),
            )
        )
        return [Subject(*row) for row in await self._session.execute(statement)]

    async def write(
        self, rows: Iterable[Mapping[str, Any]], computed_at: datetime
    ) -> None:
        """Stores standings of posts that are there still; one that was computed from
        later data stands."""
        given = rows_of(PostStandingRow, _COMPUTED, rows)
        chosen = select(
            bindparam("owner", self._owner_id, PostStandingRow.owner_id.type),
            *given.c,
            bindparam("moment", computed_at, PostStandingRow.computed_at.type),
        )
        # The lock that the foreign key takes, taken early: nobody deletes them now.
        chosen = (
            chosen.join(Post, Post.id == given.c.post_id)
            .order_by(given.c.post_id)
            .with_for_update(read=True, key_share=True, of=Post)
        )
        statement = insert(PostStandingRow).from_select(
            ["owner_id", *_COMPUTED, "computed_at"], chosen
        )
        excluded = statement.excluded
        names = (*_COMPUTED, "computed_at")
        statement = statement.on_conflict_do_update(
            index_elements=["owner_id", "post_id"],
            set_={name: excluded[name] for name in names if name != "post_id"},
            where=PostStandingRow.computed_at <= excluded.computed_at,
        )
        await self._session.execute(statement)

    async def forget_removed(self) -> None:
        """Drops the standings of posts that were taken out meanwhile."""
        removed = select(PostAccess.post_id).where(
            PostAccess.owner_id == self._owner_id, PostAccess.removed_at.is_not(None)
        )
        await self._session.execute(
            delete(PostStandingRow)
            .where(
                PostStandingRow.owner_id == self._owner_id,
                PostStandingRow.post_id.in_(removed),
            )
            .execution_options(synchronize_session=False)
        )
