"""Jobs of the logs: old entries go, sign-ins are recorded."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.contracts.analytics import RecordAuthentication
from libs.common.ids import new_id
from services.analytics.logs import tasks
from services.analytics.logs.tasks import PurgeLogs
from services.analytics.main import create_app
from services.analytics.settings import Settings
from services.analytics.worker import build_handlers
from tests.analytics.logs.entries import LOGS, authentication_entry
from tests.fixtures.app import RunningService, StartService

AGES = {
    "access-logs": 90,
    "authentication-logs": 365,
    "external-calls": 365,
    "app-logs": 30,
}


@pytest.fixture
async def analytics(start_service: StartService) -> RunningService:
    """The service, its tables empty."""
    service: RunningService = await start_service(Settings, create_app)
    return service


async def ids(analytics: RunningService, log: str) -> set[str]:
    """The ids of the entries of a log."""
    async with analytics.resources.database.read() as session:
        found = await session.execute(text(f"SELECT id FROM {LOGS[log][0]}"))
        return {str(each) for each in found.scalars()}


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it holds, at most 5 s."""
    async with asyncio.timeout(5):
        while not await condition():
            await asyncio.sleep(0.05)


class TestPurgeLogs:
    async def test_only_what_is_too_old_goes(
        self,
        analytics: RunningService,
        as_service: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(tasks, "_AT_ONCE", 4)
        young: dict[str, set[str]] = {}
        client = analytics.client(as_service("auth"))
        for log, days in AGES.items():
            kept = timedelta(days=days)
            ages = [kept + timedelta(minutes=n) for n in range(1, 10)]
            ages += [kept - timedelta(hours=1), timedelta(0)]
            made = [
                LOGS[log][1](at=(datetime.now(UTC) - age).isoformat()) for age in ages
            ]
            path = f"/internal/analytics/{log}"
            answer = await client.post(path, json={"entries": made})
            assert answer.json() == {"stored": 11}
            young[log] = {each["id"] for each in made[-2:]}
        async with analytics.resources.database.unit_of_work() as session:
            await analytics.resources.jobs.send(session, PurgeLogs())
        await analytics.run_worker(build_handlers())

        async def is_purged() -> bool:
            return {log: await ids(analytics, log) for log in AGES} == young

        await until(is_purged)


class TestRecordAuthentication:
    async def test_event_told_twice_is_recorded_once(
        self, analytics: RunningService
    ) -> None:
        sent = authentication_entry(succeeded=True, reason=None)
        message = RecordAuthentication.model_validate(sent)
        jobs = analytics.resources.jobs
        sent_as = [new_id(), new_id()]
        async with analytics.resources.database.unit_of_work() as session:
            for message_id in sent_as:
                await jobs.send(session, message, message_id=message_id)
        await analytics.run_worker(build_handlers())

        async def are_done() -> bool:
            async with analytics.resources.database.read() as session:
                statement = text("SELECT count(*) FROM inbox WHERE state = 'done'")
                return bool((await session.execute(statement)).scalar_one() == 2)

        await until(are_done)
        assert await ids(analytics, "authentication-logs") == {sent["id"]}
