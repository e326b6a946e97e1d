"""The leases of a process are kept together, whatever the work does meanwhile."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.jobs import inbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.errors import LeaseLost, LeaseUncertain
from libs.common.jobs.handlers import Job
from libs.common.jobs.heartbeat import Heartbeat
from libs.common.jobs.inbox import Lease
from libs.common.jobs.runner import Runner
from libs.common.resources import Resources
from libs.common.tasks import end_tasks
from tests.common.jobs.pair import (
    Tell,
    change,
    envelope,
    long,
    read_row,
    record,
    state_of,
)
from tests.fixtures.app import RunningService

LEASE = timedelta(seconds=2)  # of the test settings, with a beat every 0.5 s


@pytest.fixture
def callee_side(callee: RunningService) -> Resources:
    return callee.resources


async def take(resources: Resources) -> Lease:
    message = envelope()
    await record(resources, message)
    async with resources.database.unit_of_work() as session:
        lease = await inbox.lease(session, message.id, LEASE)
    assert lease
    return lease


async def is_running_out(resources: Resources, lease: Lease) -> bool:
    """Whether the lease ends within half of its time."""
    row = await read_row(resources, "inbox", lease.envelope.id)
    async with resources.database.read() as session:
        now = await session.scalar(text("SELECT clock_timestamp()"))
    return bool(row["lease_until"] - now < LEASE / 2)


class TestBeat:
    async def test_all_leases_are_extended_by_one_statement(
        self, callee_side: Resources, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        beats: list[int] = []
        extend_all = inbox.extend_all

        async def note(session: Any, leases: Sequence[Lease], duration: Any) -> Any:
            beats.append(len(leases))
            return await extend_all(session, leases, duration)

        monkeypatch.setattr(inbox, "extend_all", note)
        heartbeat = Heartbeat(callee_side.settings)
        leases = [await take(callee_side) for _ in range(20)]
        async with contextlib.AsyncExitStack() as stack:
            for lease in leases:
                await stack.enter_async_context(heartbeat.keep(lease))
            await asyncio.sleep(1.4)
            for lease in leases:
                assert not await is_running_out(callee_side, lease)
        assert set(beats) == {20}
        assert 2 <= len(beats) < 20

    async def test_work_that_takes_every_connection_keeps_its_lease(
        self, callee_side: Resources
    ) -> None:
        places = 2 * callee_side.settings.database_pool_size
        runs = []

        async def hold_one() -> None:
            async with callee_side.database.read() as session:
                await session.execute(text("SELECT pg_sleep(3)"))

        async def handle(job: Job, body: Tell) -> None:
            runs.append(job.lease.fence)
            await asyncio.gather(*(hold_one() for _ in range(places)))

        message = envelope()
        await record(callee_side, message)
        await Runner(callee_side, long(handle)).run(message.id)
        assert runs == [1]
        assert await state_of(callee_side, message.id) == "done"

    async def test_locked_row_holds_up_no_other(self, callee_side: Resources) -> None:
        heartbeat = Heartbeat(callee_side.settings)
        locked, free = await take(callee_side), await take(callee_side)
        async with heartbeat.keep(locked) as first, heartbeat.keep(free) as second:
            async with callee_side.database.unit_of_work() as session:
                await inbox.check_fence(session, locked)
                await asyncio.sleep(1.5)
                assert not await is_running_out(callee_side, free)
            await asyncio.sleep(1.2)  # longer than was left of it
            assert not first.failure.done()
            assert not second.failure.done()
            assert not await is_running_out(callee_side, locked)

    async def test_lost_lease_is_told_to_its_own_run_alone(
        self, callee_side: Resources
    ) -> None:
        heartbeat = Heartbeat(callee_side.settings)
        lost, kept = await take(callee_side), await take(callee_side)
        async with heartbeat.keep(lost) as first, heartbeat.keep(kept) as second:
            await change(
                callee_side,
                "UPDATE inbox SET fence = fence + 1 WHERE id = :id",
                id=lost.envelope.id,
            )
            error = await asyncio.wait_for(first.failure, 2)
            assert isinstance(error, LeaseLost)
            await asyncio.sleep(0.6)
            assert not second.failure.done()

    async def test_silent_database_makes_every_lease_uncertain_in_time(
        self, callee_side: Resources, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def hang(*_: object) -> Any:
            await asyncio.sleep(60)

        monkeypatch.setattr(inbox, "extend_all", hang)
        heartbeat = Heartbeat(callee_side.settings)
        leases = [await take(callee_side) for _ in range(3)]
        async with contextlib.AsyncExitStack() as stack:
            pulses = [
                await stack.enter_async_context(heartbeat.keep(lease))
                for lease in leases
            ]
            async with asyncio.timeout(LEASE.total_seconds() + 0.5):
                errors = await asyncio.gather(*(pulse.failure for pulse in pulses))
        assert {type(error) for error in errors} == {LeaseUncertain}


class TestConnection:
    async def test_it_is_there_while_there_is_something_to_keep(
        self, callee_side: Resources
    ) -> None:
        heartbeat = Heartbeat(callee_side.settings)
        assert await count_connections(callee_side) == 0
        async with heartbeat.keep(await take(callee_side)):
            async with heartbeat.keep(await take(callee_side)):
                await asyncio.sleep(0.8)
            assert await count_connections(callee_side) == 1
        assert await count_connections(callee_side) == 0

    async def test_short_runs_never_open_it(self, callee_side: Resources) -> None:
        heartbeat = Heartbeat(callee_side.settings)
        for _ in range(5):
            async with heartbeat.keep(await take(callee_side)):
                await asyncio.sleep(0.05)
        assert await count_connections(callee_side) == 0

    async def test_run_that_is_cancelled_in_the_middle_of_a_beat_leaves_nothing(
        self, callee_side: Resources
    ) -> None:
        async def handle(job: Job, body: Tell) -> None:
            await asyncio.sleep(30)

        runner = Runner(callee_side, long(handle))
        messages: list[Envelope] = [envelope() for _ in range(10)]
        for message in messages:
            await record(callee_side, message)
        runs = [asyncio.create_task(runner.run(message.id)) for message in messages]
        await asyncio.sleep(0.5)
        await end_tasks(*runs)
        for message in messages:
            assert await state_of(callee_side, message.id) == "pending"
        assert await count_connections(callee_side) == 0


async def count_connections(resources: Resources) -> int:
    """The heartbeat's own connections to this database."""
    statement = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'callee-heartbeat'"
    )
    async with resources.database.read() as session:
        for _ in range(20):  # the server notes an end a moment later
            found = int(await session.scalar(statement) or 0)
            if found == 0:
                break
            await asyncio.sleep(0.02)
        return found
