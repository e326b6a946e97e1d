"""Sends due deliveries beside a worker's inbox; any number of processes may."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.tasks import end_tasks
from services.auth.webhook_deliveries.carrier import Carrier
from services.auth.webhook_deliveries.ledger import Errand

log = structlog.get_logger()

_LOOK_EVERY_SECONDS = 1.0


class Courier:
    """Makes at most `limit` attempts at once, of which slow endpoints get half.

    `bell` is rung by whoever has written down something that is due; without it a
    look every second finds it too."""

    def __init__(self, carrier: Carrier, bell: asyncio.Event, *, limit: int) -> None:
        self._carrier = carrier
        self._bell = bell
        self._limit = limit
        self._running: dict[asyncio.Task[None], Errand] = {}

    async def run(self) -> None:
        """Looks for what is due until it is cancelled."""
        is_failing = False
        while True:
            self._bell.clear()
            try:
                await self.start_due()
                is_failing = False
            except (SQLAlchemyError, OSError) as error:
                if not is_failing:  # told once, not once a second
                    log.warning("webhooks_not_looked_for", error=repr(error))
                is_failing = True
            try:
                async with asyncio.timeout(_LOOK_EVERY_SECONDS):
                    await self._bell.wait()
            except TimeoutError:
                continue

    async def start_due(self) -> int:
        """Starts as many attempts as there is place for; how many."""
        free = self._limit - len(self._running)
        slow = sum(errand.is_slow for errand in self._running.values())
        slow_free = min(free, max(1, self._limit // 2) - slow)
        if free <= 0:
            return 0
        async with self._carrier.open_ledger() as ledger:
            errands = await ledger.take(free, slow_limit=max(0, slow_free))
        for errand in errands:
            task = asyncio.create_task(self._carrier.carry(errand))
            self._running[task] = errand
            task.add_done_callback(self._ended)
        return len(errands)

    async def wait_until_idle(self) -> None:
        """Until no attempt is under way."""
        while self._running:
            await asyncio.wait(list(self._running))

    async def stop(self, grace_seconds: float) -> None:
        """Waits a while for what is under way, then gives it back."""
        tasks = list(self._running)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_seconds)
            await end_tasks(*late)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        errand = self._running.pop(task)
        if not task.cancelled() and (error := task.exception()):
            # The lease runs out by itself, and then it is sent again.
            log.error(
                "webhook_outcome_not_recorded",
                delivery_id=str(errand.delivery_id),
                exc_info=error,
            )
        self._bell.set()  # a place is free
