from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from libs.common.post_urls import PostUrl, Refusal, parse_post_url, pk_to_shortcode

UrlBuilder = Callable[[datetime], str]

X_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
INSTAGRAM_EPOCH = datetime(2011, 8, 24, 21, 7, 1, 721000, tzinfo=UTC)
MADE_AT = datetime(2026, 3, 14, 15, 9, 26, 535000, tzinfo=UTC)


def x_url(at: datetime) -> str:
    milliseconds = (at - X_EPOCH) // timedelta(milliseconds=1)
    return f"https://x.com/north_bound/status/{(milliseconds << 22) + 12345}"


def instagram_url(at: datetime) -> str:
    milliseconds = (at - INSTAGRAM_EPOCH) // timedelta(milliseconds=1)
    code = pk_to_shortcode((milliseconds << 23) + 54321)
    return f"https://www.instagram.com/p/{code}/"


def read(url: str, *, now: datetime | None = None) -> PostUrl:
    post = parse_post_url(url, now=now)
    assert isinstance(post, PostUrl)
    return post


class TestPublishedAtHint:
    @pytest.mark.parametrize("build_url", [x_url, instagram_url])
    @pytest.mark.parametrize("at", [MADE_AT, datetime(2012, 2, 29, tzinfo=UTC)])
    def test_hint_is_the_time_in_the_id(
        self, build_url: UrlBuilder, at: datetime
    ) -> None:
        assert read(build_url(at)).published_at_hint == at

    @pytest.mark.parametrize(
        "url",
        [
            "https://x.com/north_bound/status/20",
            "https://x.com/north_bound/status/29700859246",
            "https://www.instagram.com/p/BA/",
            "https://youtu.be/ab-_56789dA",
            "https://x.com/i/spaces/1OyKADyWoPaxb",
            "https://www.instagram.com/stories/highlights/18090000000000001/",
            "https://t.co/AbCdEf1234",
        ],
    )
    def test_id_without_a_time_gives_none(self, url: str) -> None:
        assert read(url).published_at_hint is None

    def test_first_snowflake_of_x_has_a_time(self) -> None:
        hint = read("https://x.com/north_bound/status/29700859247").published_at_hint
        assert hint == X_EPOCH + timedelta(milliseconds=29700859247 >> 22)

    def test_first_timed_medium_of_instagram_has_a_time(self) -> None:
        last = read(f"instagram://media?id={2**40 - 1}")
        first = read(f"instagram://media?id={2**40}")
        assert last.published_at_hint is None
        assert first.published_at_hint == INSTAGRAM_EPOCH + timedelta(
            milliseconds=2**40 >> 23
        )

    def test_greatest_ids_have_a_time(self) -> None:
        assert read(f"https://x.com/a/status/{2**64 - 1}").published_at_hint
        assert read("https://www.instagram.com/p/P__________/").published_at_hint


class TestIdFromTheFuture:
    @pytest.mark.parametrize("build_url", [x_url, instagram_url])
    def test_id_of_a_later_time_is_refused(self, build_url: UrlBuilder) -> None:
        url = build_url(MADE_AT)
        refused = parse_post_url(url, now=MADE_AT - timedelta(minutes=6))
        assert isinstance(refused, Refusal)
        assert refused.reason == "bad_id"
        assert refused.platform in ("instagram", "x")
        assert "date has not come yet" in refused.message

    @pytest.mark.parametrize("build_url", [x_url, instagram_url])
    def test_clock_that_is_a_little_slow_is_forgiven(
        self, build_url: UrlBuilder
    ) -> None:
        url = build_url(MADE_AT)
        assert read(url, now=MADE_AT - timedelta(minutes=4)).published_at_hint

    def test_time_is_not_asked_of_ids_without_now(self) -> None:
        assert read(x_url(datetime(2060, 1, 1, tzinfo=UTC))).published_at_hint

    def test_ids_without_a_time_are_never_refused_for_it(self) -> None:
        long_ago = datetime(2000, 1, 1, tzinfo=UTC)
        assert read("https://youtu.be/ab-_56789dA", now=long_ago).id == "ab-_56789dA"
        assert read("https://x.com/a/status/20", now=long_ago).id == "20"
