"""Taking in logs over HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.identity import Identity
from services.analytics.main import create_app
from services.analytics.settings import Settings
from tests.analytics.logs.entries import LOGS
from tests.fixtures.app import RunningService, StartService

AsService = Callable[[str], Identity]

every_log = pytest.mark.parametrize("log", LOGS)


def path_of(log: str) -> str:
    """Where entries of this log are sent."""
    return f"/internal/analytics/{log}"


def entry_of(log: str, **changes: Any) -> dict[str, Any]:
    """A valid entry, with changes."""
    made: dict[str, Any] = LOGS[log][1](**changes)
    return made


@pytest.fixture
async def analytics(start_service: StartService) -> RunningService:
    """The service, its tables empty."""
    service: RunningService = await start_service(Settings, create_app)
    return service


async def rows(service: RunningService, log: str) -> list[dict[str, Any]]:
    """What is stored, in the order of the ids."""
    async with service.resources.database.read() as session:
        statement = text(f"SELECT * FROM {LOGS[log][0]} ORDER BY id")
        return [dict(row) for row in (await session.execute(statement)).mappings()]


@every_log
class TestStoreLogs:
    @pytest.mark.parametrize("caller", ["nobody", "user", "gateway", "stranger"])
    async def test_all_but_services_are_refused(
        self,
        analytics: RunningService,
        alice: Identity,
        as_service: AsService,
        caller: str,
        log: str,
    ) -> None:
        callers = {"nobody": None, "user": alice}
        identity = callers[caller] if caller in callers else as_service(caller)
        client = analytics.client(identity)
        answer = await client.post(path_of(log), json={"entries": [entry_of(log)]})
        assert answer.status_code == 401
        assert await rows(analytics, log) == []

    async def test_entry_is_stored_under_its_sender(
        self, analytics: RunningService, as_service: AsService, log: str
    ) -> None:
        sent = entry_of(log, service="billing")
        client = analytics.client(as_service("social"))
        answer = await client.post(path_of(log), json={"entries": [sent]})
        assert answer.status_code == 200
        assert answer.json() == {"stored": 1}
        (stored,) = await rows(analytics, log)
        assert stored.pop("service") == "social"
        assert stored.pop("at").isoformat() == "2026-11-20T12:00:00+00:00"
        for name in ("id", "user_id"):
            if name in stored:
                assert str(stored.pop(name)) == sent[name]
        assert stored == {name: sent[name] for name in stored}

    async def test_batch_sent_again_is_stored_once(
        self, analytics: RunningService, as_service: AsService, log: str
    ) -> None:
        client = analytics.client(as_service("auth"))
        batch = {"entries": [entry_of(log) for _ in range(50)]}
        answers = await asyncio.gather(
            *(client.post(path_of(log), json=batch) for _ in range(4))
        )
        assert sorted(a.json()["stored"] for a in answers) == [0, 0, 0, 50]
        assert len(await rows(analytics, log)) == 50

    @pytest.mark.parametrize("body", [[], {}, {"entries": []}, {"entries": {}}, 1])
    async def test_other_bodies_are_refused(
        self, analytics: RunningService, as_service: AsService, body: Any, log: str
    ) -> None:
        client = analytics.client(as_service("auth"))
        assert (await client.post(path_of(log), json=body)).status_code == 422


class TestEntries:
    async def test_thousand_entries_are_one_batch(
        self, analytics: RunningService, as_service: AsService
    ) -> None:
        client = analytics.client(as_service("auth"))
        log = "access-logs"
        batch = [entry_of(log) for _ in range(1000)]
        answer = await client.post(path_of(log), json={"entries": batch})
        assert answer.json() == {"stored": 1000}
        batch = [*batch, entry_of(log)]
        answer = await client.post(path_of(log), json={"entries": batch})
        assert answer.status_code == 422
        assert len(await rows(analytics, log)) == 1000

    @pytest.mark.parametrize(
        ("log", "changes"),
        [
            ("access-logs", {"user_agent": "nul\x00inside"}),
            ("access-logs", {"endpoint": "x" * 201}),
            ("access-logs", {"status_code": 99}),
            ("access-logs", {"status_code": "often"}),
            ("access-logs", {"response_time_ms": -1}),
            ("access-logs", {"response_time_ms": None}),
            ("access-logs", {"at": "2026-11-20T12:00:00"}),
            ("access-logs", {"at": "yesterday"}),
            ("access-logs", {"id": "1"}),
            ("access-logs", {"ip_address": ["203.0.113.7"]}),
            ("authentication-logs", {"event": "conjured"}),
            ("authentication-logs", {"succeeded": "perhaps"}),
            ("external-calls", {"outcome": "lucky"}),
            ("external-calls", {"cost_micro_usd": -1}),
            ("app-logs", {"level": "LOUD"}),
            ("app-logs", {"category": "WEATHER"}),
            ("app-logs", {"event": "x" * 501}),
            ("app-logs", {"metadata": {"deep": ["nul\x00inside"]}}),
        ],
    )
    async def test_wrong_entry_is_named(
        self,
        analytics: RunningService,
        as_service: AsService,
        log: str,
        changes: dict[str, Any],
    ) -> None:
        client = analytics.client(as_service("auth"))
        batch = {"entries": [entry_of(log, **changes)]}
        answer = await client.post(path_of(log), json=batch)
        assert answer.status_code == 422
        (problem,) = answer.json()["fields"]
        assert problem["field"] == f"entries.0.{next(iter(changes))}"
