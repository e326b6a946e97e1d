"""Takes posts out of a library and puts them back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from libs.common.clock import Clock
from services.social.library.schemas import ChangedPosts
from services.social.removal.repository import RemovalRepository
from services.social.standings.orders import StandingOrders

KEPT = timedelta(days=30)
"""How long what was taken out can be put back."""


class RemovalService:
    """One owner's removals; those of posts he does not have change nothing."""

    def __init__(
        self, repository: RemovalRepository, orders: StandingOrders, clock: Clock
    ) -> None:
        self._repository = repository
        self._orders = orders
        self._clock = clock

    async def remove(self, post_ids: Sequence[UUID]) -> ChangedPosts:
        """Takes posts out, each with its public or own twin; how many."""
        changed = await self._repository.remove(post_ids, self._clock.now())
        return await self._order(changed)

    async def restore(self, post_ids: Sequence[UUID]) -> ChangedPosts:
        """Puts back those taken out less than 30 days ago; how many."""
        changed = await self._repository.restore(post_ids, self._clock.now() - KEPT)
        return await self._order(changed)

    async def _order(self, changed: Sequence[UUID]) -> ChangedPosts:
        owner_id = self._repository.owner_id
        await self._orders.ask_for_posts(owner_id, changed)
        return ChangedPosts(posts=await self._repository.count_identities(changed))
