"""A job is paid for once, whatever becomes of who began it."""

import asyncio
from collections import deque
from collections.abc import Callable

import pytest

from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.db.session import Database
from services.social.vendor_jobs.repository import VendorJobRepository
from tests.emulators.brightdata import BrightData
from tests.social.sources.brightdata.asking import ONE, THREE, TWO, collect, kill
from tests.social.sources.brightdata.conftest import MakeSource, ReadNotes


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.002)


class TestKills:
    @pytest.mark.parametrize("operation", ["trigger", "progress", "snapshot"])
    async def test_killed_at_any_call_another_goes_on(
        self,
        make_source: MakeSource,
        brightdata: BrightData,
        read_notes: ReadNotes,
        operation: str,
    ) -> None:
        brightdata.faults_of[operation] = deque(["hang"])
        first = asyncio.create_task(collect(make_source(), ONE, TWO))
        await until(lambda: brightdata.calls[operation] == 1)
        assert set(await read_notes()) == {ONE, TWO}
        await kill(first)
        assert len((await collect(make_source(), ONE, TWO)).posts) == 2
        assert (brightdata.asked_about(ONE), brightdata.paid_rows) == (1, 2)

    async def test_killed_while_it_waits_another_waits_for_the_same_job(
        self, make_source: MakeSource, brightdata: BrightData, read_notes: ReadNotes
    ) -> None:
        brightdata.states = ["running"] * 1000
        first = asyncio.create_task(collect(make_source(), ONE, TWO))
        await until(lambda: brightdata.calls["progress"] >= 3)
        await kill(first)
        notes = await read_notes()
        [snapshot] = brightdata.snapshots.values()
        snapshot.states.clear()
        brightdata.states.clear()
        assert {note[0] for note in notes.values()} == set(brightdata.snapshots)
        # Together with what nobody has asked for yet, which is a job of its own.
        outcome = await collect(make_source(), ONE, THREE)
        assert len(outcome.posts) == 2
        assert [names for _, names in brightdata.jobs] == [[ONE, TWO], [THREE]]

    async def test_killed_before_it_was_stored_it_is_fetched_again_for_nothing(
        self,
        make_source: MakeSource,
        brightdata: BrightData,
        entries: list[ExternalCallEntry],
        database: Database,
        read_notes: ReadNotes,
    ) -> None:
        await collect(make_source(), ONE)
        again = await collect(make_source(), ONE)
        assert (brightdata.asked_about(ONE), again.cost_micro_usd) == (1, 1500)
        # In the log of outside calls it stands once: there it was paid.
        assert sum(entry.cost_micro_usd for entry in entries) == 1500
        async with database.unit_of_work() as session:
            await VendorJobRepository(session).finish(again.receipts)
        assert await read_notes() == {}
        await collect(make_source(), ONE)
        assert brightdata.asked_about(ONE) == 2

    async def test_second_job_of_what_was_blocked_is_not_asked_for_twice(
        self, make_source: MakeSource, brightdata: BrightData, read_notes: ReadNotes
    ) -> None:
        brightdata.errors[TWO] = "blocked"
        first = asyncio.create_task(collect(make_source(), ONE, TWO))
        await until(lambda: len(brightdata.jobs) == 2)
        await kill(first)
        outcome = await collect(make_source(), ONE, TWO)
        assert outcome.failures[TWO].reason == "blocked"
        assert brightdata.asked_about(ONE) == 1
        assert (await read_notes())[TWO][1] == 2

    async def test_job_that_nobody_heard_of_is_asked_for_again(
        self, make_source: MakeSource, brightdata: BrightData, read_notes: ReadNotes
    ) -> None:
        # Between asking and hearing: nobody can know, and the post is wanted.
        brightdata.loses_jobs = True
        first = asyncio.create_task(collect(make_source(), ONE))
        await until(lambda: len(brightdata.jobs) == 1)
        await kill(first)
        assert (await read_notes())[ONE] == (None, 1)
        brightdata.loses_jobs = False
        assert (await collect(make_source(), ONE)).posts
        assert brightdata.asked_about(ONE) == 2


class TestPatience:
    async def test_who_has_no_more_patience_finds_the_job_later(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.states = ["running"] * 1000
        hasty = make_source(brightdata_patience_seconds=0.05)
        failure = (await collect(hasty, ONE)).failures[ONE]
        assert (failure.reason, "not paid for twice" in failure.message) == (
            "timeout",
            True,
        )
        [snapshot] = brightdata.snapshots.values()
        snapshot.states.clear()
        assert (await collect(hasty, ONE)).posts
        assert brightdata.asked_about(ONE) == 1

    @pytest.mark.parametrize("status", [400, 401, 402, 404, 429])
    async def test_refused_job_leaves_no_note(
        self,
        make_source: MakeSource,
        brightdata: BrightData,
        read_notes: ReadNotes,
        status: int,
    ) -> None:
        brightdata.faults_of["trigger"] = deque([status] * 4)
        assert (await collect(make_source(), ONE)).failures
        assert await read_notes() == {}

    async def test_balance_that_ends_meanwhile_ends_the_waiting(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.faults_of["progress"] = deque([402])
        source = make_source(brightdata_patience_seconds=60)
        assert (await collect(source, ONE)).failures[ONE].reason == "no_credit"
        # What it paid for it may have once there is credit again.
        assert (await collect(source, ONE)).posts
        assert brightdata.asked_about(ONE) == 1

    async def test_answers_that_cannot_be_read_are_not_waited_for_for_ever(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.faults_of["snapshot"] = deque(["truncated"] * 100)
        source = make_source(brightdata_patience_seconds=60)
        assert (await collect(source, ONE)).failures[ONE].reason == "malformed"
        assert brightdata.calls["snapshot"] == 3
