"""Two services that talk: nothing is lost, nothing is done twice."""

import asyncio
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import text

from libs.common.contracts.base import Contract, Message
from libs.common.db.session import WriteSession
from libs.common.errors import Conflict
from libs.common.ids import derived_id, new_id
from libs.common.jobs import inbox, outbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.errors import CallTimedOut, JobFailed, LeaseLost
from libs.common.jobs.handlers import Handlers, Job
from libs.common.resources import Resources
from services.analytics.main import create_app as create_analytics
from services.analytics.settings import Settings as AnalyticsSettings
from services.insights.main import create_app as create_insights
from services.insights.settings import Settings as InsightsSettings
from tests.fixtures.app import RunningService, StartService


class Doubled(Contract):
    value: int


class Double(Message):
    name: ClassVar[str] = "insights.test.double"
    owner: ClassVar[str] = "insights"
    Answer: ClassVar[type[Contract]] = Doubled

    value: int


class Note(Message):
    name: ClassVar[str] = "insights.test.note"
    owner: ClassVar[str] = "insights"

    text: str


class Refuse(Message):
    name: ClassVar[str] = "insights.test.refuse"
    owner: ClassVar[str] = "insights"


class Break(Message):
    name: ClassVar[str] = "insights.test.break"
    owner: ClassVar[str] = "insights"


@pytest.fixture
async def sender(start_service: StartService) -> RunningService:
    service: RunningService = await start_service(AnalyticsSettings, create_analytics)
    await service.run_worker(Handlers())
    return service


@pytest.fixture
async def receiver(start_service: StartService) -> RunningService:
    service: RunningService = await start_service(InsightsSettings, create_insights)
    async with service.resources.database.unit_of_work() as session:
        await session.execute(text("CREATE TABLE IF NOT EXISTS notes (text text)"))
        await session.execute(text("TRUNCATE notes"))
    return service


class Seen:
    """What the handlers did."""

    def __init__(self) -> None:
        self.doubled: list[int] = []
        self.broken = 0
        self.gate = asyncio.Event()


def build_handlers(seen: Seen) -> Handlers:
    async def double(job: Job, message: Double) -> Doubled:
        seen.doubled.append(message.value)
        return Doubled(value=2 * message.value)

    async def note(_: Resources, session: WriteSession, message: Note) -> None:
        await session.execute(
            text("INSERT INTO notes VALUES (:text)"), {"text": message.text}
        )

    async def refuse(_: Resources, session: WriteSession, message: Refuse) -> None:
        raise Conflict("not today", details={"left": 3})

    async def break_(_: Resources, session: WriteSession, message: Break) -> None:
        seen.broken += 1
        raise RuntimeError("bad luck")

    handlers = Handlers()
    handlers.long(Double, double)
    handlers.short(Note, note)
    handlers.short(Refuse, refuse)
    handlers.short(Break, break_)
    return handlers


async def call_double(sender: RunningService, value: int, call_id: UUID) -> int:
    answer = await sender.resources.jobs.call(
        Double(value=value), Doubled, message_id=call_id, timeout=timedelta(seconds=30)
    )
    return answer.value


async def notes(receiver: RunningService) -> list[str]:
    async with receiver.resources.database.read() as session:
        rows = await session.execute(text("SELECT text FROM notes ORDER BY text"))
        return list(rows.scalars())


