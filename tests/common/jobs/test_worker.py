"""A worker process: it stops in order, and never works on half of itself."""

import asyncio

import pytest

from libs.common.jobs import worker as worker_module
from libs.common.jobs.handlers import Handlers, Job
from libs.common.jobs.worker import Companion, Worker, life_sign_key
from libs.common.resources import Resources
from tests.common.jobs.pair import (
    Tell,
    envelope,
    long,
    read_row,
    record,
    send,
    state_of,
    wait_for_state,
)
from tests.fixtures.app import RunningService


class Started:
    """A worker in a task of its own, which the test stops."""

    def __init__(
        self, resources: Resources, handlers: Handlers, *companions: Companion
    ) -> None:
        self.worker = Worker(resources, handlers, companions=companions)
        self._stop = asyncio.Event()
        self.task = asyncio.create_task(self.worker.run(self._stop))

    async def stop(self) -> None:
        self._stop.set()
        await self.task


class Slow:
    """Works for the given time, and knows how often it began and ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began = asyncio.Event()
        self.runs = 0
        self.ends = 0

    async def __call__(self, job: Job, body: Tell) -> None:
        self.runs += 1
        self.began.set()
        await asyncio.sleep(self.seconds)
        self.ends += 1


class TestStop:
    async def test_what_ends_soon_is_waited_for(self, callee: RunningService) -> None:
        slow = Slow(0.5)
        started = Started(callee.resources, long(slow))
        message = envelope()
        await started.worker.receive(message)
        await slow.began.wait()
        await started.stop()
        assert slow.ends == 1
        assert await state_of(callee.resources, message.id) == "done"

    async def test_what_takes_longer_is_given_back_for_the_next_worker(
        self, callee: RunningService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker_module, "_STOP_GRACE_SECONDS", 0.1)
        slow = Slow(30)
        started = Started(callee.resources, long(slow))
        message = envelope()
        await started.worker.receive(message)
        await slow.began.wait()
        await started.stop()
        row = await read_row(callee.resources, "inbox", message.id)
        assert (row["state"], row["attempts"], row["lease_until"]) == (
            *("pending", 0),
            None,
        )
        slow.seconds = 0
        following = Started(callee.resources, long(slow))
        await wait_for_state(callee.resources, message.id, "done")
        await following.stop()
        assert (slow.runs, slow.ends) == (2, 1)

    async def test_message_that_comes_during_the_stop_is_not_lost(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        slow = Slow(0)
        ids = []
        for _ in range(4):
            started = Started(callee.resources, long(slow))
            ids += [await send(caller.resources, "x") for _ in range(3)]
            await started.stop()
        last = Started(callee.resources, long(slow))
        sweeping = Started(caller.resources, Handlers())
        for message_id in ids:
            await wait_for_state(callee.resources, message_id, "done")
        await sweeping.stop()
        await last.stop()
        assert slow.ends == len(ids)


class Beside:
    """A companion that notes what is done to it."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.told: list[str] = []

    async def run(self) -> None:
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.told.append("cancelled")

    async def stop(self, grace_seconds: float) -> None:
        self.told.append(f"stop within {grace_seconds:g} s")


class TestCompanions:
    async def test_companion_runs_beside_the_inbox_and_stops_with_it(
        self, callee: RunningService
    ) -> None:
        beside = Beside()
        started = Started(callee.resources, Handlers(), beside)
        await asyncio.wait_for(beside.running.wait(), 10)
        await started.stop()
        assert beside.told == ["cancelled", "stop within 5 s"]

    async def test_companion_that_breaks_ends_the_worker(
        self, callee: RunningService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        beside = Beside()

        async def run() -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr(beside, "run", run)
        started = Started(callee.resources, Handlers(), beside)
        with pytest.raises(RuntimeError, match="broken"):
            await asyncio.wait_for(started.task, 10)


class TestRun:
    async def test_loop_that_breaks_ends_the_worker(
        self, callee: RunningService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started = Started(callee.resources, Handlers())
        monkeypatch.setattr(started.worker.sweeper, "_scheduler", None)
        with pytest.raises(AttributeError):  # so that its supervisor starts it anew
            await asyncio.wait_for(started.task, 10)

    async def test_it_says_that_it_lives(self, callee: RunningService) -> None:
        started = Started(callee.resources, Handlers())
        redis = callee.resources.redis
        async with asyncio.timeout(10):
            while not await redis.keys(life_sign_key("callee")):
                await asyncio.sleep(0.02)
        (key,) = await redis.keys(life_sign_key("callee"))
        assert 0 < await redis.ttl(key) <= 15
        await started.stop()

    async def test_open_message_of_a_killed_worker_is_taken_up(
        self, callee: RunningService
    ) -> None:
        message = envelope()
        await record(callee.resources, message)  # and nobody was told
        slow = Slow(0)
        started = Started(callee.resources, long(slow))
        await wait_for_state(callee.resources, message.id, "done")
        await started.stop()
        assert slow.runs == 1
