"""What makes the system whole again: sends, wakes and tidies what was left behind."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.jobs import inbox, outbox
from libs.common.jobs.scheduler import FairScheduler

if TYPE_CHECKING:
    from libs.common.resources import Resources

log = structlog.get_logger()

_BATCH = 200
_WAKE_BATCH = 1_000
_ACKNOWLEDGEMENTS_EVERY_SECONDS = 0.2
_PURGE_EVERY_SECONDS = 600.0
# A statement is given up after 45 s, and no turn has more than a few.
_LONGEST_TURN_SECONDS = 180.0
_KEEP_OUTBOX = timedelta(days=1)
_KEEP_INBOX = timedelta(days=14)  # longer than the outbox, so that duplicates are known


class Sweeper:
    """The background loops of one worker process, which wakes what is of its lane."""

    def __init__(
        self, resources: "Resources", scheduler: FairScheduler, lane: str = ""
    ) -> None:
        self._lane = lane
        self._database = resources.database
        self._dispatcher = resources.dispatcher
        self._scheduler = scheduler
        self._every = resources.settings.job_sweep_seconds
        self._turned_at: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def loops(self) -> list[Coroutine[Any, Any, None]]:
        """Everything that repeats until it is cancelled."""
        return [
            self._repeat(self.send_due, self._every),
            self._repeat(self.wake_open, self._every),
            self._repeat(self.take_acknowledgements, _ACKNOWLEDGEMENTS_EVERY_SECONDS),
            self._repeat(self.purge, _PURGE_EVERY_SECONDS),
        ]

    def ages(self) -> dict[str, float]:
        """Seconds since each loop has begun its last turn, by the loop's name."""
        now = time.monotonic()
        return {name: now - turned for name, turned in self._turned_at.items()}

    def find_stalled(self) -> list[str]:
        """Loops that hang: no turn may take so long, whatever does not answer."""
        return [
            name
            for name, age in self.ages().items()
            if age > _LONGEST_TURN_SECONDS + self._pauses[name]
        ]

    async def send_due(self) -> None:
        """Sends again what no receiver has acknowledged."""
        # While Redis is away no attempt is noted, or the messages would wait longer
        # and longer, also after its return.
        await self._dispatcher.ping()
        is_all = False
        while not is_all:
            self._turn("send_due")
            async with self._database.unit_of_work() as session:
                due = await outbox.take_due(session, _BATCH)
            await self._dispatcher.send(due)
            is_all = len(due) < _BATCH

    async def wake_open(self) -> None:
        """Takes up messages whose wake-up was lost or whose worker died."""
        known = self._scheduler.known
        async with self._database.read() as session:
            waiting = await inbox.list_open(
                session, _WAKE_BATCH, lane=self._lane, without=known
            )
        for message in waiting:
            self._scheduler.submit(message.id, message.owner_id)

    async def take_acknowledgements(self) -> None:
        """Notes which of our messages have arrived."""
        while ids := await self._dispatcher.take_acknowledgements(_BATCH):
            self._turn("take_acknowledgements")
            async with self._database.unit_of_work() as session:
                await outbox.acknowledge(session, ids)

    async def purge(self) -> None:
        """Deletes what ended long ago."""
        async with self._database.unit_of_work() as session:
            await outbox.purge(session, _KEEP_OUTBOX)
            await inbox.purge(session, _KEEP_INBOX)

    def _turn(self, name: str) -> None:
        self._turned_at[name] = time.monotonic()

    async def _repeat(
        self, step: Callable[[], Awaitable[None]], every_seconds: float
    ) -> None:
        is_failing = False
        self._pauses[step.__name__] = every_seconds
        while True:
            self._turn(step.__name__)
            try:
                await step()
                is_failing = False
            except (RedisError, SQLAlchemyError, OSError) as error:
                if not is_failing:  # told once, not once a second
                    log.warning("sweep_failed", step=step.__name__, error=repr(error))
                is_failing = True
            await asyncio.sleep(every_seconds)
