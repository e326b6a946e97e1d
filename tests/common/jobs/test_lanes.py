"""Lanes: work that has a worker of its own, tells how far it is, can be withdrawn."""

import asyncio
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest

from libs.common.contracts.base import Contract, Message
from libs.common.ids import new_id
from libs.common.jobs import inbox, of_owner
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.errors import CallTimedOut, JobFailed
from libs.common.jobs.handlers import Handlers, Job
from libs.common.redis import build_redis
from tests.common.jobs.pair import (
    Tell,
    Told,
    call,
    long,
    read_row,
    send,
    state_of,
    wait_for_state,
)
from tests.fixtures.app import RunningService


class TellSlowly(Message):
    name: ClassVar[str] = "callee.test.tell_slowly"
    owner: ClassVar[str] = "callee"
    lane: ClassVar[str] = "slow"
    Answer: ClassVar[type[Contract]] = Told

    owner_id: UUID
    text: str = "this"


async def say(job: Job, body: Message) -> Told:
    return Told(text=body.name)


def build(message: type[Message], handler: object = say) -> Handlers:
    handlers = Handlers()
    handlers.long(message, handler)  # type: ignore[arg-type]
    return handlers


async def call_slowly(
    caller: RunningService,
    call_id: UUID,
    *,
    seconds: float = 20,
    told: list[float] | None = None,
    owner_id: UUID | None = None,
) -> str:
    answer = await caller.resources.jobs.call(
        TellSlowly(owner_id=owner_id or new_id()),
        Told,
        message_id=call_id,
        timeout=timedelta(seconds=seconds),
        on_progress=(told if told is not None else []).append,
    )
    return answer.text


class TestLane:
    async def test_each_worker_takes_its_own_messages_alone(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        await caller.run_worker(Handlers())
        # Neither knows the other's message: what came to the wrong one would fail.
        await callee.run_worker(long(say))
        await callee.run_worker(build(TellSlowly), lane="slow")
        assert await call(caller.resources, "x", new_id()) == Tell.name
        assert await call_slowly(caller, new_id()) == TellSlowly.name

    async def test_main_worker_leaves_it_lie_and_lost_wake_up_is_made_up_for(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        async with caller.resources.database.unit_of_work() as session:
            message_id = await caller.resources.jobs.send(
                session, TellSlowly(owner_id=new_id())
            )
        row = await read_row(caller.resources, "outbox", message_id)
        envelope = Envelope.model_validate(row["envelope"])
        main = await callee.run_worker(Handlers())
        async with callee.resources.database.unit_of_work() as session:
            await inbox.record(session, envelope)
        async with build_redis(_redis_url(callee)) as redis:
            await redis.flushall()
        await main.sweeper.wake_open()
        assert await state_of(callee.resources, message_id) == "pending"
        await callee.run_worker(build(TellSlowly), lane="slow")
        await wait_for_state(callee.resources, message_id, "done")
        row = await read_row(callee.resources, "inbox", message_id)
        assert row["attempts"] == 1


class TestProgress:
    async def test_words_of_progress_reach_the_caller_and_renew_his_patience(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        async def tell(job: Job, body: TellSlowly) -> Told:
            for done in (0.25, 0.5, 0.75):
                await asyncio.sleep(0.7)
                await job.tell_progress(done)
            await asyncio.sleep(0.7)
            return Told(text="done")

        await caller.run_worker(Handlers())
        await callee.run_worker(build(TellSlowly, tell), lane="slow")
        told: list[float] = []
        # All of it takes 2.8 s, longer than is waited without a word.
        assert await call_slowly(caller, new_id(), seconds=2.5, told=told) == "done"
        assert told == [0.25, 0.5, 0.75]

    async def test_silence_is_not_waited_for(self, caller: RunningService) -> None:
        with pytest.raises(CallTimedOut, match=r"callee\.test\.tell_slowly"):
            await call_slowly(caller, new_id(), seconds=0.1)


class TestWithdraw:
    async def test_work_is_stopped_and_cannot_commit(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        began, stopped = asyncio.Event(), asyncio.Event()

        async def work(job: Job, body: TellSlowly) -> None:
            began.set()
            try:
                await asyncio.sleep(60)
            finally:
                stopped.set()

        await caller.run_worker(Handlers())
        await callee.run_worker(build(TellSlowly, work), lane="slow")
        owner_id, call_id = new_id(), new_id()
        waiting = asyncio.create_task(call_slowly(caller, call_id, owner_id=owner_id))
        await began.wait()
        await withdraw(callee, owner_id, text="this")
        await asyncio.wait_for(stopped.wait(), 5)
        row = await read_row(callee.resources, "inbox", call_id)
        assert (row["state"], row["error"]["code"]) == ("failed", "Withdrawn")
        # Should the caller ask again after all, he is told.
        waiting.cancel()
        await caller.resources.dispatcher.send(
            [Envelope.model_validate(row["envelope"])]
        )
        with pytest.raises(JobFailed, match="Withdrawn"):
            await call_slowly(caller, call_id, owner_id=owner_id)

    async def test_what_another_owner_or_another_word_stands_in_is_not_ended(
        self, callee: RunningService, caller: RunningService
    ) -> None:
        owner_id = new_id()
        message_id = await send(caller.resources, "this", owner_id=owner_id)
        row = await read_row(caller.resources, "outbox", message_id)
        async with callee.resources.database.unit_of_work() as session:
            envelope = Envelope.model_validate(row["envelope"])
            await inbox.record(session, envelope)
        await withdraw(callee, new_id(), Tell.name, text="this")
        await withdraw(callee, owner_id, TellSlowly.name, text="this")
        await withdraw(callee, owner_id, Tell.name, text="that")
        assert await state_of(callee.resources, message_id) == "pending"
        await withdraw(callee, owner_id, Tell.name, text="this")
        assert await state_of(callee.resources, message_id) == "failed"


async def withdraw(
    callee: RunningService,
    owner_id: UUID,
    name: str = TellSlowly.name,
    **payload: str,
) -> None:
    async with callee.resources.database.unit_of_work() as session:
        await of_owner.withdraw(session, owner_id, name, payload)


def _redis_url(service: RunningService) -> str:
    return service.settings.redis_url.get_secret_value()
