"""Reads each request that is watched in this process once, for all who watch it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.session import Database
from libs.common.jobs.dispatch import Dispatcher
from libs.common.tasks import end_tasks
from services.analysis.events.rendering import ProgressEvent, render_progress
from services.analysis.events.repository import FeedRepository
from services.analysis.requests.recorder import STATUS_CHANNEL
from services.analysis.requests.states import OPEN_STATUSES

log = structlog.get_logger()

_RECONNECT_SECONDS = 0.5
_POLL_SECONDS = 2.0
# Reads at one moment, whatever moves: requests have the pool's connections as well.
_READS_AT_ONCE = 4


class Watcher:
    """One stream: `seq` is the newest row that it was told, or came with."""

    __slots__ = ("_is_over", "_pending", "_waiting", "seq")

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self._pending: list[ProgressEvent] = []
        self._waiting: asyncio.Future[None] | None = None
        self._is_over = False

    def push(self, events: Sequence[ProgressEvent]) -> None:
        """Takes what is news to it, up to the end, and wakes whoever waits."""
        for event in events:
            if not self._is_over and (event.seq > self.seq or event.is_end):
                self._pending.append(event)
                self.seq = max(self.seq, event.seq)
                self._is_over = event.is_end
        if self._pending:
            self.wake()

    def wake(self) -> None:
        """Ends the wait of whoever waits, news or none."""
        if self._waiting:
            _wake(self._waiting)

    async def next(self, seconds: float) -> list[ProgressEvent]:
        """All that came since the last time; nothing came if there is nothing after
        so many seconds.

        A future and a timer, and no task: there may be thousands."""
        if not self._pending:
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            timer = loop.call_later(seconds, _wake, self._waiting)
            try:
                await self._waiting
            finally:
                timer.cancel()
                self._waiting = None
        pending, self._pending = self._pending, []
        return pending


class _Feed:
    """A request that is watched."""

    __slots__ = ("is_moved", "reading", "watchers")

    def __init__(self) -> None:
        self.watchers: set[Watcher] = set()
        self.is_moved = False
        self.reading: asyncio.Task[None] | None = None

    @property
    def seq(self) -> int:
        """The newest row that all have been told; 0 if there is nobody."""
        return min((watcher.seq for watcher in self.watchers), default=0)


class StatusHub:
    """One Redis subscription for all streams, one read for all of a request.

    A lost word is made up for by a poll, one statement for all requests."""

    def __init__(self, database: Database, dispatcher: Dispatcher) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._feeds: dict[UUID, _Feed] = {}
        self._reads = asyncio.Semaphore(_READS_AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins to listen."""
        loops = (self._listen(), self._poll())
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """Ends listening, and what is being read."""
        reading = [feed.reading for feed in self._feeds.values() if feed.reading]
        await end_tasks(*self._tasks, *reading)

    @contextmanager
    def watch(self, request_id: UUID, after_seq: int) -> Iterator[Watcher]:
        """Is told all rows after `after_seq`, those there are and those that come."""
        feed = self._feeds.setdefault(request_id, _Feed())
        watcher = Watcher(after_seq)
        feed.watchers.add(watcher)
        self._move(request_id)
        try:
            yield watcher
        finally:
            feed.watchers.discard(watcher)
            if not feed.watchers:
                self._feeds.pop(request_id, None)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._dispatcher.listen(STATUS_CHANNEL) as payloads:
                    async for payload in payloads:
                        self._move(UUID(payload))
            except (RedisError, OSError):
                await asyncio.sleep(_RECONNECT_SECONDS)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            if not self._feeds:
                continue
            try:
                async with self._database.read() as session:
                    repository = FeedRepository(session)
                    found = await repository.find_positions(list(self._feeds))
            except (SQLAlchemyError, OSError) as error:
                log.warning("streams_wait_for_database", error=repr(error))
                continue
            for request_id, (last_seq, status) in found.items():
                feed = self._feeds.get(request_id)
                if feed and (last_seq > feed.seq or status not in OPEN_STATUSES):
                    self._move(request_id)

    def _move(self, request_id: UUID) -> None:
        """Has the request read, once more if it is being read already."""
        feed = self._feeds.get(request_id)
        if feed is None:
            return
        feed.is_moved = True
        if feed.reading is None:
            feed.reading = asyncio.create_task(self._read(request_id, feed))

    async def _read(self, request_id: UUID, feed: _Feed) -> None:
        try:
            while feed.is_moved:
                async with self._reads:
                    feed.is_moved = False
                    await self._tell_news(request_id, feed)
        except (SQLAlchemyError, OSError) as error:
            # The next poll finds that it has moved.
            log.warning("stream_waits_for_database", error=repr(error))
        finally:
            feed.reading = None

    async def _tell_news(self, request_id: UUID, feed: _Feed) -> None:
        # Whoever comes while this is read is not told: he lacks what was before.
        watchers, after_seq = list(feed.watchers), feed.seq
        if not watchers:
            return
        async with self._database.read() as session:
            rows, status = await FeedRepository(session).read(request_id, after_seq)
        events = render_progress(rows, status, after_seq)
        for watcher in watchers:
            watcher.push(events)


def _wake(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)
