"""Requests from beginning to end, with neighbours that fail on demand."""

import asyncio
from typing import Any

import httpx2
import pytest

from libs.common.contracts.social import PostTranscribed
from libs.common.identity import Identity
from services.analysis.owners.models import OwnerProfile
from tests.analysis.neighbours import SEEN_AT, Neighbours
from tests.analysis.requests.test_endpoints import FIRST, SECOND, THIRD, analyze
from tests.fixtures.app import RunningService

FIRST_ID, SECOND_ID = "abcdefghijA", "abcdefghijE"


async def wait_until(
    client: httpx2.AsyncClient, request_id: str, *statuses: str
) -> Any:
    wanted = statuses or ("COMPLETED", "FAILED", "CANCELLED")
    async with asyncio.timeout(30):
        while True:
            body = (await client.get(f"/api/v1/analysis/requests/{request_id}")).json()
            if body["status"] in wanted:
                return body
            await asyncio.sleep(0.05)


async def run(client: httpx2.AsyncClient, *urls: str) -> Any:
    body = await analyze(client, *urls)
    return await wait_until(client, body["id"])


async def settled(neighbours: Neighbours, count: int) -> list[dict[str, int]]:
    async with asyncio.timeout(10):
        while len(neighbours.settlements) < count:
            await asyncio.sleep(0.02)
    return [message.done_by_platform for message in neighbours.settlements]


