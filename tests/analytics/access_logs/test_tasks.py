"""Old entries of the access log."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from libs.common.contracts.analytics import AccessLogEntry
from libs.common.ids import new_id
from services.analytics.access_logs import tasks
from services.analytics.access_logs.repository import AccessLogRepository
from services.analytics.access_logs.tasks import PurgeAccessLogs
from services.analytics.main import create_app
from services.analytics.settings import Settings
from services.analytics.worker import build_handlers
from tests.fixtures.app import RunningService, StartService


def entry(age: timedelta) -> AccessLogEntry:
    """An entry that is so old."""
    return AccessLogEntry(
        id=new_id(),
        at=datetime.now(UTC) - age,
        endpoint="/",
        method="GET",
        status_code=200,
        response_time_ms=1,
    )


class TestPurgeAccessLogs:
    async def test_only_what_is_too_old_goes(
        self, start_service: StartService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tasks, "_AT_ONCE", 4)
        service: RunningService = await start_service(Settings, create_app)
        old = [entry(timedelta(days=90, minutes=n)) for n in range(1, 10)]
        young = [entry(timedelta(days=89, hours=23)), entry(timedelta(0))]
        database = service.resources.database
        async with database.unit_of_work() as session:
            await AccessLogRepository(session).store("auth", old + young)
            await service.resources.jobs.send(session, PurgeAccessLogs())
        await service.run_worker(build_handlers())
        left: set[object] = set()
        for _ in range(100):
            async with database.read() as session:
                found = await session.execute(text("SELECT id FROM api_access_logs"))
                left = set(found.scalars())
            if len(left) <= 2:
                break
            await asyncio.sleep(0.1)
        assert left == {each.id for each in young}
