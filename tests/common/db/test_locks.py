"""Bounded choices of rows, and turns by name, while others change things, too."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import free_ones, take_turn
from libs.common.db.session import Database
from libs.common.tasks import end_tasks
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService

waiting = Table(
    "waiting_probes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("taken", Integer, nullable=False, default=0),
)
ROWS, LIMIT = 10, 3

# A plan that PostgreSQL sometimes finds the cheapest, as one may see in production.
ROW_AFTER_ROW = [
    f"SET LOCAL enable_{way} = off"
    for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material")
]


@pytest.fixture
async def database(start_service: StartService) -> AsyncIterator[Database]:
    service: RunningService = await start_service(
        ProbeSettings, probe(APIRouter()), database="insights"
    )
    database = service.resources.database
    async with database.unit_of_work() as session:
        connection = await session.connection()
        await connection.run_sync(waiting.create)
        await session.execute(insert(waiting), [{"id": n} for n in range(ROWS)])
    yield database
    async with database.unit_of_work() as session:
        await (await session.connection()).run_sync(waiting.drop)


async def take(session: AsyncSession) -> list[int]:
    choice = (
        select(waiting.c.id)
        .where(waiting.c.taken == 0)
        .order_by(waiting.c.id)
        .limit(LIMIT)
    )
    statement = (
        update(waiting)
        .where(waiting.c.id.in_(free_ones(choice)))
        .values(taken=1)
        .returning(waiting.c.id)
    )
    return sorted((await session.scalars(statement)).all())


class TestFreeOnes:
    @pytest.mark.parametrize("settings", [[], ROW_AFTER_ROW], ids=["any", "loop"])
    async def test_limit_holds_whatever_the_plan(
        self, database: Database, settings: list[str]
    ) -> None:
        async with database.unit_of_work() as session:
            for setting in settings:
                await session.execute(text(setting))
            assert await take(session) == [0, 1, 2]

    async def test_what_others_hold_is_left_out_and_not_waited_for(
        self, database: Database
    ) -> None:
        async with database.unit_of_work() as first:
            assert await take(first) == [0, 1, 2]
            async with database.unit_of_work() as second:
                assert await take(second) == [3, 4, 5]


class TestTakeTurn:
    async def test_same_name_waits_and_another_does_not(
        self, database: Database
    ) -> None:
        async def enter(name: str) -> None:
            async with database.unit_of_work() as session:
                await take_turn(session, name)

        async with database.unit_of_work() as session:
            await take_turn(session, "ada")
            same = asyncio.create_task(enter("ada"))
            await enter("eve")
            assert not same.done()
        await same
        await end_tasks(same)

    async def test_shared_turns_go_together_and_keep_others_waiting(
        self, database: Database
    ) -> None:
        async def enter(*, is_shared: bool) -> None:
            async with database.unit_of_work() as session:
                await take_turn(session, "ada", is_shared=is_shared)

        async with database.unit_of_work() as session:
            await take_turn(session, "ada", is_shared=True)
            await enter(is_shared=True)
            alone = asyncio.create_task(enter(is_shared=False))
            await asyncio.sleep(0.1)
            assert not alone.done()
        await alone
