"""Incoming messages: recorded once, leased to one, kept or purged."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.jobs.envelope import Envelope, JobError
from libs.common.jobs.inbox import Lease, Recorded
from libs.common.resources import Resources
from tests.common.jobs.pair import change, envelope, find, read_row, record
from tests.fixtures.app import RunningService

MINUTE = timedelta(minutes=1)


@pytest.fixture
def callee_side(callee: RunningService) -> Resources:
    return callee.resources


async def lease(
    resources: Resources, message_id: UUID, duration: timedelta = MINUTE
) -> Lease | None:
    async with resources.database.unit_of_work() as session:
        return await inbox.lease(session, message_id, duration)


async def list_open(
    resources: Resources, limit: int = 10, without: tuple[UUID, ...] = ()
) -> list[UUID]:
    async with resources.database.read() as session:
        rows = await inbox.list_open(session, limit, without=without)
        return [row.id for row in rows]


async def recorded(resources: Resources, **overrides: object) -> Envelope:
    message = envelope(**overrides)
    await record(resources, message)
    return message


class TestRecord:
    async def test_second_copy_changes_nothing(self, callee_side: Resources) -> None:
        message = await recorded(callee_side)
        held = await lease(callee_side, message.id)
        assert held
        async with callee_side.database.unit_of_work() as session:
            await inbox.finish(session, held, "done", answer={"text": "ok"})
        await record(callee_side, message)
        assert await find(callee_side, message.id) == Recorded(
            "done", {"text": "ok"}, None
        )

    async def test_answer_is_done_at_once_and_never_open(
        self, callee_side: Resources
    ) -> None:
        call_id = new_id()
        question = envelope(id=call_id, wants_answer=True)
        await record(callee_side, question.answer({"text": "yes"}, None))
        async with callee_side.database.read() as session:
            found = await inbox.find_answers(session, [call_id, new_id()])
        assert found == {call_id: Recorded("done", {"text": "yes"}, None)}
        assert await list_open(callee_side) == []

    async def test_answer_replaces_an_earlier_failure_but_not_an_answer(
        self, callee_side: Resources
    ) -> None:
        question = envelope(wants_answer=True)
        failure = JobError(code="Bad", message="luck")
        replies = (
            question.answer(None, failure),
            question.answer({"text": "first"}, None),
            question.answer({"text": "second"}, None),
            question.answer(None, failure),
        )
        held = []
        for reply in replies:
            await record(callee_side, reply)
            found = await find(callee_side, reply.id)
            assert found
            held.append((found.answer, found.error))
        first = {"text": "first"}
        assert held == [({}, failure), (first, None), (first, None), (first, None)]


class TestLease:
    async def test_held_message_is_nobody_elses(self, callee_side: Resources) -> None:
        message = await recorded(callee_side)
        assert await lease(callee_side, message.id)
        assert await lease(callee_side, message.id) is None
        assert await list_open(callee_side) == []

    async def test_run_out_lease_is_taken_over_and_cannot_be_extended(
        self, callee_side: Resources
    ) -> None:
        message = await recorded(callee_side)
        held = await lease(callee_side, message.id, -MINUTE)
        assert held
        assert await list_open(callee_side) == [message.id]
        assert await lease(callee_side, message.id)
        async with callee_side.database.unit_of_work() as session:
            assert await inbox.extend_all(session, [held], MINUTE) == ["lost"]

    async def test_each_of_many_is_told_how_it_stands(
        self, callee_side: Resources
    ) -> None:
        messages = [await recorded(callee_side) for _ in range(5)]
        held = [await lease(callee_side, message.id) for message in messages]
        leases = [found for found in held if found]
        gone = replace(
            leases[0], envelope=messages[0].model_copy(update={"id": new_id()})
        )
        async with callee_side.database.unit_of_work() as session:
            await inbox.finish(session, leases[1], "done")
        await change(
            callee_side,
            "UPDATE inbox SET fence = fence + 1 WHERE id = :id",
            id=messages[2].id,
        )
        async with (
            callee_side.database.unit_of_work() as other,
            callee_side.database.unit_of_work() as session,
        ):
            await inbox.check_fence(other, leases[3])
            asked = [gone, *leases[1:]]
            found = await inbox.extend_all(session, asked, 2 * MINUTE)
        assert found == ["lost", "ended", "lost", "busy", "extended"]
        rows = [await read_row(callee_side, "inbox", m.id) for m in messages]
        ends = [row["lease_until"] for row in rows]
        assert ends[1] is None
        assert ends[4] - max(ends[0], ends[2], ends[3]) > MINUTE / 2

    async def test_unknown_and_ended_messages_cannot_be_leased(
        self, callee_side: Resources
    ) -> None:
        message = await recorded(callee_side)
        held = await lease(callee_side, message.id)
        assert held
        async with callee_side.database.unit_of_work() as session:
            await inbox.finish(session, held, "failed")
        assert await lease(callee_side, message.id) is None
        assert await lease(callee_side, new_id()) is None

    async def test_given_back_without_an_attempt_is_as_before(
        self, callee_side: Resources
    ) -> None:
        message = await recorded(callee_side)
        for _ in range(3):
            held = await lease(callee_side, message.id)
            assert held
            assert held.attempt == 1
            async with callee_side.database.unit_of_work() as session:
                await inbox.give_back(
                    session, held, delay=timedelta(0), is_attempt=False
                )

    async def test_given_back_with_a_delay_waits(self, callee_side: Resources) -> None:
        message = await recorded(callee_side)
        held = await lease(callee_side, message.id)
        assert held
        async with callee_side.database.unit_of_work() as session:
            await inbox.give_back(session, held, delay=MINUTE, is_attempt=True)
        assert await lease(callee_side, message.id) is None
        assert await list_open(callee_side) == []


class TestListOpen:
    async def test_owners_take_turns_behind_a_flood(
        self, callee_side: Resources
    ) -> None:
        loud, quiet = new_id(), new_id()
        flood = [await recorded(callee_side, owner_id=loud) for _ in range(6)]
        late = await recorded(callee_side, owner_id=quiet)
        assert await list_open(callee_side, 3) == [flood[0].id, late.id, flood[1].id]

    async def test_known_ones_are_left_out(self, callee_side: Resources) -> None:
        messages = [await recorded(callee_side) for _ in range(3)]
        known = (messages[0].id, messages[2].id)
        assert await list_open(callee_side, without=known) == [messages[1].id]


class TestPurge:
    async def test_dead_and_open_messages_are_kept(
        self, callee_side: Resources
    ) -> None:
        kept = []
        for state in ("pending", "done", "failed", "dead"):
            message = await recorded(callee_side)
            ended = "NULL" if state == "pending" else "now() - interval '30 d'"
            await change(
                callee_side,
                f"UPDATE inbox SET state = :state, finished_at = {ended},"
                " received_at = now() - interval '30 d' WHERE id = :id",
                state=state,
                id=message.id,
            )
            kept.append((state, message.id))
        async with callee_side.database.unit_of_work() as session:
            assert await inbox.purge(session, timedelta(days=14)) == 2
        left = [state for state, i in kept if await find(callee_side, i)]
        assert left == ["pending", "dead"]


class TestReplay:
    @pytest.mark.parametrize("state", ["pending", "running", "done", "failed"])
    async def test_only_the_dead_are_replayed(
        self, callee_side: Resources, state: str
    ) -> None:
        message = await recorded(callee_side)
        await change(callee_side, "UPDATE inbox SET state = :state", state=state)
        async with callee_side.database.unit_of_work() as session:
            assert not await inbox.replay(session, message.id)
            assert await inbox.list_dead(session, 10) == []
