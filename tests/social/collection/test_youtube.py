"""YouTube's chain as a worker runs it: the API first, then yt-dlp."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, cast

import pytest

from libs.common.clock import FixedClock
from libs.common.contracts.social import CollectedReference
from libs.common.identity import Identity
from services.social.clients.ytdlp import watch_url
from services.social.main import create_app
from services.social.resources import SocialResources, open_resources
from services.social.settings import Settings
from tests.emulators.youtube_data import KEY, YouTube, serve_youtube
from tests.emulators.ytdlp import RecordedYtDlp, build_info
from tests.factories.social import youtube_id, youtube_url
from tests.fixtures.app import StartService
from tests.social.running import Social

StartYouTube = Callable[..., Awaitable[Social]]


@pytest.fixture
def ytdlp() -> RecordedYtDlp:
    return RecordedYtDlp()


@pytest.fixture
async def youtube() -> AsyncIterator[YouTube]:
    async with serve_youtube() as served:
        yield served


@pytest.fixture
async def start(
    start_service: StartService, clock: FixedClock, ytdlp: RecordedYtDlp
) -> StartYouTube:
    """`await start(**settings)`: social with a recorded yt-dlp and a worker."""

    opened = partial(open_resources, clock=clock, extract=ytdlp.extract)

    async def begin(**overrides: Any) -> Social:
        service = await start_service(
            Settings, create_app, open_resources=opened, **overrides
        )
        social = Social(service, cast("SocialResources", service.resources), clock)
        await social.run_worker()
        return social

    return begin


def sources(answers: tuple[CollectedReference, ...]) -> list[str | None]:
    return [answer.source or answer.reason for answer in answers]


class TestWithoutKey:
    async def test_recorded_videos_are_stored_and_failures_named(
        self, start: StartYouTube, ytdlp: RecordedYtDlp, alice: Identity
    ) -> None:
        social = await start()
        ytdlp.add(*(build_info(youtube_id(number)) for number in range(3)))
        ytdlp.fail(youtube_id(1), "age_restricted")
        urls = [youtube_url(number) for number in range(4)]
        answers = await social.collect(alice, urls)
        assert sources(answers.posts) == [
            "yt-dlp",
            "age_restricted",
            "yt-dlp",
            "not_found",
        ]
        [row] = await social.ask(
            "SELECT metrics ->> 'views', format, origin FROM posts "
            f"WHERE platform_post_id = '{youtube_id(0)}'"
        )
        assert tuple(row) == ("12345", "video", "yt-dlp")

    async def test_captions_are_found_where_collection_has_left_them(
        self,
        start: StartYouTube,
        ytdlp: RecordedYtDlp,
        youtube: YouTube,
        alice: Identity,
    ) -> None:
        social = await start(url_guard_allowed_hosts=(youtube.host_and_port,))
        video_id = youtube_id(0)
        track = {
            "ext": "json3",
            "url": f"{youtube.url}/api/timedtext?v={video_id}&lang=en",
        }
        ytdlp.add(build_info(video_id, subtitles={"en": [track]}))
        body = (
            b'{"events": [{"tStartMs": 0, "dDurationMs": 9, "segs": [{"utf8": "Hi"}]}]}'
        )
        youtube.captions[f"{video_id}/en"] = (200, body)
        await social.collect(alice, [youtube_url(0)])
        captions = await social.resources.captions.fetch_captions(video_id)
        assert captions
        assert [segment.text for segment in captions.segments] == ["Hi"]
        assert ytdlp.asked[watch_url(video_id)] == 1


class TestChain:
    async def test_what_the_api_has_looked_at_is_not_asked_again(
        self,
        start: StartYouTube,
        ytdlp: RecordedYtDlp,
        youtube: YouTube,
        alice: Identity,
    ) -> None:
        social = await start(youtube_api_key=KEY, youtube_api_url=youtube.api_url)
        youtube.removed.add(youtube_id(1))
        answers = await social.collect(alice, [youtube_url(0), youtube_url(1)])
        assert sources(answers.posts) == ["youtube_api", "not_found"]
        assert not ytdlp.asked
        assert youtube.calls["videos"] == 1

    async def test_used_up_quota_leaves_it_to_yt_dlp(
        self,
        start: StartYouTube,
        ytdlp: RecordedYtDlp,
        youtube: YouTube,
        alice: Identity,
    ) -> None:
        social = await start(youtube_api_key=KEY, youtube_api_url=youtube.api_url)
        youtube.units_per_day = 0
        ytdlp.add(build_info(youtube_id(0)))
        answers = await social.collect(alice, [youtube_url(0)])
        assert sources(answers.posts) == ["yt-dlp"]
        again = await social.collect(alice, [youtube_url(2)])
        assert sources(again.posts) == ["not_found"]
        assert youtube.units == 1, "all processes know that the day's units are gone"
