"""A POST that is sent again does its work once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field
from sqlalchemy import text

from libs.common.clock import FixedClock
from libs.common.contracts.base import Message
from libs.common.dependencies import ReadDatabase, WriteDatabase
from libs.common.errors import Conflict, QuotaExceeded
from libs.common.idempotency import ledger
from libs.common.idempotency.route import OperationId, idempotent_post
from libs.common.idempotency.tasks import purge_idempotency_keys
from libs.common.identity import Identity, require, service_identity
from libs.common.ids import new_id
from libs.common.schemas import RequestSchema, Schema
from libs.common.tasks import end_tasks
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService
from tests.fixtures.auth import build_identity

ALICE, BOB = build_identity("alice"), build_identity("bob")
WORK = "/work/first"


class Wish(RequestSchema):
    """What is to be done."""

    amount: Annotated[int, Field(ge=1)]


class Done(Schema):
    """What was done."""

    number: int
    operation_id: str


@dataclass
class Script:
    """How the work goes."""

    gate: asyncio.Event | None = None
    failures: list[Exception] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)


def build_router(script: Script) -> APIRouter:
    router = APIRouter()

    async def work(session: WriteDatabase, amount: int, operation_id: str) -> Done:
        gate = script.gate
        script.begun.append(operation_id)
        insert = text("INSERT INTO work_done (amount) VALUES (:n) RETURNING id")
        number = (await session.execute(insert, {"n": amount})).scalar_one()
        if gate:
            await gate.wait()
        if script.failures:
            raise script.failures.pop(0)
        return Done(number=number, operation_id=operation_id)

    async def do_work(
        name: str,
        wish: Wish,
        _: Annotated[Identity, Depends(require("social:write"))],
        session: WriteDatabase,
        operation_id: OperationId,
    ) -> Done:
        return await work(session, wish.amount, str(operation_id))

    for place in ("work", "other"):
        register = idempotent_post(
            router, f"/{place}/{{name}}", status_code=201, name=place
        )
        register(do_work)

    @idempotent_post(router, "/upload", is_upload=True)
    async def upload(
        request: Request, session: WriteDatabase, operation_id: OperationId
    ) -> Done:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
        return await work(session, size, str(operation_id))

    return router


@dataclass
class Worker:
    """The service, what it has done, and how to ask it."""

    service: RunningService
    script: Script
    clock: FixedClock

    async def ask(
        self,
        key: str | None = "once",
        *,
        amount: Any = 1,
        path: str = WORK,
        who: Identity | None = ALICE,
    ) -> httpx2.Response:
        """The answer to a wish."""
        headers = {"Idempotency-Key": key} if key else {}
        async with self.service.client(who) as client:
            return await client.post(path, json={"amount": amount}, headers=headers)

    async def effects(self) -> int:
        """How often the work was done."""
        return len(await self.rows("SELECT id FROM work_done"))

    async def rows(self, sql: str) -> list[Any]:
        """What the database has."""
        async with self.service.resources.database.read() as session:
            return list((await session.execute(text(sql))).all())


@pytest.fixture
async def worker(
    start_service: StartService, clock: FixedClock
) -> AsyncIterator[Worker]:
    script = Script()
    service: RunningService = await start_service(
        ProbeSettings, probe(build_router(script), clock), database="analysis"
    )
    async with service.resources.database.unit_of_work() as session:
        await session.execute(
            text("CREATE TABLE IF NOT EXISTS work_done (id serial, amount int)")
        )
    yield Worker(service, script, clock)
    async with service.resources.database.unit_of_work() as session:
        await session.execute(text("DROP TABLE work_done"))


def codes(answers: list[httpx2.Response]) -> Counter[tuple[int, str | None]]:
    """How many were answered how."""
    return Counter((a.status_code, a.json().get("code")) for a in answers)


class TestWithoutKey:
    async def test_each_request_does_its_work(self, worker: Worker) -> None:
        answers = [await worker.ask(None) for _ in range(2)]
        assert [a.status_code for a in answers] == [201, 201]
        assert len({a.json()["operation_id"] for a in answers}) == 2
        assert await worker.effects() == 2
        assert await worker.rows("SELECT * FROM idempotency_keys") == []


class TestCallers:
    @pytest.mark.parametrize("who", [None, service_identity("billing", "")])
    async def test_nothing_is_written_for_nobody(
        self, worker: Worker, who: Identity | None
    ) -> None:
        refused = await worker.ask(who=who, amount=0)
        assert refused.status_code in {401, 422}
        assert await worker.rows("SELECT * FROM idempotency_keys") == []

    async def test_answer_is_not_told_to_who_may_not_ask(self, worker: Worker) -> None:
        """An API key of the same owner, without the scope."""
        await worker.ask()
        scopes = frozenset({"social:read"})
        reader = ALICE.model_copy(
            update={"authenticated_by": "api_key", "scopes": scopes}
        )
        refused = [await worker.ask(who=reader), await worker.ask("new", who=reader)]
        assert codes(refused) == {(403, "ScopeMissing"): 2}
        assert len(await worker.rows("SELECT key FROM idempotency_keys")) == 1

    async def test_anothers_key_is_another_key(self, worker: Worker) -> None:
        answers = [await worker.ask(), await worker.ask(who=BOB, amount=2)]
        assert [a.status_code for a in answers] == [201, 201]
        assert await worker.effects() == 2

    async def test_same_key_elsewhere_is_another_key(self, worker: Worker) -> None:
        answers = [await worker.ask(), await worker.ask(path="/other/first")]
        assert [a.status_code for a in answers] == [201, 201]
        assert await worker.effects() == 2


class TestReplay:
    async def test_same_request_gets_the_same_answer(self, worker: Worker) -> None:
        first = await worker.ask()
        again = [await worker.ask(), await worker.ask('"once"')]
        assert "idempotency-replayed" not in first.headers
        for answer in again:
            assert (answer.status_code, answer.content) == (201, first.content)
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["idempotency-replayed"] == "true"
        assert await worker.effects() == 1

    @pytest.mark.parametrize(
        "change",
        [{"amount": 2}, {"path": "/work/second"}, {"path": f"{WORK}?a=1"}],
    )
    async def test_other_request_with_the_key_is_refused(
        self, worker: Worker, change: dict[str, Any]
    ) -> None:
        await worker.ask()
        refused = await worker.ask(**change)
        assert codes([refused]) == {(422, "IdempotencyKeyReused"): 1}
        assert await worker.effects() == 1

    @pytest.mark.parametrize("key", ["two words", "x" * 256, '"open'])
    async def test_what_is_no_key_is_refused(self, worker: Worker, key: str) -> None:
        refused = await worker.ask(key)
        assert codes([refused]) == {(400, "IdempotencyKeyNotValid"): 1}
        assert await worker.effects() == 0

    async def test_key_is_free_again_after_a_day(self, worker: Worker) -> None:
        first = await worker.ask()
        worker.clock.advance(timedelta(hours=23, minutes=59))
        assert (await worker.ask()).content == first.content
        worker.clock.advance(timedelta(minutes=1))
        other = await worker.ask(amount=2)
        assert other.status_code == 201
        assert other.json()["operation_id"] != first.json()["operation_id"]
        assert await worker.effects() == 2

    async def test_purge_takes_what_is_over_alone(self, worker: Worker) -> None:
        await worker.ask("old")
        worker.clock.advance(timedelta(hours=1))
        await worker.ask("new")
        worker.clock.advance(timedelta(hours=23))
        resources = worker.service.resources
        async with resources.database.unit_of_work() as session:
            await purge_idempotency_keys(resources, session, Message())
        assert await worker.rows("SELECT key FROM idempotency_keys") == [("new",)]

    async def test_upload_is_known_by_its_length(self, worker: Worker) -> None:
        async def send(body: bytes) -> httpx2.Response:
            async with worker.service.client(ALICE) as client:
                headers = {"Idempotency-Key": "file"}
                return await client.post("/upload", content=body, headers=headers)

        first = await send(b"--boundary-1")
        again = await send(b"--boundary-2")
        other = await send(b"longer than that")
        assert (again.status_code, again.content) == (200, first.content)
        assert codes([other]) == {(422, "IdempotencyKeyReused"): 1}
        assert await worker.effects() == 1


class TestRefusals:
    @pytest.mark.parametrize("amount", [0, "many", None])
    async def test_wrong_fields_are_refused_alike(
        self, worker: Worker, amount: Any
    ) -> None:
        first, again = [await worker.ask(amount=amount) for _ in range(2)]
        assert codes([first, again]) == {(422, "InvalidFields"): 2}
        assert again.content == first.content
        assert again.headers["idempotency-replayed"] == "true"

    @pytest.mark.parametrize("failure", [Conflict(), QuotaExceeded(), ValueError()])
    async def test_what_may_pass_is_tried_again(
        self, worker: Worker, failure: Exception
    ) -> None:
        worker.script.failures.append(failure)
        first, again = [await worker.ask() for _ in range(2)]
        assert first.status_code == getattr(failure, "status_code", 500)
        assert again.status_code == 201
        assert "idempotency-replayed" not in again.headers
        assert await worker.effects() == 1
        # What was done outside by the first attempt is found by the second.
        assert len(set(worker.script.begun)) == 1

    async def test_refusals_of_many_wait_for_no_connection(
        self, worker: Worker
    ) -> None:
        worker.script.failures += [Conflict() for _ in range(30)]
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*(worker.ask(f"key{n}") for n in range(30)))
        assert codes(list(answers)) == {(409, "Conflict"): 30}


class TestAtOnce:
    async def test_of_fifty_one_does_the_work(self, worker: Worker) -> None:
        answers = await asyncio.gather(*(worker.ask() for _ in range(50)))
        told = codes(list(answers))
        assert set(told) <= {(201, None), (409, "IdempotencyKeyInUse")}
        assert told[201, None] >= 1
        assert len({a.content for a in answers if a.status_code == 201}) == 1
        assert await worker.effects() == 1
        assert len(worker.script.begun) == 1

    async def test_second_is_told_to_come_again(self, worker: Worker) -> None:
        worker.script.gate = asyncio.Event()
        first = asyncio.create_task(worker.ask())
        while not worker.script.begun:
            await asyncio.sleep(0.005)
        waiting = await worker.ask()
        other = await worker.ask(amount=2)
        worker.script.gate.set()
        assert codes([waiting]) == {(409, "IdempotencyKeyInUse"): 1}
        assert waiting.headers["retry-after"] == "1"
        assert codes([other]) == {(422, "IdempotencyKeyReused"): 1}
        assert (await first).content == (await worker.ask()).content


class TestCrash:
    async def kill_one(self, worker: Worker) -> None:
        """A request that is ended in the middle of its work, as by `kill -9`."""
        worker.script.gate = asyncio.Event()
        killed = asyncio.create_task(worker.ask())
        while not worker.script.begun:
            await asyncio.sleep(0.005)
        await end_tasks(killed)
        worker.script.gate = None

    async def test_next_one_does_the_work_once(self, worker: Worker) -> None:
        await self.kill_one(worker)
        too_soon = await worker.ask()
        worker.clock.advance(ledger.LEASE)
        other = await worker.ask(amount=2)
        answers = [await worker.ask() for _ in range(2)]
        assert codes([too_soon]) == {(409, "IdempotencyKeyInUse"): 1}
        assert codes([other]) == {(422, "IdempotencyKeyReused"): 1}
        assert codes(answers) == {(201, None): 2}
        assert await worker.effects() == 1
        assert len(set(worker.script.begun)) == 1

    async def test_one_that_was_thought_dead_changes_nothing(
        self, worker: Worker
    ) -> None:
        worker.script.gate = asyncio.Event()
        slow = asyncio.create_task(worker.ask())
        while not worker.script.begun:
            await asyncio.sleep(0.005)
        gate, worker.script.gate = worker.script.gate, None
        worker.clock.advance(ledger.LEASE)
        quick = await worker.ask()
        gate.set()
        assert quick.status_code == 201
        assert codes([await slow]) == {(409, "IdempotencyKeyInUse"): 1}
        assert await worker.effects() == 1
        assert (await worker.ask()).content == quick.content

    async def test_long_work_keeps_its_lease(
        self, worker: Worker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledger, "_EXTEND_SECONDS", 0.01)
        worker.script.gate = asyncio.Event()
        slow = asyncio.create_task(worker.ask())
        while not worker.script.begun:
            await asyncio.sleep(0.005)
        for _ in range(3):
            worker.clock.advance(ledger.LEASE * 0.9)
            await asyncio.sleep(0.05)
        assert (await worker.ask()).status_code == 409
        worker.script.gate.set()
        assert (await slow).status_code == 201


class TestRandomly:
    @settings(
        max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        steps=st.lists(
            st.tuples(
                st.sampled_from(["a", "b"]),
                st.integers(1, 2),
                st.sampled_from(["ok", "ok", "fail", "crash", "wait"]),
            ),
            min_size=2,
            max_size=6,
        ),
    )
    async def test_each_key_has_at_most_one_effect(
        self, worker: Worker, steps: list[tuple[str, int, str]]
    ) -> None:
        """Whatever fails, crashes or comes again, with whatever body."""
        salt = new_id()
        before = await worker.effects()
        told: dict[str, set[bytes]] = {}
        for name, amount, fate in steps:
            if fate == "wait":
                worker.clock.advance(ledger.LEASE)
                continue
            if fate == "fail":
                worker.script.failures[:] = [Conflict()]
            asking = asyncio.create_task(worker.ask(f"{name}-{salt}", amount=amount))
            if fate == "crash":
                await asyncio.sleep(0.002)
                await end_tasks(asking)
            with suppress(asyncio.CancelledError):
                answer = await asking
                if answer.status_code == 201:
                    told.setdefault(name, set()).add(answer.content)
            worker.script.failures.clear()
        assert all(len(contents) == 1 for contents in told.values())
        done = await worker.effects() - before
        assert len(told) <= done <= len({name for name, _, _ in steps})


class TestDeclaration:
    async def test_description_tells_of_header_and_refusals(
        self, worker: Worker
    ) -> None:
        told = worker.service.app.openapi()["paths"]["/work/{name}"]["post"]
        names = [p["name"] for p in told["parameters"] if p["in"] == "header"]
        assert names == ["Idempotency-Key"]
        assert "IdempotencyKeyInUse" in told["responses"]["409"]["description"]

    def test_only_what_writes_can_be_idempotent(self) -> None:
        with pytest.raises(TypeError, match="WriteDatabase"):

            @idempotent_post(APIRouter(), "/reads")
            async def read(_: ReadDatabase) -> None: ...