async def wait_for(condition: object, *, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # type: ignore[operator]
            await asyncio.sleep(0.02)


class TestCall:
    async def test_answer_comes_back(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        await receiver.run_worker(build_handlers(Seen()))
        assert await call_double(sender, 21, new_id()) == 42

    async def test_same_id_runs_once_and_answers_every_caller(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        seen = Seen()
        await receiver.run_worker(build_handlers(seen))
        call_id = new_id()
        answers = await asyncio.gather(
            *(call_double(sender, 4, call_id) for _ in range(5))
        )
        again = await call_double(sender, 4, call_id)
        assert [*answers, again] == [8] * 6
        assert seen.doubled == [4]

    async def test_refusal_reaches_the_caller_with_its_name(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        await receiver.run_worker(build_handlers(Seen()))
        with pytest.raises(JobFailed) as caught:
            await sender.resources.jobs.call(
                Refuse(), Contract, message_id=new_id(), timeout=timedelta(seconds=30)
            )
        assert (caught.value.code, caught.value.details) == ("Conflict", {"left": 3})

    async def test_silence_ends_in_a_time_out(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        with pytest.raises(CallTimedOut):
            await sender.resources.jobs.call(
                Double(value=1),
                Doubled,
                message_id=new_id(),
                timeout=timedelta(seconds=0.3),
            )


class TestSend:
    async def test_rolled_back_message_is_never_sent(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        await receiver.run_worker(build_handlers(Seen()))

        async def send_and_break() -> None:
            async with sender.resources.database.unit_of_work() as session:
                await sender.resources.jobs.send(session, Note(text="never"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await send_and_break()
        async with sender.resources.database.unit_of_work() as session:
            await sender.resources.jobs.send(session, Note(text="yes"))
        await wait_for(lambda: has_notes(receiver, 1))
        assert await notes(receiver) == ["yes"]

    async def test_flushed_queue_loses_nothing(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        async with sender.resources.database.unit_of_work() as session:
            for number in range(20):
                await sender.resources.jobs.send(session, Note(text=f"{number:02}"))
        await sender.resources.redis.flushall()
        await receiver.run_worker(build_handlers(Seen()))
        await wait_for(lambda: has_notes(receiver, 20), seconds=40)
        assert await notes(receiver) == [f"{number:02}" for number in range(20)]

    async def test_duplicate_delivery_has_one_effect(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        worker = await receiver.run_worker(build_handlers(Seen()))
        envelope = Envelope(
            id=new_id(),
            kind="job",
            name=Note.name,
            sender="analytics",
            target="insights",
            payload={"text": "once"},
        )
        await asyncio.gather(*(worker.receive(envelope) for _ in range(20)))
        await wait_for(lambda: has_notes(receiver, 1))
        await worker.receive(envelope)
        await asyncio.sleep(0.3)
        assert await notes(receiver) == ["once"]

    async def test_acknowledged_message_leaves_the_outbox(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        await receiver.run_worker(build_handlers(Seen()))
        async with sender.resources.database.unit_of_work() as session:
            await sender.resources.jobs.send(session, Note(text="hello"))

        async def is_acknowledged() -> bool:
            async with sender.resources.database.read() as session:
                return (await outbox.figures(session)).waiting == 0

        await wait_for(is_acknowledged)


class TestFailure:
    async def test_attempts_used_up_ends_dead_and_can_be_replayed(
        self, sender: RunningService, receiver: RunningService
    ) -> None:
        seen = Seen()
        handlers = build_handlers(seen)
        await receiver.run_worker(handlers)
        message_id = derived_id("broken")
        async with receiver.resources.database.unit_of_work() as session:
            envelope = Envelope(
                id=message_id,
                kind="job",
                name=Break.name,
                sender="analytics",
                target="insights",
                payload={},
            )
            await inbox.record(session, envelope)
            await session.execute(text("UPDATE inbox SET attempts = 4"))

        async def is_dead() -> bool:
            async with receiver.resources.database.read() as session:
                return bool(await inbox.list_dead(session, 10))

        await wait_for(is_dead)
        assert seen.broken == 1
        async with receiver.resources.database.unit_of_work() as session:
            assert await inbox.replay(session, message_id)

        async def was_tried_again() -> bool:
            return seen.broken >= 2

        await wait_for(was_tried_again)


class TestLease:
    async def test_worker_that_lost_its_lease_cannot_commit(
        self, receiver: RunningService
    ) -> None:
        database = receiver.resources.database
        envelope = Envelope(
            id=new_id(), kind="job", name="x", sender="a", target="b", payload={}
        )
        async with database.unit_of_work() as session:
            await inbox.record(session, envelope)
            held = await inbox.lease(session, envelope.id, timedelta(seconds=-1))
        assert held
        async with database.unit_of_work() as session:
            taken = await inbox.lease(session, envelope.id, timedelta(seconds=30))
        assert taken
        assert taken.fence == held.fence + 1
        with pytest.raises(LeaseLost):
            async with database.unit_of_work() as session:
                await inbox.check_fence(session, held)
        with pytest.raises(LeaseLost):
            async with database.unit_of_work() as session:
                await inbox.finish(session, held, "done", answer={})

    async def test_only_one_of_many_gets_the_lease(
        self, receiver: RunningService
    ) -> None:
        database = receiver.resources.database
        envelope = Envelope(
            id=new_id(), kind="job", name="x", sender="a", target="b", payload={}
        )
        async with database.unit_of_work() as session:
            await inbox.record(session, envelope)

        async def take() -> bool:
            async with database.unit_of_work() as session:
                lease = await inbox.lease(session, envelope.id, timedelta(seconds=30))
                return lease is not None

        taken = await asyncio.gather(*(take() for _ in range(20)))
        assert sum(taken) == 1


async def has_notes(receiver: RunningService, count: int) -> bool:
    return len(await notes(receiver)) >= count
