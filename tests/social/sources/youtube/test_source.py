"""YouTube's own API as a source, and what it may do wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.common.clock import FixedClock
from services.social.sources.source import CreatorTarget
from services.social.sources.youtube.source import YouTubeDataSource
from tests.emulators.youtube_data import CHANNEL, YouTube
from tests.emulators.youtube_rows import pick_id
from tests.social.sources.youtube.conftest import BuildSource
from tests.social.sources.youtube_kit import collect, target

ONE, TWO, THREE = (pick_id(name) for name in ("one", "two", "three"))
CREATOR = CreatorTarget("youtube", CHANNEL)


class TestCollect:
    async def test_video_is_told_whole(
        self, source: YouTubeDataSource, youtube: YouTube, clock: FixedClock
    ) -> None:
        at = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
        youtube.add_video(
            ONE,
            CHANNEL,
            published_at=at,
            duration="PT1H2M3S",
            statistics={"viewCount": "120", "likeCount": "7", "commentCount": "3"},
        )
        post = (await collect(source, ONE)).posts[ONE]
        assert (post.creator_key, post.creator_name) == (CHANNEL, "Emulated")
        assert post.username == "emulated"
        assert (post.published_at, post.duration_seconds) == (at, 3723)
        assert post.metrics.model_dump(exclude_none=True) == {
            "views": 120,
            "likes": 7,
            "comments": 3,
            "followers": 12_300,
        }
        assert (post.as_of, post.kind, post.is_whole) == (clock.now(), None, True)
        [thumbnail] = post.media
        assert (thumbnail.width, thumbnail.height) == (480, 360)
        assert post.url == f"https://www.youtube.com/watch?v={ONE}"

    async def test_fifty_are_one_call_and_their_channels_another(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        ids = [pick_id(f"many {number}") for number in range(50)]
        outcome = await collect(source, *ids)
        assert len(outcome.posts) == 50
        assert youtube.batches == [50]
        assert (outcome.calls, youtube.units) == (2, 2)

    async def test_video_that_is_not_there_is_not_found(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.removed.add(TWO)
        outcome = await collect(source, ONE, TWO)
        assert set(outcome.posts) == {ONE}
        assert outcome.failures[TWO].reason == "not_found"

    async def test_rows_are_matched_by_id(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.shuffled = youtube.foreign = youtube.lying_totals = True
        outcome = await collect(source, ONE, TWO, THREE)
        assert {i: post.title for i, post in outcome.posts.items()} == {
            i: f"Video {i}" for i in (ONE, TWO, THREE)
        }

    async def test_numbers_instead_of_texts_are_figures_too(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        expected = (await collect(source, ONE)).posts[ONE].metrics
        youtube.numbers = True
        assert (await collect(source, ONE)).posts[ONE].metrics == expected

    async def test_null_figures_are_not_known(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.null_stats = True
        metrics = (await collect(source, ONE)).posts[ONE].metrics
        assert metrics.model_dump(exclude_none=True) == {}

    async def test_hidden_likes_and_followers_are_not_known(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.add_video(ONE, CHANNEL, statistics={"viewCount": "5"})
        youtube.channels[CHANNEL]["statistics"]["hiddenSubscriberCount"] = True
        metrics = (await collect(source, ONE)).posts[ONE].metrics
        assert metrics.model_dump(exclude_none=True) == {"views": 5}

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"liveBroadcastContent": "upcoming"}, "not_yet"),
            ({"channelId": ""}, "malformed"),
            ({"channelId": 7}, "malformed"),
        ],
    )
    async def test_row_that_is_no_post_is_alone(
        self,
        source: YouTubeDataSource,
        youtube: YouTube,
        changes: dict[str, Any],
        reason: str,
    ) -> None:
        youtube.add_video(ONE, CHANNEL)
        youtube.videos[ONE]["snippet"] |= changes
        outcome = await collect(source, ONE, TWO)
        assert outcome.failures[ONE].reason == reason
        assert set(outcome.posts) == {TWO}

    async def test_stream_under_way_is_live_and_has_no_length(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.add_video(ONE, CHANNEL, duration="P0D", liveBroadcastContent="live")
        post = (await collect(source, ONE)).posts[ONE]
        assert (post.kind, post.duration_seconds) == ("live", None)

    @pytest.mark.parametrize("kind", ["short", "live", "video", None])
    async def test_link_says_what_the_api_does_not(
        self, source: YouTubeDataSource, kind: str | None
    ) -> None:
        outcome = await source.collect([target(ONE, kind)])
        told = outcome.posts[ONE].kind
        assert told == (kind if kind in {"short", "live"} else None)

    async def test_without_channels_a_post_is_told_without_followers(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.channels.clear()
        post = (await collect(source, ONE)).posts[ONE]
        assert (post.metrics.followers, post.username) == (None, None)


class TestComments:
    async def test_as_many_as_are_wanted_in_pages(
        self, build_source: BuildSource, youtube: YouTube
    ) -> None:
        youtube.add_video(ONE, CHANNEL, statistics={"commentCount": "250"})
        youtube.add_comments(ONE, 250)
        post = (await collect(build_source(comments=150), ONE)).posts[ONE]
        assert len(post.comments) == 150
        first = post.comments[0]
        assert (first.author, first.text, first.likes) == ("viewer0", "Comment 0", 0)
        assert first.published_at
        assert youtube.calls["commentThreads"] == 2

    async def test_where_there_are_none_nobody_asks(
        self, build_source: BuildSource, youtube: YouTube
    ) -> None:
        youtube.add_video(ONE, CHANNEL, statistics={"commentCount": "0"})
        youtube.add_video(TWO, CHANNEL, statistics={"viewCount": "1"})
        await collect(build_source(comments=20), ONE, TWO)
        assert youtube.calls["commentThreads"] == 0

    async def test_switched_off_is_none(
        self, build_source: BuildSource, youtube: YouTube
    ) -> None:
        youtube.add_video(ONE, CHANNEL, statistics={"commentCount": "3"})
        youtube.comments_disabled.add(ONE)
        assert (await collect(build_source(comments=20), ONE)).posts[ONE].comments == ()

    async def test_used_up_quota_ends_the_asking_and_costs_no_post(
        self, build_source: BuildSource, youtube: YouTube
    ) -> None:
        ids = [pick_id(f"quota {number}") for number in range(20)]
        for video_id in ids:
            youtube.add_video(video_id, CHANNEL, statistics={"commentCount": "3"})
        youtube.units_per_day = 4
        outcome = await collect(build_source(comments=20), *ids)
        assert len(outcome.posts) == 20
        assert youtube.calls["commentThreads"] < 10


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "reason", "told"),
        [
            ("keyInvalid", "auth", "YOUTUBE_API_KEY"),
            ("badRequest", "auth", "YOUTUBE_API_KEY"),
            ("accessNotConfigured", "auth", "switched on"),
            ("ipRefererBlocked", "auth", "YOUTUBE_API_KEY"),
            ("quotaExceeded", "no_credit", "08:00 UTC"),
            ("dailyLimitExceeded", "no_credit", "08:00 UTC"),
            ("invalidParameter", "source_unavailable", "YouTube's API"),
            ("truncated", "malformed", "cannot be read"),
        ],
    )
    async def test_refusal_names_what_to_do_and_is_not_repeated(
        self,
        source: YouTubeDataSource,
        youtube: YouTube,
        fault: str,
        reason: str,
        told: str,
    ) -> None:
        youtube.faults.append(fault)
        outcome = await collect(source, ONE, TWO)
        assert {f.reason for f in outcome.failures.values()} == {reason}
        assert told in outcome.failures[ONE].message
        assert (outcome.calls, youtube.units) == (1, 1)

    @pytest.mark.parametrize(
        "fault",
        ["rateLimitExceeded", "userRateLimitExceeded", "backendError", 429, 500, "cut"],
    )
    async def test_passing_fault_is_tried_again(
        self, source: YouTubeDataSource, youtube: YouTube, fault: int | str
    ) -> None:
        youtube.faults.extend([fault, fault])
        outcome = await collect(source, ONE)
        assert set(outcome.posts) == {ONE}
        assert youtube.calls["videos"] == 3

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            ("rateLimitExceeded", "rate_limited"),
            (503, "source_unavailable"),
            ("slow", "timeout"),
        ],
    )
    async def test_lasting_fault_has_its_reason(
        self, source: YouTubeDataSource, youtube: YouTube, fault: int | str, reason: str
    ) -> None:
        youtube.slow_seconds = 1
        youtube.faults.extend([fault] * 9)
        outcome = await collect(source, ONE)
        assert outcome.failures[ONE].reason == reason

    async def test_wrong_key_is_auth(self, build_source: BuildSource) -> None:
        outcome = await collect(build_source(key="other"), ONE)
        assert outcome.failures[ONE].reason == "auth"


class TestUnits:
    async def test_used_up_day_is_not_asked_on_and_ends_at_midnight_in_california(
        self, source: YouTubeDataSource, youtube: YouTube, clock: FixedClock
    ) -> None:
        youtube.faults.append("quotaExceeded")
        for _ in range(3):
            assert (await collect(source, ONE)).failures[ONE].reason == "no_credit"
        assert youtube.units == 1
        clock.advance(timedelta(hours=19, minutes=59))
        assert (await collect(source, ONE)).failures
        clock.advance(timedelta(minutes=1))
        assert (await collect(source, ONE)).posts

    async def test_own_limit_is_kept_to(
        self, build_source: BuildSource, youtube: YouTube
    ) -> None:
        source = build_source(units_per_day=3)
        await collect(source, ONE)
        outcome = await collect(source, ONE)
        assert outcome.posts[ONE].metrics.followers is None  # the fourth call
        assert (await collect(source, ONE)).failures[ONE].reason == "no_credit"
        assert youtube.units == 3


class TestListRecent:
    async def test_newest_of_a_channel_for_two_units(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        outcome = await source.list_recent(CREATOR, 20)
        assert list(outcome.posts) == youtube.uploads[CHANNEL][:20]
        assert (outcome.calls, youtube.units, outcome.failures) == (2, 2, {})
        assert {post.creator_key for post in outcome.posts.values()} == {CHANNEL}

    async def test_more_than_a_page(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        for number in range(90):
            youtube.add_video(pick_id(f"older {number}"), CHANNEL)
        outcome = await source.list_recent(CREATOR, 110)
        assert len(outcome.posts) == 110
        assert youtube.batches == [50, 50, 10]
        assert outcome.calls == 6

    async def test_handle_costs_one_unit_more(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        creator = CreatorTarget("youtube", handle="Emulated")
        outcome = await source.list_recent(creator, 5)
        assert len(outcome.posts) == 5
        assert youtube.units == 3
        assert all(p.metrics.followers == 12_300 for p in outcome.posts.values())

    @pytest.mark.parametrize(
        "creator",
        [
            CreatorTarget("youtube", handle="nobody"),
            CreatorTarget("youtube", "UC0000000000000000000000"),
        ],
    )
    async def test_channel_that_is_not_there_is_not_found(
        self, source: YouTubeDataSource, creator: CreatorTarget
    ) -> None:
        outcome = await source.list_recent(creator, 5)
        assert outcome.failures[creator.name].reason == "not_found"

    async def test_what_is_hidden_or_not_shown_yet_is_left_out(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        first, second, third, *_ = youtube.uploads[CHANNEL]
        youtube.removed.add(first)
        youtube.videos[second]["snippet"]["liveBroadcastContent"] = "upcoming"
        outcome = await source.list_recent(CREATOR, 3)
        assert list(outcome.posts) == [third]
        assert outcome.failures == {}

    async def test_fault_is_told_under_the_creators_name(
        self, source: YouTubeDataSource, youtube: YouTube
    ) -> None:
        youtube.faults.append("quotaExceeded")
        outcome = await source.list_recent(CREATOR, 3)
        assert outcome.failures[CHANNEL].reason == "no_credit"

    @pytest.mark.parametrize(
        ("creator", "is_accepted"),
        [
            (CREATOR, True),
            (CreatorTarget("youtube", handle="@nasa"), True),
            (CreatorTarget("youtube", "demo-tarnfield", "tarnfield"), False),
            (CreatorTarget("youtube", "Some Channel"), False),
            (CreatorTarget("youtube", handle="a/../b"), False),
        ],
    )
    def test_only_channels_are_accepted(
        self, source: YouTubeDataSource, creator: CreatorTarget, *, is_accepted: bool
    ) -> None:
        assert source.accepts_creator(creator) is is_accepted
