"""The creator's other posts, to compare one with."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Interval,
    RowMapping,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.social import MetricBasis, PostMetrics
from libs.common.standing.basis import read_metric
from libs.common.standing.nearest import WINDOW, Entry
from services.social.bulk import rows_of
from services.social.posts.freshness import SeenPost
from services.social.posts.models import Post, PostAccess
from services.social.twins.conditions import stands_alone
from services.social.twins.models import PostTwin

Group = tuple[str, str, str]
"""(platform, creator key, format)"""

TEXT_COMPARED = 2_000
"""Characters of another post's text that a comparison looks at."""

_ROWS_AT_ONCE = 2_000
_COLUMNS = (
    Post.id,
    Post.platform_post_id,
    Post.format,
    Post.published_at,
    Post.duration_seconds,
    Post.metrics,
    Post.metrics_as_of,
    Post.title,
    func.char_length(func.coalesce(Post.content, "")).label("text_length"),
)
_SEEN = (
    Post.platform_post_id,
    Post.published_at,
    Post.fetched_at,
    Post.owner_id,
    Post.is_invented,
)
_INTERACTIONS = ("likes", "comments", "shares", "saves")


class BaselineRepository:
    """Candidates for the comparison of one post, as one owner sees them."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def count(self, post: Post, basis: MetricBasis) -> int:
        """How many there are; the post must have a publishing time."""
        candidates = self._candidates(post, basis).subquery()
        statement = select(func.count()).select_from(candidates)
        return int(await self._session.scalar(statement) or 0)

    async def count_alike(self, groups: Iterable[Group]) -> dict[Group, int]:
        """How many posts are held of each (platform, creator key, format), whenever
        they were published and whatever is known of them."""
        names = ("platform", "creator_key", "format")
        rows = [dict(zip(names, group, strict=True)) for group in groups]
        if not rows:
            return {}
        given = rows_of(Post, names, rows)
        columns = (Post.platform, Post.creator_key, Post.format)
        statement = (
            select(*columns, func.count(Post.platform_post_id.distinct()))
            .join(
                given,
                (Post.platform == given.c.platform)
                & (Post.creator_key == given.c.creator_key)
                & (Post.format == given.c.format),
            )
            .where(
                or_(
                    Post.owner_id == self._owner_id,
                    Post.owner_id.is_(None)
                    & stands_alone(self._owner_id, by_account=True),
                )
            )
            .group_by(*columns)
        )
        return {row[:3]: row[3] for row in await self._session.execute(statement)}

    async def list_nearest(
        self, post: Post, basis: MetricBasis, limit: int
    ) -> list[RowMapping]:
        """Rows of id, platform_post_id, ..., nearest in time first; at equal distance
        the earlier, then the smaller platform id (by code points)."""
        statement = _nearest_first(self._candidates(post, basis), post).limit(limit)
        return list((await self._session.execute(statement)).mappings())

    async def list_seen(
        self, post: Post, basis: MetricBasis, limit: int
    ) -> Sequence[SeenPost]:
        """What is known of when those nearest in time were last seen."""
        candidates = self._candidates(post, basis, _SEEN)
        statement = _nearest_first(candidates, post).limit(limit)
        found: Any = await self._session.execute(statement)
        rows: Sequence[SeenPost] = found.all()
        return rows

    async def load_texts(self, post_ids: Sequence[UUID]) -> dict[UUID, str]:
        """The first 2,000 characters of the texts of these posts, if they have any."""
        statement = select(Post.id, func.left(Post.content, TEXT_COMPARED)).where(
            Post.id.in_(post_ids), Post.content.is_not(None)
        )
        rows = await self._session.execute(statement)
        return {row[0]: row[1] for row in rows}

    async def list_counts(
        self, creator: tuple[str, str], post_format: str, basis: MetricBasis
    ) -> list[Entry[int]]:
        """All of a (platform, creator key)'s posts of a format that have the count."""
        alike = _alike(creator, post_format, basis)
        candidates = self._visible(
            select(Post.published_at, Post.platform_post_id, Post.metrics),
            (*alike, Post.published_at.is_not(None)),
        )
        # Some at a time, so that other jobs get their turn in between.
        found = await self._session.stream(
            candidates.execution_options(yield_per=_ROWS_AT_ONCE)
        )
        return [
            Entry(published_at, platform_post_id, count)
            async for rows in found.partitions()
            for published_at, platform_post_id, metrics in rows
            if (count := read_metric(PostMetrics(**metrics), basis)) is not None
        ]

    def _candidates(
        self, post: Post, basis: MetricBasis, columns: Sequence[Any] = _COLUMNS
    ) -> CompoundSelect[Any]:
        """Those of the same creator and format, near in time, with the basis."""
        if post.published_at is None:
            raise ValueError("a post without a time has no baseline")
        near = (
            Post.published_at >= post.published_at - WINDOW,
            Post.published_at <= post.published_at + WINDOW,
            # By identity: another row about the same post is no other post.
            Post.platform_post_id != post.platform_post_id,
            Post.id.not_in(
                select(PostTwin.own_id).where(
                    PostTwin.public_id == post.id, PostTwin.owner_id == self._owner_id
                )
            ),
        )
        alike = _alike((post.platform, post.creator_key), post.format, basis)
        return self._visible(select(*columns), (*alike, *near))

    def _visible(
        self, statement: Select[Any], conditions: Sequence[ColumnElement[bool]]
    ) -> CompoundSelect[Any]:
        """The owner's own, and the public ones that he has no row of his own of; none
        that he has taken out of his library.

        Two parts, so that each reads its stretch of the one index."""
        removed = select(PostAccess.post_id).where(
            PostAccess.owner_id == self._owner_id, PostAccess.removed_at.is_not(None)
        )
        comparable = statement.where(*conditions, Post.id.not_in(removed))
        return union_all(
            comparable.where(Post.owner_id == self._owner_id),
            comparable.where(
                Post.owner_id.is_(None), stands_alone(self._owner_id, by_account=True)
            ),
        )


def _nearest_first(candidates: CompoundSelect[Any], post: Post) -> Select[Any]:
    found = candidates.subquery().c
    at = literal(post.published_at, Post.published_at.type)
    distance = case(
        (found.published_at > at, found.published_at - at),
        else_=at - found.published_at,
    )
    return select(*found).order_by(
        distance.cast(Interval),
        found.published_at,
        found.platform_post_id.collate("C"),
    )


def _alike(
    creator: tuple[str, str], post_format: str, basis: MetricBasis
) -> tuple[ColumnElement[bool], ...]:
    """Same creator and format, with the figure that is compared."""
    platform, creator_key = creator
    return (
        Post.platform == platform,
        Post.creator_key == creator_key,
        Post.format == post_format,
        _has(basis),
    )


def _has(basis: MetricBasis) -> ColumnElement[bool]:
    if basis == "interactions":
        names = literal(list(_INTERACTIONS), ARRAY(TEXT))
        return Post.metrics.op("?|", is_comparison=True)(names)
    return Post.metrics.op("?", is_comparison=True)(literal(basis, TEXT))
