"""What makes the system whole again after words were lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from redis.exceptions import RedisError

from libs.common.jobs import outbox
from libs.common.jobs.handlers import Handlers, Job
from libs.common.jobs.scheduler import FairScheduler
from libs.common.jobs.sweeper import Sweeper
from libs.common.resources import Resources
from libs.common.tasks import end_tasks
from tests.common.jobs.pair import (
    Tell,
    change,
    count_waiting,
    envelope,
    find,
    long,
    read_row,
    record,
    send,
    wait_for_state,
    wait_until,
)
from tests.fixtures.app import RunningService


class Taken:
    """A scheduler that keeps what it is given; its runs end with the test."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []
        self.end = asyncio.Event()
        self.scheduler = FairScheduler(self._run, 1000)

    async def _run(self, message_id: UUID) -> None:
        self.ids.append(message_id)
        await self.end.wait()


@pytest.fixture
async def taken() -> AsyncIterator[Taken]:
    made = Taken()
    yield made
    made.end.set()
    await made.scheduler.stop(1)


async def make_all_due(resources: Resources) -> None:
    await change(
        resources, "UPDATE outbox SET next_attempt_at = now() - interval '1 s'"
    )


class TestSendDue:
    async def test_lost_word_costs_one_more_sending_and_no_second_effect(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        runs = []

        async def handle(job: Job, body: Tell) -> None:
            runs.append(body.text)

        await callee.run_worker(long(handle))
        message_id = await send(caller.resources, "x")
        await wait_for_state(callee.resources, message_id, "done")
        await caller.resources.redis.delete("jobs:acks:caller")  # the word is lost
        assert await count_waiting(caller.resources) == 1
        await make_all_due(caller.resources)
        await caller.run_worker(Handlers())
        await wait_until(lambda: is_acknowledged(caller.resources))
        row = await read_row(caller.resources, "outbox", message_id)
        assert row["attempts"] == 1
        assert runs == ["x"]

    async def test_all_that_is_due_goes_out_in_one_sweep(
        self, caller: RunningService, taken: Taken
    ) -> None:
        async with caller.resources.database.unit_of_work() as session:
            for _ in range(205):  # more than a batch
                await outbox.add(session, envelope())
        await make_all_due(caller.resources)
        await Sweeper(caller.resources, taken.scheduler).send_due()
        assert await caller.resources.redis.zcard("jobs:queue:callee") == 205


class TestWakeOpen:
    async def test_messages_without_a_wake_up_are_taken_once(
        self, callee: RunningService, taken: Taken
    ) -> None:
        messages = [envelope() for _ in range(5)]
        for message in messages:
            await record(callee.resources, message)
        sweeper = Sweeper(callee.resources, taken.scheduler)
        for _ in range(3):
            await sweeper.wake_open()
            await asyncio.sleep(0)
        assert taken.ids == [message.id for message in messages]

    async def test_flood_of_one_does_not_hide_the_only_one_of_another(
        self, callee: RunningService, taken: Taken
    ) -> None:
        loud, quiet = envelope().id, envelope().id
        values = "gen_random_uuid(), 'job', 'x', '{}', :owner, 'pending'"
        await change(
            callee.resources,
            "INSERT INTO inbox (id, kind, name, envelope, owner_id, state, due_at)"
            f" SELECT {values}, now() - interval '1 h' FROM generate_series(1, 3000)",
            owner=loud,
        )
        message = envelope(owner_id=quiet)
        await record(callee.resources, message)
        await Sweeper(callee.resources, taken.scheduler).wake_open()
        await asyncio.sleep(0)
        assert message.id in taken.ids


class TestPurge:
    async def test_old_ends_go_and_the_dead_stay(
        self, callee: RunningService, taken: Taken
    ) -> None:
        done, dead = envelope(), envelope()
        for message, state in ((done, "done"), (dead, "dead")):
            await record(callee.resources, message)
            await change(
                callee.resources,
                "UPDATE inbox SET state = :s, finished_at = now() - interval '15 d'"
                " WHERE id = :id",
                s=state,
                id=message.id,
            )
        await Sweeper(callee.resources, taken.scheduler).purge()
        assert await find(callee.resources, done.id) is None
        assert await find(callee.resources, dead.id)


class TestLoops:
    async def test_step_that_fails_is_tried_again_and_told_once(
        self,
        callee: RunningService,
        taken: Taken,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        tried = 0

        async def fail_thrice(*_: Any) -> None:
            nonlocal tried
            tried += 1
            if tried <= 3:
                raise RedisError("away")

        sweeper = Sweeper(callee.resources, taken.scheduler)
        monkeypatch.setattr(callee.resources.dispatcher, "ping", fail_thrice)
        loops = [asyncio.create_task(loop) for loop in sweeper.loops()]
        async with asyncio.timeout(10):
            while tried < 5:
                await asyncio.sleep(0.05)
        await end_tasks(*loops)
        assert capsys.readouterr().out.count("sweep_failed") == 1


async def is_acknowledged(resources: Resources) -> bool:
    return await count_waiting(resources) == 0
