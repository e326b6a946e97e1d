"""Requests over HTTP: who may, what is refused, what is taken in."""

from typing import Any
from unittest.mock import AsyncMock
from uuid import uuid4

import httpx2
import pytest

from libs.common.identity import Identity
from services.analysis.requests.service import RequestService
from tests.analysis.neighbours import Neighbours
from tests.fixtures.app import RunningService
from tests.fixtures.auth import build_identity

VIDEO = "https://www.youtube.com/watch?v=abcdefghij{}"
FIRST, SECOND, THIRD = (VIDEO.format(letter) for letter in "AEI")
ANALYZE = "/api/v1/analysis/analyze"


async def analyze(client: httpx2.AsyncClient, *urls: str, **headers: str) -> Any:
    response = await client.post(ANALYZE, json={"post_urls": urls}, headers=headers)
    assert response.status_code == 202, response.text
    return response.json()


class TestCreateRequest:
    async def test_anonymous_caller_is_refused(
        self, idle_analysis: RunningService
    ) -> None:
        response = await idle_analysis.client().post(
            ANALYZE, json={"post_urls": [FIRST]}
        )
        assert response.status_code == 401

    async def test_key_without_the_scope_is_refused(
        self, idle_analysis: RunningService
    ) -> None:
        caller = build_identity("alice", scopes=frozenset({"analysis:read"}))
        response = await idle_analysis.client(caller).post(
            ANALYZE, json={"post_urls": [FIRST]}
        )
        assert response.status_code == 403

    async def test_request_is_taken_in_and_reserved(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        body = await analyze(idle_analysis.client(alice), FIRST, SECOND)
        assert body["status"] == "PENDING"
        assert [post["state"] for post in body["posts"]] == ["waiting", "waiting"]
        assert [row["stage"] for row in body["history"]] == ["request_created"]
        [reserved] = neighbours.reservations
        assert (str(reserved.reservation_id), reserved.posts_by_platform) == (
            body["id"],
            {"youtube": 2},
        )

    async def test_links_to_one_post_are_charged_once(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        body = await analyze(
            idle_analysis.client(alice), FIRST, "https://youtu.be/abcdefghijA?si=x"
        )
        assert body["counts"]["total"] == 1
        assert neighbours.reservations[0].posts_by_platform == {"youtube": 1}

    async def test_bad_line_refuses_the_whole_and_is_named(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        response = await client.post(
            ANALYZE,
            json={"post_urls": [FIRST, "https://www.youtube.com/@maker", "nonsense"]},
        )
        body = response.json()
        assert (response.status_code, body["code"]) == (422, "PostUrlsNotValid")
        assert [(f["field"], f["reason"]) for f in body["fields"]] == [
            ("post_urls.1", "profile_not_post"),
            ("post_urls.2", "not_a_url"),
        ]
        assert neighbours.reservations == []
        listed = await client.get("/api/v1/analysis/requests")
        assert listed.json() == {"items": [], "next_cursor": None}

    async def test_refusal_of_billing_is_passed_on_and_nothing_stored(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.refusal = (
            429,
            {"error": "25 of 25", "code": "DailyAnalysisLimitReached", "left": 0},
        )
        client = idle_analysis.client(alice)
        response = await client.post(ANALYZE, json={"post_urls": [FIRST]})
        body = response.json()
        assert (response.status_code, body["code"], body["left"]) == (
            429,
            "DailyAnalysisLimitReached",
            0,
        )
        assert (await client.get("/api/v1/analysis/requests")).json()["items"] == []

    async def test_same_idempotency_key_gives_the_same_request(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        key = {"Idempotency-Key": "once"}
        bodies = [await analyze(client, FIRST, **key) for _ in range(3)]
        assert len({body["id"] for body in bodies}) == 1
        other = await client.post(ANALYZE, json={"post_urls": [SECOND]}, headers=key)
        assert (other.status_code, other.json()["code"]) == (
            422,
            "IdempotencyKeyReused",
        )
        assert len({r.reservation_id for r in neighbours.reservations}) == 1

    async def test_attempt_after_one_that_broke_finds_its_reservation(
        self,
        idle_analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        client = idle_analysis.client(alice)
        key = {"Idempotency-Key": "once"}
        with monkeypatch.context() as patch:
            patch.setattr(RequestService, "_start", AsyncMock(side_effect=OSError))
            broken = await client.post(
                ANALYZE, json={"post_urls": [FIRST]}, headers=key
            )
        assert broken.status_code >= 500
        made = await analyze(client, FIRST, **key)
        assert [str(r.reservation_id) for r in neighbours.reservations] == [
            made["id"],
            made["id"],
        ]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'{"post_urls": "https://youtu.be/abcdefghijA"}',
            b'{"post_urls": []}',
            b'{"post_urls": [null]}',
            b'{"post_urls": ["\\ud800"]}',
            b'{"post_urls": ["\\u0000"]}',
            b'{"post_urls": ["x"], "extra": 1}',
            b'{"post_urls": [' + b'"x",' * 600 + b'"x"]}',
            b"[" * 50_000,
            b'{"post_urls": ["' + b"x" * 10_000 + b'"]}',
        ],
    )
    async def test_hostile_body_gets_a_clear_refusal(
        self, idle_analysis: RunningService, alice: Identity, body: bytes
    ) -> None:
        response = await idle_analysis.client(alice).post(
            ANALYZE, content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in {400, 422}
        assert set(response.json()) == {"error", "code", "request_id", "fields"}


class TestReadRequest:
    async def test_other_owner_is_told_nothing(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        body = await analyze(idle_analysis.client(alice), FIRST)
        path = f"/api/v1/analysis/requests/{body['id']}"
        client = idle_analysis.client(bob)
        for method, route in (
            ("GET", path),
            ("GET", f"{path}/events"),
            ("POST", f"{path}/retry"),
            ("POST", f"{path}/cancel"),
        ):
            response = await client.request(method, route)
            assert (response.status_code, response.json()["code"]) == (
                404,
                "AnalysisRequestNotFound",
            )
        assert (await client.get("/api/v1/analysis/requests")).json()["items"] == []

    @pytest.mark.parametrize(
        "bad_id", ["x", "1", "%00", "01a1f8b0-65a2-7529-af3c-20c3d2b706510"]
    )
    async def test_malformed_id_is_no_server_error(
        self, idle_analysis: RunningService, alice: Identity, bad_id: str
    ) -> None:
        response = await idle_analysis.client(alice).get(
            f"/api/v1/analysis/requests/{bad_id}"
        )
        assert response.status_code == 422

    async def test_unknown_id_is_not_found(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        response = await idle_analysis.client(alice).get(
            f"/api/v1/analysis/requests/{uuid4()}"
        )
        assert response.status_code == 404

    async def test_list_is_paged_newest_first(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        made = [(await analyze(client, FIRST))["id"] for _ in range(3)]
        first = (await client.get("/api/v1/analysis/requests?limit=2")).json()
        second = (
            await client.get(
                "/api/v1/analysis/requests",
                params={"limit": 2, "cursor": first["next_cursor"]},
            )
        ).json()
        seen = [item["id"] for item in first["items"] + second["items"]]
        assert seen == made[::-1]
        assert second["next_cursor"] is None

    @pytest.mark.parametrize("cursor", ["x", "!!!", "AAAA", "é", "%00"])
    async def test_cursor_of_nobody_is_refused(
        self, idle_analysis: RunningService, alice: Identity, cursor: str
    ) -> None:
        response = await idle_analysis.client(alice).get(
            f"/api/v1/analysis/requests?cursor={cursor}"
        )
        assert response.status_code == 422


class TestCheckUrls:
    async def test_each_line_is_read_and_duplicates_named(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        response = await idle_analysis.client(alice).post(
            "/api/v1/analysis/urls/check",
            json={
                "post_urls": [
                    FIRST,
                    "https://www.tiktok.com/@maker",
                    "https://youtu.be/abcdefghijA",
                    "https://demo.invalid/youtube/demo-maker-001",
                ]
            },
        )
        items = response.json()["items"]
        assert [item["is_valid"] for item in items] == [True, False, True, True]
        assert [item["duplicate_of"] for item in items] == [None, None, 0, None]
        assert [item["is_held"] for item in items] == [False, None, None, False]
        assert items[1]["reason"]
        assert items[1]["message"]
        assert items[3]["is_demo"]
        assert response.json()["posts"] == 2
