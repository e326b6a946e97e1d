"""Outgoing messages: sent until acknowledged, ever more rarely, never given up."""

from datetime import timedelta

import pytest

from libs.common.ids import new_id
from libs.common.jobs import outbox
from libs.common.jobs.envelope import Envelope
from libs.common.resources import Resources
from tests.common.jobs.pair import change, count_waiting, envelope, read_row
from tests.fixtures.app import RunningService


@pytest.fixture
def caller_side(caller: RunningService) -> Resources:
    return caller.resources


async def add(resources: Resources, message: Envelope) -> bool:
    async with resources.database.unit_of_work() as session:
        return await outbox.add(session, message)


async def take_due(resources: Resources, limit: int = 10) -> list[Envelope]:
    async with resources.database.unit_of_work() as session:
        return await outbox.take_due(session, limit)


async def make_due(resources: Resources, attempts: int) -> None:
    await change(
        resources,
        "UPDATE outbox SET next_attempt_at = now() - interval '1 s', attempts = :n",
        n=attempts,
    )


class TestTakeDue:
    async def test_direct_send_gets_its_time_first(
        self, caller_side: Resources
    ) -> None:
        await add(caller_side, envelope())
        assert await take_due(caller_side) == []

    async def test_due_message_comes_whole_and_once(
        self, caller_side: Resources
    ) -> None:
        message = envelope(owner_id=new_id(), request_id="a-request")
        await add(caller_side, message)
        await make_due(caller_side, attempts=0)
        assert await take_due(caller_side) == [message]
        assert await take_due(caller_side) == []

    @pytest.mark.parametrize(
        ("attempts", "least", "most"),
        [(0, 2, 2.5), (1, 4, 5), (4, 32, 40), (5, 60, 75), (9, 60, 75)],
    )
    async def test_delay_doubles_up_to_a_minute(
        self, caller_side: Resources, attempts: int, least: float, most: float
    ) -> None:
        message = envelope()
        await add(caller_side, message)
        await make_due(caller_side, attempts)
        await take_due(caller_side)
        row = await read_row(caller_side, "outbox", message.id)
        delay = (row["next_attempt_at"] - row["created_at"]).total_seconds()
        assert least <= delay <= most + 2
        assert row["attempts"] == attempts + 1

    async def test_days_without_an_answer_are_survived(
        self, caller_side: Resources
    ) -> None:
        message = envelope()
        await add(caller_side, message)
        await make_due(caller_side, attempts=100_000)
        assert await take_due(caller_side) == [message]

    async def test_longest_due_comes_first(self, caller_side: Resources) -> None:
        messages = [envelope() for _ in range(3)]
        for age, message in enumerate(messages):
            await add(caller_side, message)
            await change(
                caller_side,
                "UPDATE outbox SET next_attempt_at = now() - :age * interval '1 s'"
                " WHERE id = :id",
                age=age + 1,
                id=message.id,
            )
        taken = await take_due(caller_side, 2)
        assert {m.id for m in taken} == {messages[2].id, messages[1].id}


class TestAdd:
    async def test_first_of_two_with_one_id_stands(
        self, caller_side: Resources
    ) -> None:
        first = envelope(payload={"text": "first"})
        assert await add(caller_side, first)
        second = first.model_copy(update={"payload": {"text": "second"}})
        assert not await add(caller_side, second)
        row = await read_row(caller_side, "outbox", first.id)
        assert row["envelope"]["payload"] == {"text": "first"}


class TestAcknowledge:
    async def test_acknowledged_message_is_not_sent_again(
        self, caller_side: Resources
    ) -> None:
        kept, gone = envelope(), envelope()
        for message in (kept, gone):
            await add(caller_side, message)
        async with caller_side.database.unit_of_work() as session:
            await outbox.acknowledge(session, [gone.id, new_id(), gone.id])
        await make_due(caller_side, attempts=0)
        assert await take_due(caller_side) == [kept]
        assert await count_waiting(caller_side) == 1

    async def test_message_sent_again_waits_for_a_new_acknowledgement(
        self, caller_side: Resources
    ) -> None:
        message = envelope()
        await add(caller_side, message)
        async with caller_side.database.unit_of_work() as session:
            await outbox.acknowledge(session, [message.id])
            await outbox.send_again(session, message)
        assert await count_waiting(caller_side) == 1


class TestPurge:
    async def test_only_what_was_acknowledged_long_ago_goes(
        self, caller_side: Resources
    ) -> None:
        waiting, fresh, old = envelope(), envelope(), envelope()
        for message in (waiting, fresh, old):
            await add(caller_side, message)
        async with caller_side.database.unit_of_work() as session:
            await outbox.acknowledge(session, [fresh.id, old.id])
        await change(
            caller_side,
            "UPDATE outbox SET acknowledged_at = now() - interval '2 d' WHERE id = :id",
            id=old.id,
        )
        await change(
            caller_side, "UPDATE outbox SET created_at = now() - interval '9 d'"
        )
        async with caller_side.database.unit_of_work() as session:
            assert await outbox.purge(session, timedelta(days=1)) == 1
        await read_row(caller_side, "outbox", waiting.id)
        await read_row(caller_side, "outbox", fresh.id)
