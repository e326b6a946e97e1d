"""Which message runs next in this process: bounded in number, fair between owners."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from libs.common.tasks import end_tasks

log = structlog.get_logger()

_QUEUE_LIMIT = 2_000


class FairScheduler:
    """Runs at most `limit` messages at once, and takes owners in turn.

    One owner may fill nine tenths of the places, never the rest (of fewer than ten
    places there is no rest); a message that is already queued or running here is not
    taken twice. Of one owner's messages at most `queue_limit` queue here: the others
    stay in the inbox, from where the sweeper brings them."""

    def __init__(
        self,
        run: Callable[[UUID], Awaitable[None]],
        limit: int,
        *,
        queue_limit: int = _QUEUE_LIMIT,
    ) -> None:
        self._run = run
        self._limit = limit
        self._queue_limit = queue_limit
        self._waiting: OrderedDict[UUID | None, deque[UUID]] = OrderedDict()
        self._known: set[UUID] = set()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._running_by_owner: dict[UUID | None, int] = {}
        self._is_stopping = False

    @property
    def running(self) -> int:
        """How many messages run at this moment."""
        return len(self._running)

    @property
    def known(self) -> frozenset[UUID]:
        """The messages that queue or run here."""
        return frozenset(self._known)

    def submit(self, message_id: UUID, owner_id: UUID | None) -> None:
        """Runs the message as soon as there is a place for its owner."""
        if message_id in self._known or self._is_stopping:
            return
        queue = self._waiting.get(owner_id) or deque()
        if len(queue) >= self._queue_limit:
            return
        self._known.add(message_id)
        queue.append(message_id)
        self._waiting[owner_id] = queue
        self._start_next()

    async def stop(self, grace_seconds: float) -> None:
        """Starts nothing more, waits a while for what runs, then cancels it."""
        self._is_stopping = True
        self._waiting.clear()
        tasks = list(self._running.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_seconds)
            await end_tasks(*late)

    def _start_next(self) -> None:
        while not self._is_stopping and (chosen := self._take_next()):
            self._start(*chosen)

    def _take_next(self) -> tuple[UUID, UUID | None] | None:
        """The next message of the first owner in turn who may have a place."""
        for owner_id, queue in self._waiting.items():
            if len(self._running) < self._places_for(owner_id):
                message_id = queue.popleft()
                self._waiting.move_to_end(owner_id)
                if not queue:
                    del self._waiting[owner_id]
                return message_id, owner_id
        return None

    def _places_for(self, owner_id: UUID | None) -> int:
        """How many places may be taken, all owners together, for this one to start.

        Beyond his half an owner may go on, but the last tenth is kept for others."""
        is_within_half = self._running_by_owner.get(owner_id, 0) < max(
            1, self._limit // 2
        )
        return self._limit if is_within_half else self._limit - self._limit // 10

    def _start(self, message_id: UUID, owner_id: UUID | None) -> None:
        count = self._running_by_owner.get(owner_id, 0)
        self._running_by_owner[owner_id] = count + 1
        task: asyncio.Task[None] = asyncio.create_task(self._run_one(message_id))
        self._running[message_id] = task
        task.add_done_callback(lambda task: self._ended(task, message_id, owner_id))

    async def _run_one(self, message_id: UUID) -> None:
        await self._run(message_id)

    def _ended(
        self, task: "asyncio.Task[None]", message_id: UUID, owner_id: UUID | None
    ) -> None:
        if not task.cancelled() and (error := task.exception()):
            # The lease runs out by itself, and the sweeper finds the message.
            log.error("run_failed", message_id=str(message_id), exc_info=error)
        self._running.pop(message_id, None)
        self._known.discard(message_id)
        left = self._running_by_owner[owner_id] - 1
        if left:
            self._running_by_owner[owner_id] = left
        else:
            del self._running_by_owner[owner_id]
        self._start_next()
