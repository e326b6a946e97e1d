"""Calls and answers in every order they may meet."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.jobs.envelope import answer_id
from libs.common.jobs.errors import CallTimedOut, JobFailed
from libs.common.jobs.handlers import Handlers, Job
from libs.common.resources import Resources
from tests.common.jobs.pair import (
    Tell,
    Told,
    call,
    change,
    count_waiting,
    envelope,
    find,
    long,
    read_row,
    send,
    short,
    state_of,
    wait_for_state,
    wait_until,
)
from tests.fixtures.app import RunningService

SECONDS_20 = timedelta(seconds=20)


class Echo:
    """A handler that says what it was told, and counts its runs."""

    def __init__(self) -> None:
        self.runs: list[str] = []

    async def __call__(self, job: Job, body: Tell) -> Told:
        self.runs.append(body.text)
        return Told(text=body.text)


class TestAnswer:
    async def test_answer_that_came_before_the_call_is_found(
        self, caller: RunningService
    ) -> None:
        worker = await caller.run_worker(Handlers())
        call_id = new_id()
        question = envelope(id=call_id, wants_answer=True)
        await worker.receive(question.answer({"text": "early"}, None))
        assert await call(caller.resources, "", call_id) == "early"
        assert await count_waiting(caller.resources) == 0

    async def test_every_process_that_waits_gets_it(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        # A web process and a restarted one: the call is one, its row is one.
        echo = Echo()
        call_id = new_id()
        waiting = [
            asyncio.create_task(call(caller.resources, "hi", call_id)) for _ in range(3)
        ]
        await asyncio.sleep(0.1)
        await caller.run_worker(Handlers())
        await callee.run_worker(long(echo))
        assert await asyncio.gather(*waiting) == ["hi"] * 3
        assert echo.runs == ["hi"]

    async def test_caller_whose_worker_is_down_finds_the_answer_later(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        echo = Echo()
        await callee.run_worker(long(echo))
        call_id = new_id()
        with pytest.raises(CallTimedOut):
            await call(caller.resources, "hi", call_id, seconds=0.7)
        await caller.run_worker(Handlers())
        assert await call(caller.resources, "hi", call_id) == "hi"
        assert echo.runs == ["hi"]

    async def test_duplicate_question_is_answered_again(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        worker = await callee.run_worker(long(Echo()))
        await caller.run_worker(Handlers())
        call_id = new_id()
        await call(caller.resources, "hi", call_id)
        # The caller's database was restored to before the answer.
        await change(caller.resources, "DELETE FROM inbox")
        row = await read_row(caller.resources, "outbox", call_id)
        await change(callee.resources, "DELETE FROM outbox")
        again = envelope().model_validate(row["envelope"])
        await asyncio.gather(*(worker.receive(again) for _ in range(5)))
        assert await call(caller.resources, "hi", call_id) == "hi"

    async def test_replayed_message_replaces_its_failure(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        await caller.run_worker(Handlers())
        broken = True

        async def handle(job: Job, body: Tell) -> Told:
            if broken:
                raise ValueError("bad luck")
            return Told(text="mended")

        await callee.run_worker(long(handle))
        call_id = new_id()
        asking = asyncio.create_task(call(caller.resources, "", call_id))
        await wait_for_state(callee.resources, call_id, "pending")
        await change(callee.resources, "UPDATE inbox SET attempts=9, due_at=now()")
        with pytest.raises(JobFailed):
            await asking
        broken = False
        async with callee.resources.database.unit_of_work() as session:
            assert await inbox.replay(session, call_id)

        async def is_mended() -> bool:
            found = await find(caller.resources, answer_id(call_id))
            return bool(found and not found.error)

        await wait_until(is_mended)
        assert await call(caller.resources, "", call_id) == "mended"

    async def test_listener_survives_words_that_are_no_ids(
        self, caller: RunningService
    ) -> None:
        async def is_heard() -> bool:
            said = await caller.resources.redis.publish("jobs:answers:caller", "what?")
            return bool(said)

        await wait_until(is_heard)
        await asyncio.sleep(0.8)  # longer than it waits before it listens again
        await wait_until(is_heard)

    async def test_poll_survives_an_error_that_nobody_expected(
        self,
        caller: RunningService,
        callee: RunningService,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        board = caller.resources.jobs.answers
        look, looked = board._look, []

        async def fail_first(call_ids: list[UUID]) -> None:
            looked.append(call_ids)
            if len(looked) == 1:
                raise ValueError("of a kind unheard of")
            await look(call_ids)

        monkeypatch.setattr(board, "_look", fail_first)
        asking = asyncio.create_task(call(caller.resources, "hi", new_id()))

        async def has_failed() -> bool:
            return bool(looked)

        await wait_until(has_failed)
        await caller.run_worker(Handlers())
        await callee.run_worker(long(Echo()))
        assert await asking == "hi"

    async def test_nested_calls_do_not_block_each_other(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        """A job that calls its own service, many at once, each two deep."""

        async def handle(job: Job, body: Tell) -> Told:
            if body.text == "outer":
                return Told(text=await inner(job))
            return Told(text="inner")

        async def inner(job: Job) -> str:
            told = await job.call(
                Tell(text="in"), Told, message_id=answer_id(job.id), timeout=SECONDS_20
            )
            return told.text

        await caller.run_worker(Handlers())
        await callee.run_worker(long(handle))
        calls = [call(caller.resources, "outer", new_id()) for _ in range(12)]
        assert await asyncio.gather(*calls) == ["inner"] * 12


class TestReceive:
    async def test_acknowledgement_of_an_unknown_message_harms_nothing(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        await caller.run_worker(Handlers())
        await callee.resources.dispatcher.acknowledge("caller", new_id())
        message_id = await send(caller.resources, "x")
        await callee.run_worker(long(Echo()))
        await wait_for_state(callee.resources, message_id, "done")
        await wait_until(lambda: is_acknowledged(caller.resources))

    async def test_message_of_a_megabyte_arrives_whole(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        await caller.run_worker(Handlers())
        await callee.run_worker(long(Echo()))
        large = "äöü漢字🙂" * 60_000  # 1 MB, 2.5 MB as JSON
        assert await call(caller.resources, large, new_id()) == large

    async def test_text_that_jsonb_cannot_hold_is_refused_at_the_sender(
        self, caller: RunningService
    ) -> None:
        with pytest.raises(Exception, match="Unicode escape"):
            await send(caller.resources, "a\x00b")

    async def test_unknown_name_waits_for_a_worker_that_knows_it(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        """A new caller speaks to an old worker, which is then replaced."""
        old = await callee.run_worker(Handlers())
        message_id = await send(caller.resources, "x")

        async def was_tried() -> bool:
            if await state_of(callee.resources, message_id) == "missing":
                return False
            row = await read_row(callee.resources, "inbox", message_id)
            return bool(row["error"])

        await wait_until(was_tried)
        await old.scheduler.stop(0)
        echo = Echo()
        await callee.run_worker(long(echo))
        await wait_for_state(callee.resources, message_id, "done")
        assert echo.runs == ["x"]


class TestManyWorkers:
    async def test_each_message_has_one_effect(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        seen: list[str] = []

        async def handle(_: Resources, session: WriteSession, body: Tell) -> None:
            session.after_commit(lambda: note(body.text))

        async def note(what: str) -> None:
            seen.append(what)

        await caller.run_worker(Handlers())
        for _ in range(3):
            await callee.run_worker(short(handle))
        ids = [
            await send(caller.resources, str(number), owner_id=new_id())
            for number in range(12)
        ]
        for message_id in ids:
            await wait_for_state(callee.resources, message_id, "done")
        assert sorted(seen) == sorted(str(number) for number in range(12))


async def is_acknowledged(resources: Resources) -> bool:
    return await count_waiting(resources) == 0
