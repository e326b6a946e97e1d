"""Has standings computed, once, however often they are asked for meanwhile."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from services.social.standings.messages import ComputeStandings
from services.social.standings.repository import Creator, OrderRepository


class StandingOrders:
    """Asks in the caller's transaction: with its changes, the order stands."""

    def __init__(self, session: WriteSession, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs
        self._repository = OrderRepository(session)

    async def ask(self, owner_id: UUID, creators: Iterable[Creator]) -> None:
        """Orders the standings of these creators' posts in the owner's library."""
        wanted = sorted(set(creators))
        if wanted and await self._repository.note(owner_id, wanted):
            message = ComputeStandings(owner_id=owner_id)
            await self._jobs.send(self._session, message, owner_id=owner_id)

    async def ask_for_posts(self, owner_id: UUID, post_ids: Sequence[UUID]) -> None:
        """Orders the standings of all posts by the creators of these."""
        creators = await self._repository.find_creators(owner_id, post_ids)
        await self.ask(owner_id, creators)

    async def ask_for_import(self, owner_id: UUID, import_id: UUID) -> None:
        """Orders what an import may have changed that has ended, or is taken back now;
        called while its posts are still there."""
        creators = await self._repository.find_imported(owner_id, import_id)
        await self.ask(owner_id, creators)
