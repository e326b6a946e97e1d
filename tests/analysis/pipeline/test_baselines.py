"""A request whose creators' other posts are collected, too."""

import asyncio

import pytest

from libs.common.identity import Identity
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
    async def test_verdict_does_not_wait_for_ever(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.others, neighbours.more_others = 5, 4
        neighbours.hold_baseline = asyncio.Event()
        body = await run(analysis.client(alice), FIRST)
        neighbours.hold_baseline.set()
        assert body["stage"] == "analysis_complete"
        verdict = body["results"][0]["evidence"]["verdict"]
        assert verdict["baseline_state"] == "no_baseline"
