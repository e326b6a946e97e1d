"""A creator's newest posts as one request: listed, analysed, charged as such."""

from typing import Any

import pytest

from libs.common.identity import Identity
from tests.analysis.neighbours import Neighbours
from tests.analysis.requests.test_endpoints import ANALYZE, FIRST
from tests.analysis.test_pipeline import settled, wait_until
from tests.fixtures.app import RunningService
from tests.fixtures.auth import build_identity

ADA = {"creator": "@Ada", "platform": "youtube", "count": 3}
NAMES = [f"abcdefghij{letter}" for letter in "AEIMQ"]


async def analyse(service: RunningService, who: Identity, **changes: Any) -> Any:
    body = {"creator": ADA | changes}
    answer = await service.client(who).post(ANALYZE, json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()


class TestCreateRequest:
    async def test_who_may_not_is_refused(self, idle_analysis: RunningService) -> None:
        scoped = build_identity("alice", scopes=frozenset({"analysis:read"}))
        for who, status in ((None, 401), (scoped, 403)):
            client = idle_analysis.client(who)
            answer = await client.post(ANALYZE, json={"creator": ADA})
            assert answer.status_code == status

    async def test_request_is_taken_in_and_reserved_as_reached_by_handle(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        body = await analyse(idle_analysis, alice)
        assert body["creator"] == {
            "platform": "youtube",
            "handle": "Ada",
            "url": "https://www.youtube.com/@Ada",
            "count": 3,
        }
        assert (body["display_name"], body["platform"]) == ("@Ada", "youtube")
        assert (body["posts"], body["post_urls"], body["progress"]) == ([], [], 0)
        assert body["counts"] == {"total": 3, "done": 0, "failed": 0}
        [reserved] = neighbours.reservations
        assert reserved.posts_by_platform == {"youtube": 3}
        assert (reserved.urls, reserved.counts_as) == (3, "handle_analyses")

    @pytest.mark.parametrize(
        ("body", "field", "reason"),
        [
            ({}, "", "nothing_chosen"),
            ({"post_urls": [], "creator": None}, "", "nothing_chosen"),
            ({"post_urls": [FIRST], "creator": ADA}, "", "both_chosen"),
            (
                {"creator": {"creator": "@ada"}},
                "creator.creator",
                "platform_needed",
            ),
            (
                {"creator": {"creator": FIRST}},
                "creator.creator",
                "post_not_profile",
            ),
            ({"creator": ADA | {"count": 0}}, "creator.count", "greater_than_equal"),
            ({"creator": ADA | {"count": 101}}, "creator.count", "less_than_equal"),
        ],
    )
    async def test_what_is_not_clear_is_refused_by_name(
        self,
        idle_analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        body: dict[str, Any],
        field: str,
        reason: str,
    ) -> None:
        answer = await idle_analysis.client(alice).post(ANALYZE, json=body)
        assert answer.status_code == 422
        [wrong] = answer.json()["fields"]
        assert wrong["reason"] == reason
        assert wrong["field"].endswith(field)
        assert neighbours.reservations == []


class TestNewestPosts:
    async def test_posts_are_listed_analysed_and_charged(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.recent = NAMES
        created = await analyse(analysis, alice)
        client = analysis.client(alice)
        body = await wait_until(client, created["id"])
        assert (body["status"], body["stage"]) == ("COMPLETED", "analysis_complete")
        assert [post["state"] for post in body["posts"]] == ["done"] * 3
        assert [post["url"][-11:] for post in body["posts"]] == NAMES[:3]
        assert len(body["results"]) == 3
        assert body["display_name"] == "@Ada"
        assert body["total_api_calls"] >= 2
        assert body["cost_micro_usd"] >= 7
        [asked] = neighbours.listed
        assert (asked.creator, asked.count) == ("https://www.youtube.com/@Ada", 3)
        seqs = [row["seq"] for row in body["history"]]
        assert seqs == list(range(1, len(seqs) + 1))
        assert await settled(neighbours, 1) == [{"youtube": 3}]
        found = await client.get("/api/v1/analysis/requests", params={"q": "ada"})
        assert [row["id"] for row in found.json()["items"]] == [created["id"]]

    async def test_fewer_than_asked_for_are_charged_as_they_are(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.recent = NAMES[:2]
        neighbours.reasons[NAMES[1]] = ["private"]
        created = await analyse(analysis, alice)
        body = await wait_until(analysis.client(alice), created["id"])
        assert body["stage"] == "partial_success"
        assert body["counts"] == {"total": 2, "done": 1, "failed": 1}
        assert await settled(neighbours, 1) == [{"youtube": 1}]
        answer = await analysis.client(alice).post(
            f"/api/v1/analysis/requests/{created['id']}/retry"
        )
        assert answer.status_code == 202
        again = neighbours.reservations[-1]
        assert (again.posts_by_platform, again.counts_as) == (
            {"youtube": 1},
            "handle_analyses",
        )
        body = await wait_until(analysis.client(alice), created["id"])
        assert body["counts"]["done"] == 2
        assert len(neighbours.listed) == 1

    async def test_account_that_is_not_there_fails_with_its_reason_and_can_be_retried(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.recent_reasons = ["timeout", "not_found"]
        created = await analyse(analysis, alice)
        client = analysis.client(alice)
        body = await wait_until(client, created["id"])
        assert (body["status"], body["stage"]) == ("FAILED", "error")
        assert body["error"]["stage"] == "fetching_posts"
        assert body["error"]["details"]["reason"] == "not_found"
        assert body["history"][-1]["message"] == "Told by a test."
        assert [row["stage"] for row in body["history"]].count("retrying") == 1
        assert body["is_retryable"] is True
        assert await settled(neighbours, 1) == [{}]
        neighbours.recent = NAMES[:1]
        path = f"/api/v1/analysis/requests/{created['id']}/retry"
        assert (await client.post(path)).status_code == 202
        assert neighbours.reservations[-1].posts_by_platform == {"youtube": 3}
        body = await wait_until(client, created["id"])
        assert (body["status"], body["counts"]["done"]) == ("COMPLETED", 1)
        assert body["error"] is None

    async def test_account_without_posts_fails_and_says_so(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        created = await analyse(analysis, alice)
        body = await wait_until(analysis.client(alice), created["id"])
        assert body["status"] == "FAILED"
        assert body["history"][-1]["message"] == "This account shows no posts."
