"""yt-dlp as a source, over info dictionaries that are written by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from libs.common.clock import FixedClock
from services.social.clients.youtube_captions import RememberedTracks
from services.social.clients.ytdlp import uploads_url, watch_url
from services.social.sources.source import CreatorTarget
from services.social.sources.ytdlp.source import YtDlpSource
from tests.emulators.ytdlp import (
    CHANNEL,
    LIVE,
    SHORT,
    TOLD,
    UPCOMING,
    RecordedYtDlp,
    build_info,
)
from tests.social.sources.youtube_kit import collect, target

ONE, TWO = "recorded0-A", "recorded1_A"
CREATOR = CreatorTarget("youtube", CHANNEL)


@pytest.fixture
def ytdlp() -> RecordedYtDlp:
    return RecordedYtDlp()


@pytest.fixture
def source(ytdlp: RecordedYtDlp, clock: FixedClock) -> YtDlpSource:
    """Its memory of captions is a Redis that is not there."""
    remembered = RememberedTracks(Redis(port=9, socket_connect_timeout=1))
    return YtDlpSource(ytdlp.extract, remembered, clock, batch_size=4, most_recent=10)


class TestCollect:
    async def test_video_is_told_whole(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp, clock: FixedClock
    ) -> None:
        ytdlp.add(build_info(ONE))
        outcome = await collect(source, ONE)
        post = outcome.posts[ONE]
        assert (post.creator_key, post.creator_name) == (CHANNEL, "Recorded Channel")
        assert (post.username, post.kind, post.as_of) == (
            "Recorded",
            "video",
            clock.now(),
        )
        assert post.published_at == datetime(2026, 11, 1, 15, 30, tzinfo=UTC)
        assert post.duration_seconds == 213
        assert post.metrics.model_dump(exclude_none=True) == {
            "views": 12_345,
            "likes": 678,
            "comments": 90,
            "followers": 45_600,
        }
        [thumbnail] = post.media
        assert (thumbnail.width, thumbnail.height) == (480, 360)
        assert (post.title, post.content) == (f"Recorded {ONE}", "Recorded by hand.")
        assert (post.is_whole, outcome.calls) == (True, 1)

    @pytest.mark.parametrize(
        ("changes", "kind", "duration"),
        [
            (SHORT, "short", 31),
            (LIVE, "live", None),
            ({"media_type": None, "live_status": "was_live"}, "live", 213),
            ({"media_type": None}, None, 213),
        ],
    )
    async def test_kind_is_yt_dlps(
        self,
        source: YtDlpSource,
        ytdlp: RecordedYtDlp,
        changes: dict[str, Any],
        kind: str | None,
        duration: float | None,
    ) -> None:
        ytdlp.add(build_info(ONE, **changes))
        post = (await collect(source, ONE)).posts[ONE]
        assert (post.kind, post.duration_seconds) == (kind, duration)

    async def test_link_says_the_kind_where_yt_dlp_does_not(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        ytdlp.add(build_info(ONE, media_type=None))
        outcome = await source.collect([target(ONE, "short")])
        assert outcome.posts[ONE].kind == "short"

    @pytest.mark.parametrize(
        ("changes", "published_at"),
        [
            ({"timestamp": None}, datetime(2026, 11, 1, tzinfo=UTC)),
            ({"timestamp": None, "upload_date": None}, None),
            ({"timestamp": 10**18, "upload_date": "20269999"}, None),
            ({"timestamp": True, "upload_date": 7}, None),
            ({"timestamp": None, "upload_date": "20361101"}, None),
            (
                {"live_status": "was_live", "release_timestamp": 1_700_000_000},
                datetime.fromtimestamp(1_700_000_000, UTC),
            ),
        ],
    )
    async def test_time_is_the_best_that_is_told(
        self,
        source: YtDlpSource,
        ytdlp: RecordedYtDlp,
        changes: dict[str, Any],
        published_at: datetime | None,
    ) -> None:
        ytdlp.add(build_info(ONE, **changes))
        assert (await collect(source, ONE)).posts[ONE].published_at == published_at

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            (UPCOMING, "not_yet"),
            ({"availability": "private"}, "private"),
            ({"channel_id": None}, "malformed"),
            ({"channel_id": "x" * 201}, "malformed"),
            ({"id": "another0000"}, "malformed"),
            ({"id": None}, "malformed"),
        ],
    )
    async def test_dictionary_that_is_no_post_is_alone(
        self,
        source: YtDlpSource,
        ytdlp: RecordedYtDlp,
        changes: dict[str, Any],
        reason: str,
    ) -> None:
        ytdlp.add(build_info(TWO))
        ytdlp.infos[watch_url(ONE)] = build_info(ONE) | changes
        outcome = await collect(source, ONE, TWO)
        assert outcome.failures[ONE].reason == reason
        assert set(outcome.posts) == {TWO}

    @pytest.mark.parametrize("reason", TOLD)
    async def test_error_is_that_posts_alone(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp, reason: str
    ) -> None:
        ytdlp.add(build_info(TWO))
        ytdlp.fail(ONE, reason)
        outcome = await collect(source, ONE, TWO)
        assert outcome.failures[ONE].reason == reason
        assert set(outcome.posts) == {TWO}

    @pytest.mark.parametrize("video_id", ["short", "a" * 12, "-" * 10 + "\n", "demo-1"])
    def test_what_is_no_video_id_is_not_accepted(
        self, source: YtDlpSource, video_id: str
    ) -> None:
        assert not source.accepts(target(video_id))


class TestListRecent:
    def build_uploads(self, count: int, **changes: Any) -> list[dict[str, Any]]:
        at = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
        day = int(timedelta(days=1).total_seconds())
        return [
            build_info(f"upload{n:04}A", timestamp=at - n * day, **changes)
            for n in range(count)
        ]

    async def test_newest_are_asked_for_singly_up_to_the_setting(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        infos = self.build_uploads(30)
        ytdlp.add_channel(*infos)
        outcome = await source.list_recent(CREATOR, 25)
        assert list(outcome.posts) == [info["id"] for info in infos[:10]]
        assert outcome.calls == 11
        assert all(post.published_at for post in outcome.posts.values())

    async def test_those_of_the_wanted_kind_come_first(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        videos, shorts = self.build_uploads(6), self.build_uploads(9, **SHORT)[6:]
        ytdlp.add_channel(*videos, *shorts)
        creator = CreatorTarget("youtube", CHANNEL, kind="short")
        outcome = await source.list_recent(creator, 3)
        assert [post.kind for post in outcome.posts.values()] == ["short"] * 3

    async def test_handle_is_looked_up_first(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        ytdlp.add_channel(*self.build_uploads(2), handle="Some.Body")
        creator = CreatorTarget("youtube", handle="@Some.Body")
        outcome = await source.list_recent(creator, 5)
        assert (len(outcome.posts), outcome.calls) == (2, 4)

    async def test_one_that_fails_is_left_out(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        infos = self.build_uploads(3)
        ytdlp.add_channel(*infos)
        ytdlp.fail(infos[0]["id"], "members_only")
        outcome = await source.list_recent(CREATOR, 3)
        assert len(outcome.posts) == 2
        assert outcome.failures == {}

    async def test_videos_of_others_are_left_out(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        ytdlp.add_channel(*self.build_uploads(2, channel_id="UC" + "0" * 22))
        outcome = await source.list_recent(CREATOR, 3)
        assert outcome.posts == {}
        assert outcome.failures[CHANNEL].reason == "malformed"

    async def test_channel_that_is_not_there_is_told(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp
    ) -> None:
        outcome = await source.list_recent(CREATOR, 3)
        assert outcome.failures[CHANNEL].reason == "not_found"

    @pytest.mark.parametrize("entries", [None, 7, [], [None], [{"id": 7}], ["x"]])
    async def test_odd_lists_have_no_posts(
        self, source: YtDlpSource, ytdlp: RecordedYtDlp, entries: Any
    ) -> None:
        ytdlp.infos[uploads_url(CHANNEL)] = {"id": "UU", "entries": []}
        info = ytdlp.infos[uploads_url(CHANNEL)]

        async def extract(url: str, most: int = 1) -> dict[str, Any]:
            return {**info, "entries": entries}

        source._extract = extract
        outcome = await source.list_recent(CREATOR, 3)
        assert (outcome.posts, outcome.failures) == ({}, {})
