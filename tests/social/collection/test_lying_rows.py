"""What a source says that cannot be: the post alone suffers for it, and nothing that is
computed from posts later on."""

import asyncio
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.emulators.collector import Collector
from tests.factories.social import youtube_id, youtube_url
from tests.social.running import Social
from tests.social.standings.following import wait_until_done

LARGEST = 2**63 - 1
SEGMENT = {"start_seconds": 0, "end_seconds": 1, "text": "word"}
LIES: dict[str, dict[str, Any]] = {
    "nul_in_address": {"media": [{"kind": "image", "url": "https://a.example/\x00"}]},
    "after_the_last_year": {"published_at": "9999-12-31T23:59:59-14:00"},
    "before_the_first": {"published_at": "0001-01-01T00:00:00Z"},
    "not_yet": {"published_at": "2031-01-01T00:00:00Z"},
    "more_than_can_be_added": {
        "metrics": {"likes": LARGEST, "comments": LARGEST, "saves": LARGEST}
    },
    "no_number": {"transcript_segments": [SEGMENT | {"start_seconds": float("nan")}]},
    "endless": {"transcript_segments": [SEGMENT | {"end_seconds": float("inf")}]},
    "nameless": {"creator_key": " \x00 "},
    "comment_without_id": {"comments": [{"id": "\x00", "author": "a", "text": "b"}]},
}


def row(number: int, **told: Any) -> dict[str, Any]:
    """A row of a video of Ada's."""
    return {
        "id": youtube_id(number),
        "creator_key": "ada",
        "creator_name": "Ada",
        "kind": "video",
        "published_at": f"2026-10-{number:02}T12:00:00Z",
        "metrics": {"likes": 10, "comments": number},
        **told,
    }


class TestLies:
    @pytest.mark.parametrize("name", LIES)
    async def test_good_posts_beside_it_are_stored_judged_and_shown(
        self, collecting: Social, collector: Collector, alice: Identity, name: str
    ) -> None:
        numbers = range(1, 11)
        collector.rows = {youtube_id(number): row(number) for number in numbers}
        collector.rows[youtube_id(5)] |= LIES[name]
        async with asyncio.timeout(20):
            answer = await collecting.collect(alice, list(map(youtube_url, numbers)))
        assert {p.reason for p in answer.posts} <= {None, "malformed"}
        stored = [post.post_id for post in answer.posts if post.post_id]
        assert len(stored) >= 9
        await wait_until_done(collecting)
        async with collecting.client(alice) as client:
            shown = (await client.get("/api/v1/social/posts")).json()["items"]
            assert {item["id"] for item in shown} == {str(each) for each in stored}
            ready = [i for i in shown if i["standing"]["state"] == "ready"]
            assert len(ready) >= 9
            for post_id in stored:
                found = await client.get(f"/api/v1/social/posts/{post_id}")
                assert found.status_code == 200, found.text
        async with collecting.analysis() as client:
            for post_id in stored:
                path = f"/internal/social/posts/{post_id}"
                for question in (path, f"{path}/baseline"):
                    query = {"owner_id": str(alice.owner_id)}
                    found = await client.get(question, params=query)
                    assert found.status_code == 200, found.text
