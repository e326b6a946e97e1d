"""Lists by cursor: nothing twice, nothing left out, while rows are added."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import MetaData, Select, text
from sqlalchemy.orm import Mapped

from libs.common.db.base import HasId, HasTimestamps, ModelBase, build_metadata
from libs.common.db.repository import Repository
from libs.common.db.session import Database
from libs.common.errors import NotFound
from libs.common.ids import new_id
from libs.common.pagination import Cursor, PageRequest
from tests.common.jobs.pair import CalleeSettings, create_app
from tests.fixtures.app import RunningService, StartService

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Base(ModelBase):
    __abstract__ = True
    metadata: ClassVar[MetaData] = build_metadata()


class Thing(HasId, HasTimestamps, Base):
    __tablename__ = "probe_things"

    owner_id: Mapped[UUID]
    name: Mapped[str]


class ThingMissing(NotFound):
    pass


class ThingRepository(Repository[Thing]):
    model = Thing
    not_found = ThingMissing

    def of(self, owner_id: UUID) -> Select[Thing]:
        return self.statement().where(Thing.owner_id == owner_id)


@pytest.fixture
async def database(start_service: StartService) -> Database:
    service: RunningService = await start_service(
        CalleeSettings, create_app, database="insights", access_log_enabled=False
    )
    async with service.resources.database.unit_of_work() as session:
        await session.execute(text("DROP TABLE IF EXISTS probe_things"))
        connection = await session.connection()
        await connection.run_sync(Base.metadata.create_all)
    return service.resources.database


OWNER = new_id()


async def add(database: Database, name: str, at: datetime) -> None:
    async with database.unit_of_work() as session:
        thing = Thing(name=name, owner_id=OWNER, created_at=at)
        await ThingRepository(session).create(thing)


async def read_page(
    database: Database, cursor: str | None, *, newest_first: bool, limit: int = 2
) -> tuple[list[str], str | None]:
    place = Cursor.decode(cursor) if cursor else None
    async with database.read() as session:
        repository = ThingRepository(session)
        page = await repository.list_page(
            repository.of(OWNER), PageRequest(limit, place), newest_first=newest_first
        )
        return [thing.name for thing in page.items], page.next_cursor


class TestListPage:
    @pytest.mark.parametrize("newest_first", [True, False])
    async def test_pages_hold_each_row_once_in_order(
        self, database: Database, *, newest_first: bool
    ) -> None:
        for number in range(7):
            # Three at a time have the same instant: the id decides.
            await add(database, str(number), NOON + timedelta(seconds=number // 3))
        seen, cursor = await read_page(database, None, newest_first=newest_first)
        pages = 1
        while cursor:
            names, cursor = await read_page(database, cursor, newest_first=newest_first)
            seen += names
            pages += 1
        expected = [str(number) for number in range(7)]
        assert seen == (expected[::-1] if newest_first else expected)
        assert pages == 4

    async def test_rows_added_meanwhile_shift_nothing(self, database: Database) -> None:
        for number in range(4):
            await add(database, str(number), NOON + timedelta(seconds=number))
        first, cursor = await read_page(database, None, newest_first=True)
        await add(database, "new", NOON + timedelta(hours=1))
        second, end = await read_page(database, cursor, newest_first=True)
        assert (first, second, end) == (["3", "2"], ["1", "0"], None)

    async def test_last_page_that_is_full_has_no_cursor(
        self, database: Database
    ) -> None:
        for number in range(2):
            await add(database, str(number), NOON)
        assert (await read_page(database, None, newest_first=False))[1] is None

    async def test_others_rows_are_not_listed(self, database: Database) -> None:
        async with database.unit_of_work() as session:
            await ThingRepository(session).create(Thing(name="x", owner_id=new_id()))
        assert await read_page(database, None, newest_first=True) == ([], None)


class TestGetOne:
    async def test_missing_row_is_the_repositorys_own_error(
        self, database: Database
    ) -> None:
        async with database.read() as session:
            repository = ThingRepository(session)
            assert await repository.find_one(repository.of(OWNER)) is None
            with pytest.raises(ThingMissing):
                await repository.get_one(repository.of(OWNER))

    async def test_row_comes_with_its_times_in_utc(self, database: Database) -> None:
        async with database.unit_of_work() as session:
            repository = ThingRepository(session)
            created = await repository.create(Thing(name="x", owner_id=OWNER))
            assert created.id.version == 7
        async with database.read() as session:
            repository = ThingRepository(session)
            thing = await repository.get_one(repository.of(OWNER))
        assert thing.created_at.utcoffset() == timedelta(0)
        assert thing.updated_at == thing.created_at
