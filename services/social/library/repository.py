"""Looks through one owner's library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import FromClause

from libs.common.standing.bands import VIRAL_BANDS
from services.social.creators.models import Creator, FollowedCreator
from services.social.library.cursors import Place
from services.social.library.schemas import LibraryQuery, Sort
from services.social.posts.models import Post, PostAccess
from services.social.standings.models import PostStandingRow
from services.social.twins.conditions import stands_alone

_DESCENDING: frozenset[Sort] = frozenset({"newest", "multiple", "views"})


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A post of the library: how it came there, and its standing if it is computed."""

    post: Post
    access: PostAccess
    standing: PostStandingRow | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a filter finds in all."""

    posts: int
    creators: int
    outliers: int


@dataclass(frozen=True, slots=True)
class CreatorCount:
    """An account, and how many of its posts are in the library."""

    platform: str
    creator_key: str
    creator_name: str
    posts: int
    outliers: int
    followed_id: UUID | None


@dataclass(frozen=True, slots=True)
class CreatorFigures:
    """What the library holds of an account."""

    posts: int = 0
    outliers: int = 0
    newest_at: datetime | None = None


class LibraryRepository:
    """The posts that one owner has in the library and has not taken out.

    Of a post held twice, own and public, the own row alone is shown."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def list_places(self, query: LibraryQuery, after: Place) -> list[Place]:
        """The places of the next posts in the query's order, one more than a page."""
        found = self._find(query).subquery("found")
        key = _sort_key(found.c, query.sort)
        statement = _in_order(found, query).where(
            _is_after(key, found.c.post_id, after, query.sort)
        )
        rows = await self._session.execute(statement)
        return [Place(row.key, row.post_id) for row in rows]

    async def list_first(self, query: LibraryQuery) -> tuple[list[Place], Totals]:
        """The same for the first page, and what the query finds in all.

        In one statement: texts are searched once."""
        found = self._find(query).cte("found").prefix_with("MATERIALIZED")
        by_creator = (
            select(func.count().label("posts"), _count_outliers(found.c.band))
            .group_by(found.c.platform, found.c.creator_key)
            .subquery()
        )
        totals = select(
            func.coalesce(func.sum(by_creator.c.posts), 0).label("posts"),
            func.count().label("creators"),
            func.coalesce(func.sum(by_creator.c.outliers), 0).label("outliers"),
        ).select_from(by_creator)
        first = _in_order(found, query).subquery("first")
        counted = totals.subquery("counted")
        statement = select(first.c.key, first.c.post_id, counted).select_from(
            counted.outerjoin(first, true())
        )
        rows = (await self._session.execute(_ordered(statement, first.c, query))).all()
        places = [Place(row.key, row.post_id) for row in rows if row.post_id]
        posts, creators, outliers = rows[0][2:]
        return places, Totals(int(posts), int(creators), int(outliers))

    async def load(self, post_ids: Sequence[UUID]) -> list[LibraryEntry]:
        """These posts of the library, in this order."""
        statement = (
            select(Post, PostAccess, PostStandingRow)
            .join(PostAccess, PostAccess.post_id == Post.id)
            .outerjoin(
                PostStandingRow,
                and_(
                    PostStandingRow.post_id == Post.id,
                    PostStandingRow.owner_id == self._owner_id,
                ),
            )
            .where(
                PostAccess.owner_id == self._owner_id,
                PostAccess.removed_at.is_(None),
                or_(Post.owner_id.is_(None), Post.owner_id == self._owner_id),
                Post.id.in_(post_ids),
            )
        )
        found = {
            row[0].id: LibraryEntry(*row)
            for row in await self._session.execute(statement)
        }
        return [found[post_id] for post_id in post_ids if post_id in found]

    async def list_creators(
        self, limit: int, after: tuple[int, str, str] | None
    ) -> list[CreatorCount]:
        """Those with most posts first, after (posts, platform, creator key)."""
        found = self._find(LibraryQuery(), Post.creator_name).subquery().c
        follows = self._followed().subquery()
        by_creator = (
            select(
                found.platform,
                found.creator_key,
                func.max(found.creator_name).label("creator_name"),
                func.count().label("posts"),
                _count_outliers(found.band),
            )
            .group_by(found.platform, found.creator_key)
            .subquery()
        )
        key = by_creator.c
        statement = select(by_creator, follows.c.followed_id).outerjoin(
            follows,
            and_(
                follows.c.platform == key.platform,
                follows.c.creator_key == key.creator_key,
            ),
        )
        if after:
            posts, platform, creator_key = after
            statement = statement.where(
                or_(
                    key.posts < posts,
                    and_(key.posts == posts, key.platform > platform),
                    and_(
                        key.posts == posts,
                        key.platform == platform,
                        key.creator_key > creator_key,
                    ),
                )
            )
        statement = statement.order_by(
            key.posts.desc(), key.platform, key.creator_key
        ).limit(limit + 1)
        return [
            CreatorCount(**row)
            for row in (await self._session.execute(statement)).mappings()
        ]

    async def count_of(
        self, creators: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], CreatorFigures]:
        """What the library holds of these accounts; those with nothing are left out."""
        if not creators:
            return {}
        named = tuple_(Post.platform, Post.creator_key).in_(creators)
        found = self._find(LibraryQuery(), where=[named]).subquery().c
        statement = select(
            found.platform,
            found.creator_key,
            func.count(),
            _count_outliers(found.band),
            func.max(found.published_at),
        ).group_by(found.platform, found.creator_key)
        return {
            (row[0], row[1]): CreatorFigures(*row[2:])
            for row in await self._session.execute(statement)
        }

    def _followed(self) -> Select[str, str | None, UUID]:
        """The accounts that the owner follows, paused or not, as posts name them."""
        columns = select(
            Creator.platform,
            Creator.creator_key,
            FollowedCreator.id.label("followed_id"),
        )
        return columns.join(
            FollowedCreator, FollowedCreator.creator_id == Creator.id
        ).where(
            FollowedCreator.owner_id == self._owner_id,
            FollowedCreator.removed_at.is_(None),
            Creator.creator_key.is_not(None),
        )

    def _find(
        self,
        query: LibraryQuery,
        *more: Any,
        where: Sequence[ColumnElement[bool]] = (),
    ) -> Select[Any]:
        """The posts that fit, with what they are sorted and counted by, and `more`.

        What is always read stands in indexes, so that the wide rows are not touched.
        Two parts, so that an owner's own are found by his index, and of all public
        posts only those are looked at that he has."""
        columns = select(
            Post.id.label("post_id"),
            Post.platform,
            Post.creator_key,
            Post.published_at,
            Post.views,
            *more,
        )
        wanted = (
            columns.join(PostAccess, PostAccess.post_id == Post.id)
            .where(
                PostAccess.owner_id == self._owner_id, PostAccess.removed_at.is_(None)
            )
            .where(*self._fits(query), *where)
        )
        held = union_all(
            wanted.where(Post.owner_id == self._owner_id, PostAccess.via == "import"),
            wanted.where(
                Post.owner_id.is_(None),
                PostAccess.via != "import",
                stands_alone(self._owner_id),
            ),
        ).subquery("held")
        standing = PostStandingRow
        statement = select(held, standing.multiple, standing.band).outerjoin(
            standing,
            and_(
                standing.post_id == held.c.post_id,
                standing.owner_id == self._owner_id,
            ),
        )
        return _by_standing(statement, query)

    def _fits(self, query: LibraryQuery) -> list[ColumnElement[bool]]:
        conditions = _fits(query)
        if query.followed is not None:
            follows = self._followed().subquery()
            is_followed = tuple_(Post.platform, Post.creator_key).in_(
                select(follows.c.platform, follows.c.creator_key)
            )
            conditions.append(is_followed if query.followed else ~is_followed)
        return conditions


