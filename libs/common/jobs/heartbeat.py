"""Keeps the leases of all runs of one process, by one statement for each beat.

On a connection of its own: however many connections the work takes, and however long
it keeps them, its leases do not run out for want of one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.jobs import inbox
from libs.common.jobs.errors import LeaseLost, LeaseUncertain
from libs.common.jobs.inbox import Lease, Standing
from libs.common.settings import CommonSettings
from libs.common.tasks import end_tasks

log = structlog.get_logger()

# A row that was locked at the moment of the beat is asked about again so much sooner.
_SOONER = 10


class Pulse:
    """One run's lease, as far as its heartbeat knows."""

    def __init__(self, lease: Lease, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self.lease = lease
        self.failure: asyncio.Future[LeaseLost | LeaseUncertain] = loop.create_future()
        self._seconds = seconds
        self._timer = loop.call_later(seconds, self._run_out)

    @property
    def is_over(self) -> bool:
        """There is nothing left to extend."""
        return self._timer.cancelled() or self.failure.done()

    def renew(self, asked_at: float) -> None:
        """The lease lasts its whole time from `asked_at` (monotonic seconds)."""
        left = asked_at + self._seconds - time.monotonic()
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(left, self._run_out)

    def end(self) -> None:
        """The message has ended, by this run, or the run itself is over."""
        self._timer.cancel()

    def lose(self) -> None:
        """Another worker has the message."""
        self._fail(LeaseLost(str(self.lease.envelope.id)))

    def _run_out(self) -> None:
        self._fail(LeaseUncertain(str(self.lease.envelope.id)))

    def _fail(self, error: LeaseLost | LeaseUncertain) -> None:
        self._timer.cancel()
        if not self.failure.done():
            self.failure.set_result(error)


class Heartbeat:
    """Beats while there is a lease to keep; its connection opens with the first beat
    and is closed when the last lease is given up."""

    def __init__(self, settings: CommonSettings) -> None:
        self._settings = settings
        self._pulses: set[Pulse] = set()
        self._beating: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def keep(self, lease: Lease) -> AsyncIterator[Pulse]:
        """Keeps the lease inside; its `failure` is there once it cannot be kept."""
        pulse = Pulse(lease, self._settings.lease.total_seconds())
        self._pulses.add(pulse)
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())
        try:
            yield pulse
        finally:
            pulse.end()
            self._pulses.discard(pulse)
            if not self._pulses and self._beating:
                beating, self._beating = self._beating, None
                await end_tasks(beating)

    async def _beat(self) -> None:
        pause = self._settings.job_heartbeat_seconds
        await asyncio.sleep(pause)
        database = Database(self._build_engine())
        try:
            while True:
                is_all = await self._extend_all(database)
                await asyncio.sleep(pause if is_all else pause / _SOONER)
        finally:
            await database.close()

    async def _extend_all(self, database: Database) -> bool:
        """Extends what can be; False if some rows were locked at the moment."""
        pulses = [pulse for pulse in self._pulses if not pulse.is_over]
        if not pulses:
            return True
        asked_at = time.monotonic()
        try:
            async with database.unit_of_work() as session:
                leases = [pulse.lease for pulse in pulses]
                found = await inbox.extend_all(session, leases, self._settings.lease)
        except (SQLAlchemyError, OSError) as error:
            log.warning("heartbeat_failed", error=repr(error))
            return True
        for pulse, standing in zip(pulses, found, strict=True):
            _judge(pulse, standing, asked_at)
        return "busy" not in found

    def _build_engine(self) -> AsyncEngine:
        settings = self._settings
        return build_engine(
            settings.service_database_url.get_secret_value(),
            application_name=f"{settings.service_name}-heartbeat",
            pool_size=1,
            schema=settings.database_schema,
        )


def _judge(pulse: Pulse, standing: Standing, asked_at: float) -> None:
    if pulse.is_over:
        return  # the run has ended while we asked, or it was too late
    if standing == "extended":
        pulse.renew(asked_at)
    elif standing == "ended":
        pulse.end()
    elif standing == "lost":
        pulse.lose()
