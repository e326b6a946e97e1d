"""The main job through the gateway, with everything running."""

import asyncio
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.emulators.collector import Collector
from tests.fixtures.people import SignUp

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def video_id(journey: str, number: int) -> str:
    """A well-formed YouTube id that no other journey uses."""
    return f"{journey:_<8.8}{ALPHABET[number // 10]}{ALPHABET[number % 10]}A"


def video_url(post_id: str) -> str:
    return f"https://www.youtube.com/watch?v={post_id}"


class TestDemoPost:
    async def test_new_user_reads_a_verdict_on_a_demo_post(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        demo = await person.see_demo()
        assert len(demo["creators"]) == 3
        [url] = [
            post["url"]
            for creator in demo["creators"]
            if creator["platform"] == "youtube"
            for post in creator["posts"][:1]
        ]
        request_id = await person.analyse([url])
        rows = [row async for row in person.follow(request_id)]
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        assert rows[-1]["stage"] == "analysis_complete"
        body = await person.wait_for(request_id)
        assert body["posts"][0]["is_invented"]
        [result] = body["results"]
        known = {item["id"] for item in result["evidence"]["items"]}
        for claim in result["virality_reasoning"] + result["quick_takeaways"]:
            assert set(claim["evidence_ids"]) <= known
            assert claim["evidence_ids"]
        posts = await person.get(f"/social/posts/analysis/{request_id}")
        [post] = posts["items"]
        assert post["is_invented"]
        picture = await person.http.get(post["media"][0]["url"])
        assert picture.status_code == 200
        assert picture.headers["content-type"].startswith("image/")
        await person.wait_for_usage(1)


class TestCollectedPosts:
    async def test_missing_posts_are_named_and_not_charged(
        self, system: LocalSystem, sign_up: SignUp, shared_collector: Collector
    ) -> None:
        person = await sign_up(system.public_url)
        ids = [video_id("missing", number) for number in range(20)]
        reasons = dict(zip(ids[:3], ("not_found", "private", "not_found"), strict=True))
        for post_id, reason in reasons.items():
            shared_collector.refuse(post_id, reason)
        body = await person.wait_for(
            await person.analyse([video_url(post_id) for post_id in ids])
        )
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        assert body["counts"] == {"total": 20, "done": 17, "failed": 3}
        failed = {p["canonical_url"]: p for p in body["posts"] if p["reason"]}
        assert {url: post["reason"] for url, post in failed.items()} == {
            video_url(post_id): reason for post_id, reason in reasons.items()
        }
        assert all(post["message"] for post in failed.values())
        await person.wait_for_usage(17)

    async def test_requests_at_one_moment_collect_each_post_once(
        self, system: LocalSystem, sign_up: SignUp, shared_collector: Collector
    ) -> None:
        people = [await sign_up(system.public_url) for _ in range(3)]
        ids = [video_id("moment", number) for number in range(5)]
        shared_collector.delay_seconds = 0.5
        try:
            urls = [video_url(post_id) for post_id in ids]
            requests = await asyncio.gather(
                *(person.analyse(urls) for person in people)
            )
            bodies = await asyncio.gather(
                *(
                    person.wait_for(request_id)
                    for person, request_id in zip(people, requests, strict=True)
                )
            )
        finally:
            shared_collector.delay_seconds = 0
        assert {body["stage"] for body in bodies} == {"analysis_complete"}
        assert {shared_collector.calls_of(post_id) for post_id in ids} == {1}

    async def test_held_post_needs_no_outside_call(
        self, system: LocalSystem, sign_up: SignUp, shared_collector: Collector
    ) -> None:
        person = await sign_up(system.public_url)
        post_id = video_id("held", 0)
        for _ in range(2):
            body = await person.wait_for(await person.analyse([video_url(post_id)]))
            assert body["status"] == "COMPLETED"
        assert shared_collector.calls_of(post_id) == 1
        assert body["total_api_calls"] == 0
        checked = await person.call(
            "POST",
            "/analysis/urls/check",
            json={"post_urls": [video_url(post_id)]},
        )
        assert checked.json()["items"][0]["is_held"]


class TestRefusals:
    async def test_other_users_objects_are_not_found(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        owner = await sign_up(system.public_url)
        other = await sign_up(system.public_url)
        demo = await owner.see_demo()
        request_id = await owner.analyse([demo["creators"][0]["posts"][0]["url"]])
        await owner.wait_for(request_id)
        for path in (
            f"/analysis/requests/{request_id}",
            f"/analysis/requests/{request_id}/events",
            f"/social/posts/analysis/{request_id}",
        ):
            response = await other.call("GET", path)
            assert response.status_code == 404, path

    @pytest.mark.parametrize(
        "token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é" * 50]
    )
    async def test_bad_token_is_refused(
        self, system: LocalSystem, sign_up: SignUp, token: str
    ) -> None:
        person = await sign_up(system.public_url)
        response = await person.http.get(
            "/api/v1/analysis/requests",
            headers={b"Authorization": b"Bearer " + token.encode()},
        )
        assert response.status_code == 401
        assert response.json()["request_id"]

    async def test_daily_limit_refuses_the_whole_and_says_when_it_resets(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        urls = [video_url(video_id("limit", number)) for number in range(26)]
        too_many = await person.call(
            "POST", "/analysis/analyze", json={"post_urls": urls}
        )
        assert (too_many.status_code, too_many.json()["code"]) == (
            402,
            "UrlLimitExceeded",
        )
        first: Any = await person.call(
            "POST", "/analysis/analyze", json={"post_urls": urls[:20]}
        )
        assert first.status_code == 202
        second = await person.call(
            "POST", "/analysis/analyze", json={"post_urls": urls[20:]}
        )
        body = second.json()
        assert (second.status_code, body["code"]) == (429, "DailyAnalysisLimitReached")
        assert (body["left"], int(second.headers["retry-after"]) > 0) == (5, True)

    async def test_malformed_lines_store_and_charge_nothing(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        lines = ["https://x.com@evil.example/a/status/1", video_url("short")]
        response = await person.call(
            "POST", "/analysis/analyze", json={"post_urls": lines}
        )
        assert response.status_code == 422
        assert [f["field"] for f in response.json()["fields"]] == [
            "post_urls.0",
            "post_urls.1",
        ]
        assert (await person.get("/analysis/requests"))["items"] == []
        await person.wait_for_usage(0)
