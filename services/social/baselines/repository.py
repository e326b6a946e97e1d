"""The creator's other posts, to compare one with."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Interval,
    RowMapping,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from libs.common.contracts.social import MetricBasis
from services.social.posts.models import Post

WINDOW = timedelta(days=180)
"""How far before and after the post the others may lie."""

_COLUMNS = (
    Post.id,
    Post.platform_post_id,
    Post.format,
    Post.published_at,
    Post.duration_seconds,
    Post.metrics,
    Post.title,
    func.char_length(func.coalesce(Post.content, "")).label("text_length"),
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

    async def list_nearest(
        self, post: Post, basis: MetricBasis, limit: int
    ) -> list[RowMapping]:
        """Rows of id, platform_post_id, ..., nearest in time first; at equal distance
        the earlier, then the smaller platform id (by code points)."""
        found = self._candidates(post, basis).subquery().c
        at = literal(post.published_at, Post.published_at.type)
        distance = case(
            (found.published_at > at, found.published_at - at),
            else_=at - found.published_at,
        )
        statement = (
            select(*found)
            .order_by(
                distance.cast(Interval),
                found.published_at,
                found.platform_post_id.collate("C"),
            )
            .limit(limit)
        )
        return list((await self._session.execute(statement)).mappings())

    def _candidates(self, post: Post, basis: MetricBasis) -> CompoundSelect[Any]:
        """The owner's own, and the public ones that he has no row of his own of.

        Two parts, so that each reads its stretch of the one index."""
        own = aliased(Post)
        has_own_row = (
            select(own.id)
            .where(
                own.owner_id == self._owner_id,
                own.platform == Post.platform,
                own.platform_post_id == Post.platform_post_id,
            )
            .exists()
        )
        comparable = select(*_COLUMNS).where(*_comparable(post, basis))
        return union_all(
            comparable.where(Post.owner_id == self._owner_id),
            comparable.where(Post.owner_id.is_(None), ~has_own_row),
        )


def _comparable(post: Post, basis: MetricBasis) -> tuple[ColumnElement[bool], ...]:
    """Same creator and format, near in time, with the figure that is compared."""
    if post.published_at is None:
        raise ValueError("a post without a time has no baseline")
    return (
        Post.platform == post.platform,
        Post.creator_key == post.creator_key,
        Post.format == post.format,
        Post.published_at >= post.published_at - WINDOW,
        Post.published_at <= post.published_at + WINDOW,
        # By identity: another row about the same post is no other post.
        Post.platform_post_id != post.platform_post_id,
        _has(basis),
    )


def _has(basis: MetricBasis) -> ColumnElement[bool]:
    if basis == "interactions":
        names = literal(list(_INTERACTIONS), ARRAY(TEXT))
        return Post.metrics.op("?|", is_comparison=True)(names)
    return Post.metrics.op("?", is_comparison=True)(literal(basis, TEXT))
