"""One request or job is one transaction, committed at the edge."""

import asyncio
from typing import Any

import pytest
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from libs.common.db.failures import is_database_away, is_text_not_storable
from libs.common.db.session import Database, WriteSession
from libs.common.dependencies import ReadDatabase, WriteDatabase
from libs.common.errors import Conflict
from libs.common.tasks import end_tasks
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService

_INSERT = text("INSERT INTO probe_rows VALUES (:n)")
router = APIRouter()


@router.post("/rows/{number}")
async def write(number: int, session: WriteDatabase, then: str = "") -> int:
    await session.execute(_INSERT, {"n": number})
    if then == "refuse":
        raise Conflict
    if then == "break":
        raise ValueError
    return number


@router.get("/rows/{number}")
async def write_where_only_reading_is_allowed(
    number: int, session: ReadDatabase
) -> None:
    await session.execute(_INSERT, {"n": number})


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router), database="insights", access_log_enabled=False
    )
    async with running.resources.database.unit_of_work() as session:
        await session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS probe_rows"
                " (n bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    return running


@pytest.fixture
def database(service: RunningService) -> Database:
    return service.resources.database


async def rows(database: Database) -> list[int]:
    async with database.read() as session:
        found = await session.execute(text("SELECT n FROM probe_rows ORDER BY n"))
        return list(found.scalars())


async def post(service: RunningService, path: str) -> int:
    async with service.client() as client:
        return (await client.post(path)).status_code


class TestRequest:
    async def test_commit_comes_before_the_answer(
        self, service: RunningService, database: Database
    ) -> None:
        assert await post(service, "/rows/1") == 200
        assert await rows(database) == [1]

    @pytest.mark.parametrize(("then", "status"), [("refuse", 409), ("break", 500)])
    async def test_error_rolls_back(
        self, service: RunningService, database: Database, then: str, status: int
    ) -> None:
        assert await post(service, f"/rows/1?then={then}") == status
        assert await rows(database) == []

    async def test_commit_that_fails_is_told(
        self, service: RunningService, database: Database
    ) -> None:
        # The constraint speaks at the commit, after the endpoint has returned.
        assert await post(service, "/rows/1") == 200
        assert await post(service, "/rows/1") == 500
        assert await rows(database) == [1]

    async def test_reading_endpoint_cannot_write(
        self, service: RunningService, database: Database
    ) -> None:
        async with service.client() as client:
            assert (await client.get("/rows/1")).status_code == 500
        assert await rows(database) == []


class TestUnitOfWork:
    async def test_callbacks_run_after_the_commit_in_order(
        self, database: Database
    ) -> None:
        seen: list[Any] = []

        async def look() -> None:
            seen.append(await rows(database))

        async def note() -> None:
            seen.append("second")

        async with database.unit_of_work() as session:
            session.after_commit(look)
            session.after_commit(note)
            await session.execute(_INSERT, {"n": 1})
            assert not seen
        assert seen == [[1], "second"]

    async def test_rollback_drops_them(self, database: Database) -> None:
        called: list[int] = []

        async def note() -> None:
            called.append(1)

        async def break_off() -> None:
            async with database.unit_of_work() as session:
                session.after_commit(note)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await break_off()
        async with database.unit_of_work():
            pass
        assert called == []

    async def test_callback_that_fails_fails_nothing(self, database: Database) -> None:
        called: list[int] = []

        async def fail() -> None:
            raise ZeroDivisionError

        async def note() -> None:
            called.append(1)

        async with database.unit_of_work() as session:
            session.after_commit(fail)
            session.after_commit(note)
            await session.execute(_INSERT, {"n": 1})
        assert await rows(database) == [1]
        assert called == [1]

    async def test_callback_that_hangs_is_given_up(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("libs.common.db.session._AFTER_COMMIT_SECONDS", 0.1)
        async with asyncio.timeout(5):
            async with database.unit_of_work() as session:
                session.after_commit(asyncio.Event().wait)  # type: ignore[arg-type]
                await session.execute(_INSERT, {"n": 1})
        assert await rows(database) == [1]

    async def test_last_check_may_refuse(self, database: Database) -> None:
        async def refuse(session: WriteSession) -> None:
            written = await session.scalar(text("SELECT count(*) FROM probe_rows"))
            assert written == 1
            raise Conflict

        async def write_one() -> None:
            async with database.unit_of_work(before_commit=refuse) as session:
                await session.execute(_INSERT, {"n": 1})

        with pytest.raises(Conflict):
            await write_one()
        assert await rows(database) == []

    async def test_cancelled_work_leaves_nothing_and_no_connection(
        self, database: Database
    ) -> None:
        async def work() -> None:
            async with database.unit_of_work() as session:
                await session.execute(_INSERT, {"n": 1})
                await session.execute(text("SELECT pg_sleep(30)"))

        tasks = [asyncio.create_task(work()) for _ in range(4)]
        await asyncio.sleep(0.2)
        await end_tasks(*tasks)
        assert await rows(database) == []
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


class TestRead:
    async def test_database_itself_refuses_a_write(self, database: Database) -> None:
        async def write_in_vain() -> None:
            async with database.read() as session:
                await session.execute(_INSERT, {"n": 1})

        with pytest.raises(DBAPIError, match="read-only transaction"):
            await write_in_vain()
        async with database.unit_of_work() as session:  # its connection is as before
            await session.execute(_INSERT, {"n": 1})


class TestFailures:
    @pytest.mark.parametrize(
        ("word", "expected"), [("a\x00", True), ("a\ud800", True), ("a", False)]
    )
    async def test_text_that_cannot_be_stored_is_known(
        self, database: Database, word: str, *, expected: bool
    ) -> None:
        with pytest.raises(DBAPIError) as caught:
            await ask_text(database, word)
        assert is_text_not_storable(caught.value) is expected
        assert not is_database_away(caught.value)

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            *((code, True) for code in ("08006", "57P01", "57P03", "53300")),
            *((code, False) for code in ("57014", "40P01", "23505", "53100", "")),
        ],
    )
    def test_codes_tell_a_database_that_starts_from_one_that_says_no(
        self, code: str, *, expected: bool
    ) -> None:
        cause = Exception("refused")
        cause.sqlstate = code  # type: ignore[attr-defined]
        assert is_database_away(DBAPIError("SELECT 1", {}, cause)) is expected

    async def test_lost_and_refused_connections_are_known(
        self, database: Database
    ) -> None:
        with pytest.raises(DBAPIError) as caught:
            await end_own_session(database)
        assert is_database_away(caught.value)
        assert not is_text_not_storable(caught.value)

    async def test_constraint_and_time_out_are_none_of_these(
        self, database: Database
    ) -> None:
        async def write_twice() -> None:
            async with database.unit_of_work() as session:
                await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
                await session.execute(_INSERT, {"n": 1})
                await session.execute(_INSERT, {"n": 1})

        async def take_too_long() -> None:
            async with database.unit_of_work() as session:
                await session.execute(text("SET LOCAL statement_timeout = '20ms'"))
                await session.execute(text("SELECT pg_sleep(5)"))

        with pytest.raises(IntegrityError) as refused:
            await write_twice()
        with pytest.raises(DBAPIError) as late:
            await take_too_long()
        assert not is_database_away(refused.value)
        assert not is_database_away(late.value)


async def ask_text(database: Database, word: str) -> None:
    async with database.read() as session:
        await session.execute(
            text("SELECT CAST(CAST(:w AS text) AS integer)"), {"w": word}
        )


async def end_own_session(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
