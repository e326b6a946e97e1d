"""Whatever a host does: a clear reason on that one medium, nothing half-stored."""

import asyncio
from pathlib import Path

import pytest

from libs.common.http.url_guard import UrlGuard
from libs.common.identity import Identity
from services.social.media.fetching import MediaFetcher, MediaLimits, MediumNotStored
from tests.common.http.web_server import answering
from tests.emulators.media_host import MediaHost
from tests.factories.media import draw_picture, record_silence
from tests.fixtures.telemetry import build_outside_calls
from tests.social.media.hosting import (
    collect_media,
    list_noted,
    list_objects,
    save_media,
)
from tests.social.running import Social

# kind, trap (None: it is served honestly), name, reason, what the message says
BAD = (
    ("image", "empty", "a.jpg", "malformed", "0 bytes"),
    ("image", "html", "a.jpg", "malformed", "not a picture"),
    ("image", "svg", "a.jpg", "malformed", "not a picture"),
    ("video", "playlist", "a.mp4", "malformed", "playlist"),
    ("video", "manifest", "a.mp4", "malformed", "playlist"),
    ("image", None, "a.mp4", "malformed", "not a picture"),
    ("video", None, "a.jpg", "malformed", "not a video"),
    ("image", "short", "a.jpg", "source_unavailable", "no usable answer"),
    ("image", "half", "a.jpg", "malformed", "damaged"),
    ("video", "half", "a.mp4", "malformed", "damaged"),
    ("image", "endless", "a.jpg", "malformed", "larger"),
    ("image", "endless-chunks", "a.jpg", "malformed", "larger"),
    ("video", "huge", "a.mp4", "malformed", "larger"),
    ("image", "drip", "a.jpg", "timeout", "too long"),
    ("image", "silent", "a.jpg", "timeout", "too long"),
    ("image", "gzip-bomb", "a.jpg", "malformed", "larger"),
    ("image", "private", "a.jpg", "blocked", "private network"),
    ("image", "round", "a.jpg", "blocked", "redirects"),
    ("image", "broken", "a.jpg", "source_unavailable", "no usable answer"),
    ("image", "failing", "a.jpg", "source_unavailable", "503"),
    ("image", None, "nothing.jpg", "not_found", "404"),
    ("video", None, "silence.mp4", "malformed", "no picture"),
    ("image", None, "bomb.png", "malformed", "too many pixels"),
)


class TestHostileMedia:
    async def test_each_ends_in_its_reason_and_the_others_are_stored(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        host.put("silence.mp4", record_silence())
        host.put("bomb.png", draw_picture("PNG", 8_000, 7_000, flat=True))
        bad = [
            (kind, host.trap(trap, name) if trap else host.url(name))
            for kind, trap, name, _, _ in BAD
        ]
        good = [
            ("image", host.url("a.jpg")),
            ("image", host.trap("gzipped", "b.jpg")),
            ("video", host.url("a.mp4")),
        ]
        post_id = await save_media(fed, *bad, *good)
        answer = await collect_media(fed, alice, post_id)
        assert (answer.total, answer.stored) == (len(BAD) + 3, 3)
        rows = await fed.ask(
            "SELECT failure_reason, failure_message, file FROM post_media"
            " ORDER BY position"
        )
        for row, (kind, trap, name, reason, words) in zip(rows, BAD, strict=False):
            told = (row.failure_reason, row.failure_message, row.file)
            assert row.failure_reason == reason, (kind, trap, name, told)
            assert words in row.failure_message, (kind, trap, name, told)
            assert row.file is None
        assert all(row.failure_reason is None and row.file for row in rows[-3:])
        # Two pictures, a video, its two stills (of 0 and 1 seconds).
        assert await list_objects(fed) == await list_noted(fed)
        assert len(await list_objects(fed)) == 5
        assert list(fed.resources.work_folder.iterdir()) == []

    async def test_picture_that_is_a_page_as_well_is_sent_as_a_picture(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        url = host.trap("polyglot", "a.jpg")
        post_id = await save_media(fed, ("image", url))
        assert (await collect_media(fed, alice, post_id)).stored == 1
        [(key,)] = await fed.ask("SELECT file FROM post_media")
        async with fed.client() as client:
            answer = await client.get(fed.resources.links.build(key))
        assert b"<script>" in answer.content
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]

    async def test_host_that_hangs_holds_up_no_other_post(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        slow = await save_media(fed, ("image", host.trap("silent")), number=1)
        quick = await save_media(fed, ("image", host.url("b.jpg")), number=2)
        waiting = asyncio.create_task(collect_media(fed, alice, slow))
        assert (await collect_media(fed, alice, quick)).stored == 1
        assert not waiting.done()
        assert (await waiting).stored == 0


class TestNames:
    async def test_name_that_turns_private_is_not_fetched_from(
        self, host: MediaHost, tmp_path: Path
    ) -> None:
        resolver, asked = answering(["93.184.216.34"], ["127.0.0.1"])
        guard = UrlGuard(resolver)
        await guard.check("http://media.example.com/a.jpg")
        fetcher = MediaFetcher(
            guard, MediaLimits(10_000, 10_000, 2.0), build_outside_calls()
        )
        url = f"http://media.example.com:{host.port}/a.jpg"
        for address in (url, "http://media.example.com/a.jpg"):
            with pytest.raises(MediumNotStored) as refusal:
                await fetcher.fetch(address, tmp_path / "medium", is_video=False)
            assert refusal.value.reason == "blocked"
        assert asked == ["media.example.com"] * 2
        assert host.fetched.total() == 0
        assert not list(tmp_path.iterdir())  # noqa: ASYNC240
