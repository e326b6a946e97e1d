"""Posts that an owner takes out of the library."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from libs.common.db.session import WriteSession
from services.social.media.models import PostMedia
from services.social.posts.models import Post, PostAccess
from services.social.standings.models import PostStandingRow
from services.social.twins.models import PostTwin


class RemovalRepository:
    """What one owner takes out and puts back."""

    def __init__(self, session: WriteSession, owner_id: UUID) -> None:
        self._session = session
        self.owner_id = owner_id

    async def remove(self, post_ids: Sequence[UUID], at: datetime) -> Sequence[UUID]:
        """Takes these and their twins out; those that were in the library."""
        changed = await self._set(post_ids, PostAccess.removed_at.is_(None), at)
        await self._session.execute(
            delete(PostStandingRow)
            .where(
                PostStandingRow.owner_id == self.owner_id,
                PostStandingRow.post_id.in_(changed),
            )
            .execution_options(synchronize_session=False)
        )
        return changed

    async def restore(
        self, post_ids: Sequence[UUID], since: datetime
    ) -> Sequence[UUID]:
        """Puts back these and their twins, taken out since then; which these were."""
        return await self._set(post_ids, PostAccess.removed_at > since, None)

    async def count_identities(self, post_ids: Sequence[UUID]) -> int:
        """How many posts these rows are about."""
        public = aliased(Post)
        rows = (
            select(
                Post.platform,
                func.coalesce(public.platform_post_id, Post.platform_post_id),
            )
            .outerjoin(PostTwin, PostTwin.own_id == Post.id)
            .outerjoin(public, public.id == PostTwin.public_id)
            .where(Post.id.in_(post_ids))
            .distinct()
            .subquery()
        )
        statement = select(func.count()).select_from(rows)
        return int(await self._session.scalar(statement) or 0)

    async def _set(
        self,
        post_ids: Sequence[UUID],
        condition: ColumnElement[bool],
        value: datetime | None,
    ) -> Sequence[UUID]:
        asked, twin = aliased(Post), aliased(Post)
        mine = or_(asked.owner_id.is_(None), asked.owner_id == self.owner_id)
        alike = (
            select(twin.id)
            .join(
                asked,
                (asked.platform == twin.platform)
                & (asked.platform_post_id == twin.platform_post_id),
            )
            .where(
                asked.id.in_(post_ids),
                mine,
                or_(twin.owner_id.is_(None), twin.owner_id == self.owner_id),
            )
        )
        of_owner = PostTwin.owner_id == self.owner_id
        own = select(PostTwin.own_id).where(PostTwin.public_id.in_(post_ids), of_owner)
        public = select(PostTwin.public_id).where(
            PostTwin.own_id.in_(post_ids), of_owner
        )
        # Locked in one order, so that two requests do not wait for each other for ever.
        chosen = (
            select(PostAccess.post_id)
            .where(
                PostAccess.owner_id == self.owner_id,
                PostAccess.post_id.in_(alike.union(own, public)),
                condition,
            )
            .order_by(PostAccess.post_id)
            .with_for_update()
        ).cte("chosen")
        statement = (
            update(PostAccess)
            .where(
                PostAccess.owner_id == self.owner_id,
                PostAccess.post_id == chosen.c.post_id,
            )
            .values(removed_at=value)
            .returning(PostAccess.post_id)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.scalars(statement)).all()


class PurgeRepository:
    """Deletes what nobody can put back any more."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session

    async def lock_removed(self, before: datetime, limit: int) -> Sequence[UUID]:
        """Own posts that their owner took out before then, and nobody else has.

        Locked, so that none is put back meanwhile."""
        other = aliased(PostAccess)
        is_held = (
            select(other.post_id)
            .where(other.post_id == Post.id, other.owner_id != Post.owner_id)
            .exists()
        )
        statement = (
            select(PostAccess.post_id)
            .join(Post, Post.id == PostAccess.post_id)
            .where(
                PostAccess.removed_at < before,
                PostAccess.owner_id == Post.owner_id,
                ~is_held,
            )
            .order_by(PostAccess.removed_at, PostAccess.post_id)
            .limit(limit)
            .with_for_update(of=PostAccess)
        )
        return (await self._session.scalars(statement)).all()

    async def delete_posts(self, post_ids: Sequence[UUID]) -> Sequence[str]:
        """Deletes posts with all that hangs on them; the keys of their files."""
        files: Any = (
            select(PostMedia.file)
            .distinct()
            .where(PostMedia.post_id.in_(post_ids), PostMedia.file.is_not(None))
        )
        keys = (await self._session.scalars(files)).all()
        await self._session.execute(
            delete(Post)
            .where(Post.id.in_(post_ids))
            .execution_options(synchronize_session=False)
        )
        return keys
