"""A video's captions: from yt-dlp's addresses, over a real socket, to segments."""

import json
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from deploy.local.servers import LocalServers
from libs.common.http.url_guard import UrlGuard
from services.social.clients.youtube_captions import (
    CaptionsFailed,
    RememberedTracks,
    YouTubeCaptions,
)
from services.social.clients.ytdlp import watch_url
from tests.emulators.youtube_data import YouTube, serve_youtube
from tests.emulators.ytdlp import (
    WITHOUT_CAPTIONS,
    RecordedYtDlp,
    build_forms,
    build_info,
)
from tests.fixtures.telemetry import build_outside_calls

VIDEO = "dQw4w9WgXcQ"
JSON3 = json.dumps(
    {"events": [{"tStartMs": 0, "dDurationMs": 1500, "segs": [{"utf8": "Hello."}]}]}
).encode()


@pytest.fixture
async def youtube() -> AsyncIterator[YouTube]:
    async with serve_youtube() as served:
        yield served


@pytest.fixture
async def redis(local_servers: LocalServers) -> AsyncIterator[Redis]:
    client = Redis.from_url(local_servers.redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
def ytdlp(youtube: YouTube) -> RecordedYtDlp:
    recorded = RecordedYtDlp()
    forms = build_forms(VIDEO, "en", f"{youtube.url}/api/timedtext")
    recorded.add(
        build_info(VIDEO, subtitles={"en": forms}),
        build_info("without0000", **WITHOUT_CAPTIONS),
        build_info(
            "metadata000",
            subtitles={"en": build_forms(VIDEO, "en", "http://169.254.169.254/x")},
        ),
    )
    youtube.captions[f"{VIDEO}/en"] = (200, JSON3)
    return recorded


@pytest.fixture
def captions(youtube: YouTube, ytdlp: RecordedYtDlp, redis: Redis) -> YouTubeCaptions:
    guard = UrlGuard(allowed_hosts=frozenset({youtube.host_and_port}))
    return YouTubeCaptions(
        ytdlp.extract, RememberedTracks(redis), guard, build_outside_calls()
    )


async def fail(captions: YouTubeCaptions, video_id: str = VIDEO) -> CaptionsFailed:
    with pytest.raises(CaptionsFailed) as failed:
        await captions.fetch_captions(video_id)
    return failed.value


class TestFetchCaptions:
    async def test_words_come_with_their_times(
        self, captions: YouTubeCaptions, youtube: YouTube
    ) -> None:
        found = await captions.fetch_captions(VIDEO)
        assert found
        [segment] = found.segments
        assert (segment.start_seconds, segment.end_seconds) == (0, 1.5)
        assert segment.text == "Hello."
        assert (found.language, found.is_automatic) == ("en", False)
        assert youtube.user_agents[0].startswith("Mozilla/")

    async def test_video_without_captions_has_none(
        self, captions: YouTubeCaptions
    ) -> None:
        assert await captions.fetch_captions("without0000") is None

    async def test_addresses_are_remembered(
        self, captions: YouTubeCaptions, ytdlp: RecordedYtDlp
    ) -> None:
        for _ in range(2):
            assert await captions.fetch_captions(VIDEO)
        assert ytdlp.asked[watch_url(VIDEO)] == 1

    async def test_redis_that_has_forgotten_or_holds_rubbish_costs_one_more_ask(
        self, captions: YouTubeCaptions, ytdlp: RecordedYtDlp, redis: Redis
    ) -> None:
        await captions.fetch_captions(VIDEO)
        await redis.flushdb()
        await captions.fetch_captions(VIDEO)
        [key] = await redis.keys()
        await redis.set(key, b'{"tracks": 7}')
        assert await captions.fetch_captions(VIDEO)
        assert ytdlp.asked[watch_url(VIDEO)] == 3

    @pytest.mark.parametrize(
        ("status", "content", "reason"),
        [
            (200, b"", "blocked"),
            (200, b" \n", "blocked"),
            (403, b"", "blocked"),
            (404, b"", "not_found"),
            (500, b"", "source_unavailable"),
            (200, b"<html>", "malformed"),
            (200, b"x" * 10_000_001, "malformed"),
        ],
    )
    async def test_answer_that_is_none_has_a_reason(
        self,
        captions: YouTubeCaptions,
        youtube: YouTube,
        status: int,
        content: bytes,
        reason: str,
    ) -> None:
        youtube.captions[f"{VIDEO}/en"] = (status, content)
        failed = await fail(captions)
        assert failed.reason == reason
        assert failed.message.endswith(".")

    async def test_too_many_requests_end_asking_for_a_while(
        self, captions: YouTubeCaptions, youtube: YouTube
    ) -> None:
        youtube.captions[f"{VIDEO}/en"] = (429, b"")
        assert (await fail(captions)).reason == "rate_limited"
        youtube.captions[f"{VIDEO}/en"] = (200, JSON3)
        assert (await fail(captions)).reason == "rate_limited"
        assert youtube.calls["timedtext"] == 1

    async def test_address_in_a_private_network_is_not_followed(
        self, captions: YouTubeCaptions
    ) -> None:
        assert (await fail(captions, "metadata000")).reason == "blocked"

    @pytest.mark.parametrize("reason", ["private", "blocked", "timeout"])
    async def test_what_ytdlp_says_is_passed_on(
        self, captions: YouTubeCaptions, ytdlp: RecordedYtDlp, reason: str
    ) -> None:
        ytdlp.fail(VIDEO, reason)
        assert (await fail(captions)).reason == reason

    async def test_answer_about_another_video_is_not_taken(
        self, captions: YouTubeCaptions, ytdlp: RecordedYtDlp
    ) -> None:
        ytdlp.infos[watch_url(VIDEO)] = build_info("another0000")
        assert (await fail(captions)).reason == "malformed"

    async def test_without_ytdlp_the_setting_is_named(self, redis: Redis) -> None:
        captions = YouTubeCaptions(
            None, RememberedTracks(redis), UrlGuard(), build_outside_calls()
        )
        failed = await fail(captions)
        assert failed.reason == "source_unavailable"
        assert "YTDLP_ENABLED" in failed.message
