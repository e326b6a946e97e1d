"""Which posts an owner has saved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.social.posts.models import Post, PostAccess
from services.social.posts.repository import is_visible


class BookmarkRepository:
    """The saved posts of one owner."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def save(self, post_ids: Sequence[UUID], at: datetime) -> Sequence[UUID]:
        """Saves those that he may see, and puts them into his library; those that were
        not saved before."""
        owner = literal(self._owner_id, PostAccess.owner_id.type)
        chosen = (
            select(owner, Post.id, literal("save"), literal(at))
            .where(Post.id.in_(post_ids), is_visible(self._owner_id))
            .order_by(Post.id)
        )
        statement = insert(PostAccess).from_select(
            ["owner_id", "post_id", "via", "saved_at"], chosen
        )
        saved = statement.on_conflict_do_update(
            index_elements=["owner_id", "post_id"],
            set_={"saved_at": statement.excluded.saved_at, "removed_at": None},
            where=PostAccess.saved_at.is_(None),
        ).returning(PostAccess.post_id)
        return (await self._session.scalars(saved)).all()

    async def unsave(self, post_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Takes the marks away; the posts stay in the library. Those that had one."""
        marked = (
            select(PostAccess.post_id)
            .where(
                PostAccess.owner_id == self._owner_id,
                PostAccess.post_id.in_(post_ids),
                PostAccess.saved_at.is_not(None),
            )
            .order_by(PostAccess.post_id)
            .with_for_update()
        ).cte("marked")
        statement = (
            update(PostAccess)
            .where(
                PostAccess.owner_id == self._owner_id,
                PostAccess.post_id == marked.c.post_id,
            )
            .values(saved_at=None)
            .returning(PostAccess.post_id)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.scalars(statement)).all()
