"""Taking in access logs over HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.analytics.main import create_app
from services.analytics.settings import Settings
from tests.fixtures.app import RunningService, StartService

PATH = "/internal/analytics/access-logs"

AsService = Callable[[str], Identity]


def entry(**changes: Any) -> dict[str, Any]:
    """A valid entry, with changes."""
    return {
        "id": str(new_id()),
        "at": "2026-11-20T12:00:00Z",
        "endpoint": "/api/v1/analysis/requests/{request_id}",
        "method": "GET",
        "status_code": 200,
        "response_time_ms": 12.5,
        "ip_address": "203.0.113.7",
        "user_agent": "Firefox",
        "user_id": str(new_id()),
        "request_id": "a-request-of-the-tests",
        **changes,
    }


@pytest.fixture
async def analytics(start_service: StartService) -> RunningService:
    """The service, its tables empty."""
    service: RunningService = await start_service(Settings, create_app)
    return service


async def rows(service: RunningService) -> list[Any]:
    """What is stored, in the order of the ids."""
    async with service.resources.database.read() as session:
        statement = text("SELECT * FROM api_access_logs ORDER BY id")
        return [dict(row) for row in (await session.execute(statement)).mappings()]


class TestStoreAccessLogs:
    @pytest.mark.parametrize("caller", ["nobody", "user", "gateway", "stranger"])
    async def test_all_but_services_are_refused(
        self,
        analytics: RunningService,
        alice: Identity,
        as_service: AsService,
        caller: str,
    ) -> None:
        callers = {"nobody": None, "user": alice}
        identity = callers[caller] if caller in callers else as_service(caller)
        client = analytics.client(identity)
        answer = await client.post(PATH, json={"entries": [entry()]})
        assert answer.status_code == 401
        assert await rows(analytics) == []

    async def test_entry_is_stored_under_its_sender(
        self, analytics: RunningService, as_service: AsService
    ) -> None:
        sent = entry(service="billing")
        client = analytics.client(as_service("social"))
        answer = await client.post(PATH, json={"entries": [sent]})
        assert answer.status_code == 200
        assert answer.json() == {"stored": 1}
        (stored,) = await rows(analytics)
        assert stored["service"] == "social"
        for name in ("endpoint", "method", "status_code", "response_time_ms"):
            assert stored[name] == sent[name]
        for name in ("id", "user_id"):
            assert str(stored[name]) == sent[name]
        assert stored["at"].isoformat() == "2026-11-20T12:00:00+00:00"

    async def test_thousand_entries_are_one_batch(
        self, analytics: RunningService, as_service: AsService
    ) -> None:
        client = analytics.client(as_service("auth"))
        batch = [entry() for _ in range(1000)]
        answer = await client.post(PATH, json={"entries": batch})
        assert answer.json() == {"stored": 1000}
        answer = await client.post(PATH, json={"entries": [*batch, entry()]})
        assert answer.status_code == 422
        assert len(await rows(analytics)) == 1000

    async def test_batch_sent_again_is_stored_once(
        self, analytics: RunningService, as_service: AsService
    ) -> None:
        client = analytics.client(as_service("auth"))
        batch = {"entries": [entry() for _ in range(50)]}
        answers = await asyncio.gather(
            *(client.post(PATH, json=batch) for _ in range(4))
        )
        assert sorted(a.json()["stored"] for a in answers) == [0, 0, 0, 50]
        assert len(await rows(analytics)) == 50

    @pytest.mark.parametrize(
        "changes",
        [
            {"user_agent": "nul\x00inside"},
            {"endpoint": "x" * 201},
            {"status_code": 99},
            {"status_code": "often"},
            {"response_time_ms": -1},
            {"response_time_ms": None},
            {"at": "2026-11-20T12:00:00"},
            {"at": "yesterday"},
            {"id": "1"},
            {"ip_address": ["203.0.113.7"]},
        ],
    )
    async def test_wrong_entry_is_named(
        self, analytics: RunningService, as_service: AsService, changes: dict[str, Any]
    ) -> None:
        client = analytics.client(as_service("auth"))
        answer = await client.post(PATH, json={"entries": [entry(**changes)]})
        assert answer.status_code == 422
        (problem,) = answer.json()["fields"]
        assert problem["field"] == f"entries.0.{next(iter(changes))}"

    @pytest.mark.parametrize("body", [[], {}, {"entries": []}, {"entries": {}}, 1])
    async def test_other_bodies_are_refused(
        self, analytics: RunningService, as_service: AsService, body: Any
    ) -> None:
        client = analytics.client(as_service("auth"))
        assert (await client.post(PATH, json=body)).status_code == 422
