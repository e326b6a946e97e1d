"""What one owner did with posts."""

from collections.abc import Sequence
from uuid import UUID

from libs.common.pagination import Cursor, PageRequest
from libs.common.schemas import Page
from services.social.activity.models import ActivityKind, UserPostActivity
from services.social.activity.repository import ActivityRepository
from services.social.activity.schemas import ActivityPostRead, ActivityRead
from services.social.posts.models import Post

_TITLE_CHARACTERS = 120


class ActivityService:
    """Reads it, newest first."""

    def __init__(self, activity: ActivityRepository, owner_id: UUID) -> None:
        self._activity = activity
        self._owner_id = owner_id

    async def list_page(
        self, page: PageRequest, kinds: Sequence[ActivityKind], post_id: UUID | None
    ) -> Page[ActivityRead]:
        """Done last first; only of these kinds and of this post, where given."""
        rows = await self._activity.list_newest(
            self._owner_id, page, kinds=kinds, post_id=post_id
        )
        shown = rows[: page.limit]
        following = None
        if len(rows) > page.limit:
            last = shown[-1][0]
            following = Cursor(last.last_at, last.id).encode()
        return Page[ActivityRead](
            items=[_present(*row) for row in shown], next_cursor=following
        )


def _present(row: UserPostActivity, post: Post) -> ActivityRead:
    words = " ".join((post.title or post.content or "").split())
    return ActivityRead(
        id=row.id,
        kind=row.kind,
        post=ActivityPostRead(
            id=post.id,
            platform=post.platform,
            url=post.url,
            creator_name=post.creator_name,
            title=words[:_TITLE_CHARACTERS] or None,
        ),
        on=row.on,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
