"""What people did with posts: written in bulk, read newest first."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from services.social.activity.done import Done
from services.social.activity.models import ActivityKind, UserPostActivity
from services.social.bulk import rows_of
from services.social.posts.models import Post

_NAMES = (
    "id",
    "owner_id",
    "user_id",
    "post_id",
    "kind",
    "on",
    "times",
    "first_at",
    "last_at",
)
_KEY = ("owner_id", "user_id", "post_id", "kind", "on")


class ActivityRepository:
    """Rows of `user_post_activity`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, done: Iterable[Done]) -> None:
        """Counts what was done, in one statement; of posts that are gone nothing."""
        rows = _sum_up(done)
        if not rows:
            return
        given = rows_of(UserPostActivity, _NAMES, rows)
        # The lock that the foreign key takes, taken early: whoever deletes the post
        # now waits, and takes these rows with it.
        chosen = (
            select(*given.c)
            .join(Post, Post.id == given.c.post_id)
            .order_by(given.c.post_id, given.c.kind, given.c.owner_id)
            .with_for_update(read=True, key_share=True, of=Post)
        )
        row = UserPostActivity
        statement = insert(row).from_select(list(_NAMES), chosen)
        excluded = statement.excluded
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=list(_KEY),
                set_={
                    "times": row.times + excluded.times,
                    "first_at": func.least(row.first_at, excluded.first_at),
                    "last_at": func.greatest(row.last_at, excluded.last_at),
                },
            )
        )

    async def list_newest(
        self,
        owner_id: UUID,
        page: PageRequest,
        *,
        kinds: Sequence[ActivityKind],
        post_id: UUID | None,
    ) -> list[tuple[UserPostActivity, Post]]:
        """The owner's, done last first, with their posts; one more than a page."""
        row = UserPostActivity
        statement: Select[UserPostActivity, Post] = (
            select(row, Post)
            .join(Post, Post.id == row.post_id)
            .where(row.owner_id == owner_id)
        )
        if kinds:
            statement = statement.where(row.kind.in_(kinds))
        if post_id:
            statement = statement.where(row.post_id == post_id)
        if page.cursor:
            seen = tuple_(literal(page.cursor.at), literal(page.cursor.id))
            statement = statement.where(tuple_(row.last_at, row.id) < seen)
        statement = statement.order_by(row.last_at.desc(), row.id.desc())
        found = await self._session.execute(statement.limit(page.limit + 1))
        return [(activity, post) for activity, post in found]

    async def purge(self, before: datetime) -> None:
        """Forgets what was done on days before."""
        await self._session.execute(
            delete(UserPostActivity).where(
                UserPostActivity.on < before.astimezone(UTC).date()
            )
        )


def _sum_up(done: Iterable[Done]) -> list[dict[str, object]]:
    """One row for what was done alike on one day."""
    by_key: dict[tuple[object, ...], list[datetime]] = {}
    for each in done:
        on = each.at.astimezone(UTC).date()
        key = (each.owner_id, each.user_id, each.post_id, each.kind, on)
        by_key.setdefault(key, []).append(each.at)
    return [
        {
            "id": new_id(),
            **dict(zip(_KEY, key, strict=True)),
            "times": len(moments),
            "first_at": min(moments),
            "last_at": max(moments),
        }
        for key, moments in by_key.items()
    ]
