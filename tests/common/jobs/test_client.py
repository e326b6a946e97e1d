"""Sending: with the transaction it belongs to, to whom it concerns."""

from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import text

from libs.common.contracts.base import Event
from libs.common.ids import derived_id, new_id
from libs.common.jobs import client as client_module
from libs.common.jobs.handlers import Handlers, Job
from libs.common.observability.correlation import current_request_id
from libs.common.resources import Resources
from tests.common.jobs.pair import Tell, long, read_row, send, wait_for_state
from tests.fixtures.app import RunningService


class Happened(Event):
    name: ClassVar[str] = "test.happened"

    owner_id: UUID


@pytest.fixture
def subscribed(monkeypatch: pytest.MonkeyPatch) -> None:
    subscribers = {Happened: ("callee", "billing")}
    monkeypatch.setattr(client_module, "SUBSCRIBERS", subscribers)


async def publish(resources: Resources, event: Event, event_id: UUID) -> None:
    async with resources.database.unit_of_work() as session:
        await resources.jobs.publish(session, event, event_id=event_id)


async def targets(resources: Resources) -> list[str]:
    async with resources.database.read() as session:
        rows = await session.execute(text("SELECT target FROM outbox ORDER BY 1"))
        return list(rows.scalars())


@pytest.mark.usefixtures("subscribed")
class TestPublish:
    async def test_each_subscriber_has_a_row_of_his_own(
        self, caller: RunningService
    ) -> None:
        await publish(caller.resources, Happened(owner_id=new_id()), new_id())
        assert await targets(caller.resources) == ["billing", "callee"]

    async def test_same_event_again_is_not_written_again(
        self, caller: RunningService
    ) -> None:
        event, event_id = Happened(owner_id=new_id()), new_id()
        for _ in range(2):
            await publish(caller.resources, event, event_id)
        assert len(await targets(caller.resources)) == 2

    async def test_event_reaches_its_handler_in_its_owners_name(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        seen = []

        async def handle(job: Job, body: Happened) -> None:
            seen.append((body.owner_id, job.lease.envelope.owner_id))

        handlers = Handlers()
        handlers.long(Happened, handle)
        await callee.run_worker(handlers)
        owner_id, event_id = new_id(), new_id()
        await publish(caller.resources, Happened(owner_id=owner_id), event_id)
        message_id = derived_id(event_id, "callee")
        await wait_for_state(callee.resources, message_id, "done")
        assert seen == [(owner_id, owner_id)]


class TestSend:
    async def test_request_id_goes_along(
        self, caller: RunningService, callee: RunningService
    ) -> None:
        seen = []

        async def handle(job: Job, body: Tell) -> None:
            seen.append(current_request_id())

        await callee.run_worker(long(handle))
        message_id = await send(caller.resources, "x")
        row = await read_row(caller.resources, "outbox", message_id)
        await wait_for_state(callee.resources, message_id, "done")
        assert seen == [row["envelope"]["request_id"] or seen[0]]
        assert len(seen[0]) >= 8


class TestHandlers:
    def test_second_handler_of_a_name_is_refused(self) -> None:
        async def handle(job: Job, body: Tell) -> None: ...

        handlers = long(handle)
        with pytest.raises(ValueError, match="two handlers"):
            handlers.long(Tell, handle)
