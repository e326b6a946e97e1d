"""Waiting for answers: woken through Redis, with a slow poll of Postgres behind it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
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
_UNREACHABLE = (RedisError, SQLAlchemyError, OSError)


class AnswerBoard:
    """Whoever waits for answers in this process, all served by one poll."""

    def __init__(self, database: Database, dispatcher: Dispatcher) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._waiting: dict[UUID, list[asyncio.Future[Recorded]]] = {}
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
        self._waiting.setdefault(call_id, []).append(future)
        try:
            yield future
        finally:
            futures = self._waiting[call_id]
            futures.remove(future)
            if not futures:
                del self._waiting[call_id]

    async def find(self, call_id: UUID) -> Recorded | None:
        """The answer, if it has come already."""
        async with self._database.read() as session:
            return (await inbox.find_answers(session, [call_id])).get(call_id)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._dispatcher.answers() as call_ids:
                    async for call_id in call_ids:
                        if call_id in self._waiting:
                            await self._look([call_id])
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
