"""The creator's other posts, to compare one with."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Interval, Select, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.social import MetricBasis
from services.social.posts.models import Post
from services.social.posts.repository import is_first_choice

WINDOW = timedelta(days=180)
"""How far before and after the post the others may lie."""

_INTERACTIONS = ("likes", "comments", "shares", "saves")


class BaselineRepository:
    """Candidates for the comparison of one post, as one owner sees them."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def count(self, post: Post, basis: MetricBasis) -> int:
        """How many there are; the post must have a publishing time."""
        statement = select(func.count()).select_from(
            self._candidates(post, basis, Post.id).subquery()
        )
        return int(await self._session.scalar(statement) or 0)

    async def list_nearest(
        self, post: Post, basis: MetricBasis, limit: int
    ) -> list[Any]:
        """Rows of id, platform_post_id, ..., nearest in time first; at equal distance
        the earlier, then the smaller platform id (by code points)."""
        at = literal(post.published_at, Post.published_at.type)
        distance = case(
            (Post.published_at > at, Post.published_at - at),
            else_=at - Post.published_at,
        )
        columns = (
            Post.id,
            Post.platform_post_id,
            Post.format,
            Post.published_at,
            Post.duration_seconds,
            Post.metrics,
            Post.title,
            func.char_length(func.coalesce(Post.content, "")).label("text_length"),
        )
        statement = (
            self._candidates(post, basis, *columns)
            .order_by(
                distance.cast(Interval),
                Post.published_at,
                Post.platform_post_id.collate("C"),
            )
            .limit(limit)
        )
        return list((await self._session.execute(statement)).mappings())

    def _candidates(self, post: Post, basis: MetricBasis, *columns: Any) -> Select[Any]:
        if post.published_at is None:
            raise ValueError("a post without a time has no baseline")
        return select(*columns).where(
            Post.platform == post.platform,
            Post.creator_key == post.creator_key,
            Post.format == post.format,
            Post.published_at >= post.published_at - WINDOW,
            Post.published_at <= post.published_at + WINDOW,
            # By identity: a row of somebody else's about the same post is no other.
            Post.platform_post_id != post.platform_post_id,
            _has(basis),
            is_first_choice(self._owner_id),
        )


def _has(basis: MetricBasis) -> ColumnElement[bool]:
    if basis == "interactions":
        names = literal(list(_INTERACTIONS), ARRAY(TEXT))
        return Post.metrics.op("?|", is_comparison=True)(names)
    return Post.metrics.op("?", is_comparison=True)(literal(basis, TEXT))
