"""Saving posts, to find them again."""

from collections.abc import Sequence
from uuid import UUID

from libs.common.clock import Clock
from libs.common.identity import Identity
from services.social.activity.done import Done
from services.social.activity.models import ActivityKind
from services.social.activity.repository import ActivityRepository
from services.social.bookmarks.repository import BookmarkRepository
from services.social.library.schemas import ChangedPosts
from services.social.standings.orders import StandingOrders


class BookmarkService:
    """What one user saves; posts that he may not see change nothing."""

    def __init__(
        self,
        identity: Identity,
        bookmarks: BookmarkRepository,
        activity: ActivityRepository,
        orders: StandingOrders,
        clock: Clock,
    ) -> None:
        self._identity = identity
        self._bookmarks = bookmarks
        self._activity = activity
        self._orders = orders
        self._clock = clock

    async def save(self, post_ids: Sequence[UUID]) -> ChangedPosts:
        """Saves posts, which brings them into the library; how many were not yet."""
        changed = await self._bookmarks.save(post_ids, self._clock.now())
        await self._orders.ask_for_posts(self._identity.owner_id, changed)
        return await self._note("saved", changed)

    async def unsave(self, post_ids: Sequence[UUID]) -> ChangedPosts:
        """Takes the marks away again; how many had one."""
        return await self._note("unsaved", await self._bookmarks.unsave(post_ids))

    async def _note(self, kind: ActivityKind, changed: Sequence[UUID]) -> ChangedPosts:
        now = self._clock.now()
        await self._activity.add(
            Done(self._identity.owner_id, self._identity.user_id, post_id, kind, now)
            for post_id in changed
        )
        return ChangedPosts(posts=len(changed))