class TestWholeRequest:
    async def test_verdict_rests_on_the_creators_own_posts(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.views[FIRST_ID] = 10_049
        body = await run(analysis.client(alice), FIRST)
        assert (body["status"], body["stage"]) == ("COMPLETED", "analysis_complete")
        [post], [result] = body["posts"], body["results"]
        # (10,049 + 1) / (median of 1,000 ... 1,008 + 1)
        assert post["outlier_multiple"] == 10_050 / 1_005
        assert (post["band"], result["is_viral"]) == ("extreme", True)
        known = {item["id"] for item in result["evidence"]["items"]}
        claims = result["virality_reasoning"] + result["quick_takeaways"]
        assert claims
        for claim in claims:
            assert claim["evidence_ids"]
            assert set(claim["evidence_ids"]) <= known
        assert len(result["suggestions_for_future_posts"]) == 4
        assert (result["provider"], result["cost_micro_usd"]) == ("offline", 0)
        assert await settled(neighbours, 1) == [{"youtube": 1}]

    async def test_verdict_is_in_the_owners_language(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        profile = OwnerProfile(
            owner_id=alice.owner_id,
            timezone="Europe/Vienna",
            language="de-AT",
            changed_at=SEEN_AT,
        )
        async with analysis.resources.database.unit_of_work() as session:
            session.add(profile)
        body = await run(analysis.client(alice), FIRST, SECOND)
        assert body["display_name"] == f"Film {FIRST_ID} und 1 weiterer"
        for result in body["results"]:
            assert result["evidence"]["subject"]["language"] == "de"
            assert result["evidence"]["items"][0]["label"] == "Aufrufe"
            assert "Es gibt nichts zu erklären" in str(result) or (
                "es gibt nichts zu erklären" in str(result)
            )

    async def test_several_posts_are_called_by_the_first_title(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        client = analysis.client(alice)
        await run(client, FIRST)
        await run(client, FIRST, SECOND, THIRD)
        listed = (await client.get("/api/v1/analysis/requests")).json()["items"]
        assert [item["display_name"] for item in listed] == [
            f"Film {FIRST_ID} and 2 more",
            f"Film {FIRST_ID}",
        ]
        found = await client.get(f"/api/v1/analysis/requests?q=film+{SECOND_ID}")
        assert [item["id"] for item in found.json()["items"]] == [listed[0]["id"]]

    async def test_history_has_every_stage_once_in_order(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        body = await run(analysis.client(alice), FIRST, SECOND)
        rows = body["history"]
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        of_request = [row["stage"] for row in rows if row["position"] is None]
        assert of_request == [
            "request_created",
            "fetching_posts",
            "social_data_fetched",
            "collecting_media",
            "transcribing",
            "displaying_content",
            "analysing",
            "analysis_complete",
        ]
        for position in (0, 1):
            of_post = [row["stage"] for row in rows if row["position"] == position]
            assert of_post == [*of_request[1:-1], "analysis_complete"]
        progress = [row["progress"] for row in rows]
        assert progress == sorted(progress)
        assert progress[-1] == 100

    async def test_too_few_others_give_no_baseline(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.others = 7
        body = await run(analysis.client(alice), FIRST)
        [result] = body["results"]
        assert result["is_viral"] is None
        assert body["posts"][0]["outlier_multiple"] is None
        assert result["evidence"]["verdict"]["baseline_state"] == "no_baseline"
        assert result["evidence"]["verdict"]["sample_size"] == 7


class TestPartialSuccess:
    async def test_missing_post_is_named_and_not_charged(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons[SECOND_ID] = ["not_found"]
        body = await run(analysis.client(alice), FIRST, SECOND, THIRD)
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        assert body["counts"] == {"total": 3, "done": 2, "failed": 1}
        assert body["posts"][1]["reason"] == "not_found"
        assert body["error"]["category"] == "api_error"
        assert await settled(neighbours, 1) == [{"youtube": 2}]

    async def test_no_post_left_fails_and_gives_all_back(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons[FIRST_ID] = ["private"]
        body = await run(analysis.client(alice), FIRST)
        assert (body["status"], body["stage"]) == ("FAILED", "error")
        assert await settled(neighbours, 1) == [{}]

    async def test_missing_media_is_no_failure(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.media_fails = True
        body = await run(analysis.client(alice), FIRST)
        assert body["stage"] == "analysis_complete"


class TestRetries:
    async def test_passing_failure_is_tried_again_by_itself(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons[FIRST_ID] = ["rate_limited", "timeout"]
        body = await run(analysis.client(alice), FIRST, SECOND)
        assert body["stage"] == "analysis_complete"
        assert body["retry_count"] == 2
        assert neighbours.collected == {FIRST_ID: 3, SECOND_ID: 1}

    async def test_neighbour_that_is_away_is_waited_for(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.broken_reads[FIRST_ID] = 4  # asked three times at a time
        body = await run(analysis.client(alice), FIRST)
        assert body["stage"] == "analysis_complete"
        assert body["retry_count"] == 0

    async def test_automatic_retries_end_after_three(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons[FIRST_ID] = ["rate_limited"] * 9
        body = await run(analysis.client(alice), FIRST)
        assert (body["status"], body["error"]["category"]) == ("FAILED", "rate_limit")
        assert neighbours.collected[FIRST_ID] == 4

    async def test_manual_retry_resumes_where_the_post_stopped(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        client = analysis.client(alice)
        neighbours.broken_reads[FIRST_ID] = 10_000
        body = await run(client, FIRST, SECOND)
        neighbours.broken_reads.clear()
        assert body["stage"] == "partial_success"
        assert body["posts"][0]["state"] == "failed"
        path = f"/api/v1/analysis/requests/{body['id']}/retry"
        key = {"Idempotency-Key": "try-again"}
        again = await client.post(path, headers=key)
        assert (again.status_code, again.json()["status"]) == (202, "PENDING")
        assert (await client.post(path, headers=key)).status_code == 202
        body = await wait_until(client, body["id"], "COMPLETED")
        assert body["stage"] == "analysis_complete"
        assert neighbours.collected == {FIRST_ID: 1, SECOND_ID: 1}
        assert set(neighbours.media.values()) == {1}
        assert set(neighbours.transcribed.values()) == {1}
        assert [r.posts_by_platform for r in neighbours.reservations] == [
            {"youtube": 2},
            {"youtube": 1},
        ]
        assert await settled(neighbours, 2) == [{"youtube": 1}, {"youtube": 1}]
        assert [result["position"] for result in body["results"]] == [0, 1]

    async def test_completed_request_cannot_be_retried(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        client = analysis.client(alice)
        body = await run(client, FIRST)
        response = await client.post(f"/api/v1/analysis/requests/{body['id']}/retry")
        assert (response.status_code, response.json()["code"]) == (
            409,
            "RequestNotRetryable",
        )


class TestCancel:
    async def test_stopped_request_keeps_nothing_running_and_charges_nothing(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.hold = asyncio.Event()
        client = analysis.client(alice)
        body = await analyze(client, FIRST)
        async with asyncio.timeout(10):
            while not neighbours.media:
                await asyncio.sleep(0.02)
        path = f"/api/v1/analysis/requests/{body['id']}"
        stopped = await client.post(f"{path}/cancel")
        assert stopped.json()["status"] == "CANCELLED"
        neighbours.hold.set()
        assert await settled(neighbours, 1) == [{}]
        await asyncio.sleep(1.5)
        later = (await client.get(path)).json()
        assert later["history"] == stopped.json()["history"]
        assert (await client.post(f"{path}/cancel")).status_code == 409


class TestHearing:
    HEARD = PostTranscribed(
        state="present", source="faster_whisper", cost_micro_usd=7_000
    )

    async def test_progress_source_and_cost_are_told(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.heard = self.HEARD
        body = await run(analysis.client(alice), FIRST)
        told = [row["message"] for row in body["history"] if row["message"]]
        assert "Listening: 50 %" in told
        assert "Transcript heard here, by Whisper" in told
        assert body["cost_micro_usd"] == 7_000
        assert neighbours.stopped == []

    async def test_cancelled_request_stops_it(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.heard = self.HEARD
        neighbours.hold_hearing = asyncio.Event()
        client = analysis.client(alice)
        body = await analyze(client, FIRST)
        async with asyncio.timeout(10):
            while not neighbours.hears:
                await asyncio.sleep(0.02)
            await client.post(f"/api/v1/analysis/requests/{body['id']}/cancel")
            while not neighbours.stopped:
                await asyncio.sleep(0.02)
        neighbours.hold_hearing.set()
        [asked], [stopped] = neighbours.hears, neighbours.stopped
        assert (stopped.errand_id, stopped.owner_id) == (
            asked.errand_id,
            alice.owner_id,
        )


class TestEvents:
    async def test_stream_replays_and_ends(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        client = analysis.client(alice)
        body = await run(client, FIRST)
        path = f"/api/v1/analysis/requests/{body['id']}/events"
        whole = (await client.get(path)).text
        ids = [line for line in whole.splitlines() if line.startswith("id: ")]
        count = len(body["history"])
        assert ids == [f"id: {seq}" for seq in [*range(1, count + 1), count]]
        assert whole.count("event: end") == 1
        rest = (await client.get(path, headers={"Last-Event-ID": "5"})).text
        assert rest.startswith("id: 6\n")

    @pytest.mark.parametrize("last_id", ["x", "-1", "99999999999"])
    async def test_bad_last_event_id_is_refused(
        self, idle_analysis: RunningService, alice: Identity, last_id: str
    ) -> None:
        client = idle_analysis.client(alice)
        body = await analyze(client, FIRST)
        response = await client.get(
            f"/api/v1/analysis/requests/{body['id']}/events",
            headers={"Last-Event-ID": last_id},
        )
        assert response.status_code == 422
