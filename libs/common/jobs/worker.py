"""A service's worker process: arq wakes it, everything else is ours."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from arq.connections import ArqRedis
from arq.worker import Worker as ArqWorker
from arq.worker import func as arq_function
from redis.exceptions import RedisError

from libs.common.jobs import inbox, outbox
from libs.common.jobs.cron import Cron, CronClock
from libs.common.jobs.dispatch import (
    RECEIVE,
    from_json,
    queue_name,
    to_json,
    worker_name,
)
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.runner import Runner
from libs.common.jobs.scheduler import FairScheduler
from libs.common.jobs.sweeper import Sweeper
from libs.common.tasks import end_tasks

if TYPE_CHECKING:
    from libs.common.resources import Resources

log = structlog.get_logger()

_POLL_DELAY_SECONDS = 0.05
_RECEIVE_TRIES = 10
_RECONNECT_SECONDS = 0.5
_STOP_GRACE_SECONDS = 5.0
_LIFE_SIGN_SECONDS = 5


def life_sign_key(service: str, lane: str = "", process_id: int | str = "*") -> str:
    """The Redis key with which a worker process says that it lives."""
    return f"health:worker:{worker_name(service, lane)}:{process_id}"


class Companion(Protocol):
    """Work of a service's own that goes on beside the inbox, driven by its tables."""

    async def run(self) -> None:
        """Looks for work until it is cancelled; never ends by itself."""
        ...

    async def stop(self, grace_seconds: float) -> None:
        """Starts nothing more, waits a while for what is under way, then cancels it."""
        ...


class Worker:
    """Runs one service's inbox, or one lane of it, until it is told to stop."""

    def __init__(
        self,
        resources: "Resources",
        handlers: Handlers,
        cron: Sequence[Cron] = (),
        companions: Sequence[Companion] = (),
        lane: str = "",
    ) -> None:
        self._resources = resources
        self._lane = lane
        self._runner = Runner(resources, handlers)
        self.scheduler = FairScheduler(
            self._runner.run, resources.settings.job_concurrency
        )
        self.sweeper = Sweeper(resources, self.scheduler, lane)
        self._cron = CronClock(resources, cron)
        self._companions = companions

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then gives back what is unfinished."""
        loops = [
            self._receive_forever(),
            *self.sweeper.loops(),
            self._cron.run(),
            self._show_life(),
            *(companion.run() for companion in self._companions),
        ]
        tasks = [asyncio.create_task(loop) for loop in loops]
        waiting = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([waiting, *tasks], return_when="FIRST_COMPLETED")
            for task in tasks:
                if task.done():
                    task.result()  # a loop never ends by itself: raise why it did
        finally:
            await end_tasks(waiting, *tasks)
            await asyncio.gather(
                self.scheduler.stop(_STOP_GRACE_SECONDS),
                *(each.stop(_STOP_GRACE_SECONDS) for each in self._companions),
            )

    async def receive(self, envelope: Envelope) -> None:
        """Takes a message into the inbox, says so, and starts it (or wakes a caller).

        Safe to run any number of times, also at once."""
        dispatcher = self._resources.dispatcher
        async with self._resources.database.unit_of_work() as session:
            recorded = await inbox.record(session, envelope)
            is_asked_again = recorded.has_ended and envelope.wants_answer
            if is_asked_again and not recorded.is_of_erased:
                # The sender asks again, so the answer may not have reached it.
                reply = envelope.answer(recorded.answer, recorded.error)
                await outbox.send_again(session, reply)
                session.after_commit(lambda: dispatcher.send([reply]))
        await dispatcher.acknowledge(envelope.sender, envelope.id)
        if envelope.answers:
            await dispatcher.announce_answer(envelope.answers)
        elif not recorded.has_ended:
            self.scheduler.submit(envelope.id, envelope.owner_id)

    async def _receive_forever(self) -> None:
        """arq's worker ends when Redis restarts; the jobs under way do not."""
        while True:
            try:
                async with self._resources.dispatcher.open_queue() as pool:
                    worker = self._build_arq_worker(pool)
                    try:
                        await worker.async_run()
                    finally:
                        # arq leaves them behind, and they would use a closed pool.
                        await end_tasks(*worker.tasks.values())
            except (RedisError, OSError) as error:
                log.warning("queue_lost", error=repr(error))
            await asyncio.sleep(_RECONNECT_SECONDS)

    def _build_arq_worker(self, pool: ArqRedis) -> ArqWorker:
        async def receive(_: dict[Any, Any], envelope: dict[str, Any]) -> None:
            try:
                await self.receive(Envelope.model_validate(envelope))
            except Exception as error:
                log.warning("message_not_received", error=repr(error))

        return ArqWorker(
            functions=[arq_function(receive, name=RECEIVE)],  # type: ignore[arg-type]
            queue_name=queue_name(self._resources.settings.service_name, self._lane),
            redis_pool=pool,
            handle_signals=False,
            max_jobs=self._resources.settings.job_concurrency,
            keep_result=0,
            # To receive again harms nothing, and spares what a stop has interrupted
            # the wait for the sender's sweeper.
            max_tries=_RECEIVE_TRIES,
            poll_delay=_POLL_DELAY_SECONDS,
            job_serializer=to_json,
            job_deserializer=from_json,
            log_results=False,
        )

    async def _show_life(self) -> None:
        service = self._resources.settings.service_name
        key = life_sign_key(service, self._lane, os.getpid())
        while True:
            with suppress(RedisError, OSError):
                await self._resources.redis.set(
                    key, self.scheduler.running, ex=3 * _LIFE_SIGN_SECONDS
                )
            await asyncio.sleep(_LIFE_SIGN_SECONDS)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
