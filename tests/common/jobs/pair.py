"""Two services of the tests' own that talk: `caller` asks, `callee` works."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from libs.common.app import build_app
from libs.common.contracts.base import Contract, Message
from libs.common.ids import new_id
from libs.common.jobs import inbox, outbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.inbox import Recorded
from libs.common.resources import Resources
from libs.common.settings import CommonSettings


class CallerSettings(CommonSettings):
    service_name: ClassVar[str] = "caller"


class CalleeSettings(CommonSettings):
    service_name: ClassVar[str] = "callee"


class Told(Contract):
    text: str


class Tell(Message):
    """Whose handler is given by each test."""

    name: ClassVar[str] = "callee.test.tell"
    owner: ClassVar[str] = "callee"
    Answer: ClassVar[type[Contract]] = Told

    text: str = ""


def create_app(settings: CommonSettings) -> FastAPI:
    return build_app(settings, [])


def long(handler: Callable[..., Awaitable[Any]]) -> Handlers:
    handlers = Handlers()
    handlers.long(Tell, handler)
    return handlers


def short(handler: Callable[..., Awaitable[Any]]) -> Handlers:
    handlers = Handlers()
    handlers.short(Tell, handler)
    return handlers


def envelope(**overrides: Any) -> Envelope:
    """A message from caller to callee that wants no answer."""
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": "job",
        "name": Tell.name,
        "sender": "caller",
        "target": "callee",
        "payload": {"text": "x"},
    }
    return Envelope(**{**values, **overrides})


async def record(resources: Resources, message: Envelope) -> None:
    async with resources.database.unit_of_work() as session:
        await inbox.record(session, message)


async def send(resources: Resources, what: str = "", **options: Any) -> UUID:
    async with resources.database.unit_of_work() as session:
        return await resources.jobs.send(session, Tell(text=what), **options)


async def call(
    resources: Resources, what: str, call_id: UUID, *, seconds: float = 60
) -> str:
    answer = await resources.jobs.call(
        Tell(text=what), Told, message_id=call_id, timeout=timedelta(seconds=seconds)
    )
    return answer.text


async def find(resources: Resources, message_id: UUID) -> Recorded | None:
    async with resources.database.read() as session:
        return await inbox.find(session, message_id)


async def state_of(resources: Resources, message_id: UUID) -> str:
    found = await find(resources, message_id)
    return found.state if found else "missing"


async def read_row(resources: Resources, table: str, row_id: UUID) -> dict[str, Any]:
    async with resources.database.read() as session:
        rows = await session.execute(
            text(f"SELECT * FROM {table} WHERE id = :id"), {"id": row_id}
        )
        return dict(rows.mappings().one())


async def change(resources: Resources, statement: str, **values: Any) -> None:
    """Puts a row into a state that time alone would bring."""
    async with resources.database.unit_of_work() as session:
        await session.execute(text(statement), values)


async def count_waiting(resources: Resources) -> int:
    async with resources.database.read() as session:
        return (await outbox.figures(session)).waiting


async def wait_until(
    condition: Callable[[], Awaitable[bool]], *, seconds: float = 60
) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)


async def wait_for_state(
    resources: Resources, message_id: UUID, state: str, *, seconds: float = 60
) -> None:
    async def is_there() -> bool:
        return await state_of(resources, message_id) == state

    await wait_until(is_there, seconds=seconds)