def _fits(query: LibraryQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.via:
        conditions.append(PostAccess.via.in_(query.via))
    if query.saved is not None:
        is_saved = PostAccess.saved_at.is_not(None)
        conditions.append(is_saved if query.saved else ~is_saved)
    if query.source:
        conditions.append(Post.origin.in_(query.source))
    if query.platform:
        conditions.append(Post.platform.in_(query.platform))
    if query.creator_name:
        platform, creator_key = query.creator_name
        conditions.append(Post.platform == platform)
        conditions.append(Post.creator_key == creator_key)
    if query.format:
        conditions.append(Post.format == query.format)
    if query.from_:
        start = datetime.combine(query.from_, time.min, UTC)
        conditions.append(Post.published_at >= start)
    if query.to:
        end = datetime.combine(query.to, time.min, UTC) + timedelta(days=1)
        conditions.append(Post.published_at < end)
    conditions += [_holds(word) for word in query.words]
    return conditions


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        *(
            column.icontains(word, autoescape=True)
            for column in (Post.title, Post.content, Post.creator_name)
        )
    )


def _by_standing(statement: Select[Any], query: LibraryQuery) -> Select[Any]:
    multiple = PostStandingRow.multiple
    if query.min_multiple is not None:
        statement = statement.where(multiple >= query.min_multiple)
    if query.max_multiple is not None:
        statement = statement.where(multiple <= query.max_multiple)
    if not query.band:
        return statement
    band = PostStandingRow.band
    is_named = band.in_([name for name in query.band if name != "none"])
    return statement.where(
        or_(is_named, band.is_(None)) if "none" in query.band else is_named
    )


def _count_outliers(band: ColumnElement[Any]) -> ColumnElement[int]:
    return func.count().filter(band.in_(VIRAL_BANDS)).label("outliers")


def _sort_key(found: Any, sort: Sort) -> ColumnElement[Any]:
    match sort:
        case "newest" | "oldest":
            key = found.published_at
        case "multiple" | "multiple_low":
            key = found.multiple
        case "views":
            key = found.views
    column: ColumnElement[Any] = key
    return column


def _in_order(found: FromClause, query: LibraryQuery) -> Select[Any]:
    key = _sort_key(found.c, query.sort).label("key")
    statement = select(key, found.c.post_id)
    return _ordered(statement, found.c, query, key).limit(query.limit + 1)


def _ordered(
    statement: Select[Any],
    columns: Any,
    query: LibraryQuery,
    key: ColumnElement[Any] | None = None,
) -> Select[Any]:
    by = columns.key if key is None else key
    if query.sort in _DESCENDING:
        return statement.order_by(by.desc().nulls_last(), columns.post_id.desc())
    return statement.order_by(by.asc().nulls_last(), columns.post_id.asc())


def _is_after(
    key: ColumnElement[Any], post_id: ColumnElement[UUID], place: Place, sort: Sort
) -> ColumnElement[bool]:
    is_down = sort in _DESCENDING
    is_next = post_id < place.post_id if is_down else post_id > place.post_id
    if place.key is None:
        return and_(key.is_(None), is_next)
    is_beyond = key < place.key if is_down else key > place.key
    return or_(is_beyond, and_(key == place.key, is_next), key.is_(None))
