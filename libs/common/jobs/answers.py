"""Waiting for answers: woken through Redis, with a slow poll of Postgres behind it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.session import Database
from libs.common.jobs import inbox
from libs.common.jobs.dispatch import Dispatcher
from libs.common.jobs.inbox import Recorded
from libs.common.tasks import end_tasks

log = structlog.get_logger()

_POLL_SECONDS = 1.0
_RECONNECT_SECONDS = 0.5
NoteProgress = Callable[[float], None]
"""Told how far a call is, 0 to 1."""
Kept = TypeVar("Kept")

_UNREACHABLE = (RedisError, SQLAlchemyError, OSError)


def ignore_progress(_: float) -> None:
    """For callers who only want the answer."""


class AnswerBoard:
    """Whoever waits for answers in this process, all served by one poll."""

    def __init__(self, database: Database, dispatcher: Dispatcher) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._waiting: dict[UUID, list[asyncio.Future[Recorded]]] = {}
        self._listening: dict[UUID, list[NoteProgress]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins to listen and to poll."""
        self._tasks = [
            asyncio.create_task(self._listen()),
            asyncio.create_task(self._poll()),
        ]

    async def stop(self) -> None:
        """Ends both."""
        await end_tasks(*self._tasks)

    @contextmanager
    def expect(self, call_id: UUID) -> Iterator["asyncio.Future[Recorded]"]:
        """A future that is set when the answer to this call is in the inbox."""
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        with _kept(self._waiting, call_id, future):
            yield future

    @contextmanager
    def listen(self, call_id: UUID, note: NoteProgress) -> Iterator[None]:
        """Notes what is told of this call's progress; some of it may be lost."""
        with _kept(self._listening, call_id, note):
            yield

    async def find(self, call_id: UUID) -> Recorded | None:
        """The answer, if it has come already."""
        async with self._database.read() as session:
            return (await inbox.find_answers(session, [call_id])).get(call_id)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._dispatcher.answers() as news:
                    async for told in news:
                        if told.done_ratio is not None:
                            for note in self._listening.get(told.call_id, ()):
                                note(told.done_ratio)
                        elif told.call_id in self._waiting:
                            await self._look([told.call_id])
            except _UNREACHABLE:
                pass  # told by whatever else needs them; the poll goes on meanwhile
            except Exception as error:
                log.exception("answers_not_heard", exc_info=error)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            if not self._waiting:
                continue
            try:
                await self._look(list(self._waiting))
            except _UNREACHABLE as error:
                log.warning("answers_not_read", error=repr(error))
            except Exception as error:
                # The loop must go on: without it every caller waits in vain.
                log.exception("answers_not_read", exc_info=error)

    async def _look(self, call_ids: list[UUID]) -> None:
        async with self._database.read() as session:
            found = await inbox.find_answers(session, call_ids)
        for call_id, recorded in found.items():
            for future in self._waiting.get(call_id, ()):
                if not future.done():
                    future.set_result(recorded)


@contextmanager
def _kept(
    by_call: dict[UUID, list[Kept]], call_id: UUID, entry: Kept
) -> Iterator[None]:
    by_call.setdefault(call_id, []).append(entry)
    try:
        yield
    finally:
        entries = by_call[call_id]
        entries.remove(entry)
        if not entries:
            del by_call[call_id]
