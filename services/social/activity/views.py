"""Who looked at which post: noted in memory, written in bulk a moment later.

Reading is never slowed by it. What a process that is killed had not written yet, about
a second's worth, is lost; what was saved or analysed never is, for it is written with
the thing itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from libs.common.analytics.log_queue import LogQueue, keep_log_queue
from libs.common.clock import Clock
from libs.common.db.session import Database
from libs.common.db.tombstones import hold_back_erasures
from libs.common.identity import Identity
from services.social.activity.done import Done
from services.social.activity.repository import ActivityRepository


class ViewNotes:
    """Takes in views; the queue behind it writes them."""

    def __init__(self, queue: LogQueue[Done], clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    def note(self, identity: Identity, post_id: UUID) -> None:
        """The caller looked at this post."""
        who = identity.owner_id, identity.user_id
        self._queue.add(Done(*who, post_id, "viewed", self._clock.now()))

    async def flush(self) -> None:
        """Writes what waits, now."""
        await self._queue.flush()


@asynccontextmanager
async def keep_view_notes(database: Database, clock: Clock) -> AsyncIterator[ViewNotes]:
    """Views are written until the end, where what waits is written too."""

    async def write(done: list[Done]) -> None:
        async with database.unit_of_work() as session:
            owners = {each.owner_id for each in done}
            erased = await hold_back_erasures(session, owners)
            kept = [each for each in done if each.owner_id not in erased]
            await ActivityRepository(session).add(kept)

    async with keep_log_queue("views", write) as queue:
        yield ViewNotes(queue, clock)
