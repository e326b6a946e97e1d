"""A request whose creators' other posts are collected, too."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from libs.common.identity import Identity
from libs.common.ids import derived_id
from services.analysis.requests import late_costs
from services.analysis.requests.repository import RequestRepository
from tests.analysis.neighbours import Neighbours
from tests.analysis.requests.test_endpoints import FIRST, SECOND, analyze
from tests.analysis.test_pipeline import run, wait_until
from tests.fixtures.app import RunningService


class TestBaseline:
    async def test_evidence_waits_and_the_post_is_seen_meanwhile(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.others, neighbours.more_others = 5, 4
        neighbours.hold_baseline = asyncio.Event()
        client = analysis.client(alice)
        path = f"/api/v1/analysis/requests/{(await analyze(client, FIRST))['id']}"
        async with asyncio.timeout(10):
            while True:
                body = (await client.get(path)).json()
                if body["stage"] == "collecting_baseline":
                    break
                await asyncio.sleep(0.02)
        [post] = body["posts"]
        assert (post["is_visible"], post["state"]) == (True, "baseline")
        neighbours.hold_baseline.set()
        body = await wait_until(client, body["id"])
        [result] = body["results"]
        assert result["evidence"]["verdict"]["sample_size"] == 9
        assert result["is_viral"] is False
        # One call for the post, two for the others.
        assert (body["total_api_calls"], body["cost_micro_usd"]) == (3, 700)
        told = {row["stage"]: row["message"] for row in body["history"]}
        assert told["analysing"] == "9 other posts to compare with"

    async def test_each_post_is_asked_for_once_and_its_cost_added(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.more_others = 1
        body = await run(analysis.client(alice), FIRST, SECOND)
        assert body["stage"] == "analysis_complete"
        assert list(neighbours.baselines.values()) == [1, 1]
        assert (body["total_api_calls"], body["cost_micro_usd"]) == (5, 1400)

    async def test_nobody_is_asked_where_there_is_nothing_to_be_had(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        body = await run(analysis.client(alice), FIRST)
        stages = {row["stage"] for row in body["history"]}
        assert not neighbours.baselines
        assert "collecting_baseline" not in stages

    async def test_failure_leaves_a_verdict_without_baseline(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.others, neighbours.more_others = 5, 4
        neighbours.baseline_fails = True
        body = await run(analysis.client(alice), FIRST)
        assert body["stage"] == "analysis_complete"
        verdict = body["results"][0]["evidence"]["verdict"]
        assert (verdict["baseline_state"], verdict["sample_size"]) == ("no_baseline", 5)
        told = [row["message"] for row in body["history"] if row["message"]]
        assert any("takes no more requests" in message for message in told)

    @pytest.mark.parametrize(
        "idle_analysis", [{"baseline_timeout_seconds": 0.3}], indirect=True
    )
    async def test_verdict_does_not_wait_for_ever_but_what_comes_late_is_counted_once(
        self,
        analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(late_costs, "_FIRST_LOOK", timedelta(milliseconds=50))
        neighbours.others, neighbours.more_others = 5, 4
        neighbours.hold_baseline = asyncio.Event()
        client = analysis.client(alice)
        body = await run(client, FIRST)
        assert body["stage"] == "analysis_complete"
        verdict = body["results"][0]["evidence"]["verdict"]
        assert verdict["baseline_state"] == "no_baseline"
        # The call for the post alone, so far.
        assert (body["total_api_calls"], body["cost_micro_usd"]) == (1, 0)
        neighbours.hold_baseline.set()
        late = await wait_for_cost(client, body["id"])
        assert (late["total_api_calls"], late["cost_micro_usd"]) == (3, 700)
        for name in ("results", "history", "status", "finished_at", "progress"):
            assert late[name] == body[name]
        # Whoever goes on from there once more, as after a kill, sends nothing else.
        assert await count_again(analysis, UUID(body["id"])) == 1

    async def test_what_was_under_way_when_it_was_cancelled_is_counted(
        self,
        analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(late_costs, "_FIRST_LOOK", timedelta(milliseconds=50))
        neighbours.more_others = 4
        neighbours.hold_baseline = asyncio.Event()
        client = analysis.client(alice)
        request_id = (await analyze(client, FIRST))["id"]
        async with asyncio.timeout(10):
            while not neighbours.baselines:
                await asyncio.sleep(0.02)
        answer = await client.post(path_of(request_id) + "/cancel")
        assert answer.is_success, answer.text
        neighbours.hold_baseline.set()
        late = await wait_for_cost(client, request_id)
        assert (late["status"], late["cost_micro_usd"]) == ("CANCELLED", 700)


def path_of(request_id: str) -> str:
    return f"/api/v1/analysis/requests/{request_id}"


async def wait_for_cost(client: httpx2.AsyncClient, request_id: str) -> Any:
    """The request once it has cost something."""
    async with asyncio.timeout(15):
        while True:
            body = (await client.get(path_of(request_id))).json()
            if body["cost_micro_usd"]:
                return body
            await asyncio.sleep(0.05)


async def count_again(analysis: RunningService, request_id: UUID) -> int:
    """Has the cost of the first post's baseline counted; how many messages are sent."""
    resources = analysis.resources
    call_id = derived_id(request_id, 0, "baseline", 0)
    spent = late_costs.Spent(call_id=call_id, is_late=True)
    async with resources.database.unit_of_work() as session:
        request = await RequestRepository(session).lock(request_id)
        await late_costs.count_spent(session, resources, request, spent)
        count = "SELECT count(*) FROM outbox WHERE envelope->>'name' LIKE '%late_cost'"
        return int(await session.scalar(text(count)) or 0)
