"""The invented posts: stable, complete, and with the outliers they promise.

The outlier multiple is computed here a second time, from its published rule."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.social.demo.catalogue import DemoCreator, load_creators
from services.social.demo.posts import AS_OF, demo_posts
from services.social.sources.collected_post import CollectedPost


def _basis(post: CollectedPost) -> int:
    for count in (
        post.metrics.views,
        post.metrics.impressions,
        post.metrics.interactions,
    ):
        if count is not None:
            return count
    raise AssertionError(f"{post.platform_post_id} has no figures")


def _published(post: CollectedPost) -> datetime:
    assert post.published_at is not None
    return post.published_at


def _others(post: CollectedPost) -> list[CollectedPost]:
    """Up to 30 of the creator's other posts of the kind, nearest in time first."""
    moment = _published(post)
    others = [
        other
        for other in demo_posts()
        if other.platform_post_id != post.platform_post_id
        and (other.platform, other.creator_key) == (post.platform, post.creator_key)
        and other.kind == post.kind
        and abs(_published(other) - moment) <= timedelta(days=180)
    ]
    others.sort(
        key=lambda other: (
            abs(_published(other) - moment),
            _published(other),
            other.platform_post_id,
        )
    )
    return others[:30]


def _middle(counts: Sequence[int]) -> float:
    ordered = sorted(counts)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[half])
    return (ordered[half - 1] + ordered[half]) / 2


def _multiple(post: CollectedPost) -> float | None:
    others = _others(post)
    if len(others) < 8:
        return None
    return (_basis(post) + 1) / (_middle([_basis(other) for other in others]) + 1)


def _of(platform: str) -> list[CollectedPost]:
    return [post for post in demo_posts() if post.platform == platform]


class TestDemoPosts:
    def test_same_set_comes_out_every_time(self) -> None:
        first = demo_posts(datetime(2027, 3, 1, tzinfo=UTC))

        assert first == demo_posts(datetime(2031, 1, 1, tzinfo=UTC)) == demo_posts()

    def test_figures_are_the_same_on_every_machine(self) -> None:
        seen = {post.platform_post_id: _basis(post) for post in demo_posts()}

        assert [
            seen[post_id]
            for post_id in (
                "demo-varnholm-001",
                "demo-varnholm-024",
                "demo-tarnfield-022",
                "demo-pellan-033",
            )
        ] == [40695, 145464, 40116, 2890]

    def test_posts_still_ahead_of_an_earlier_clock_are_left_out(self) -> None:
        moment = datetime(2026, 8, 1, tzinfo=UTC)
        posts = demo_posts(moment)

        assert 0 < len(posts) < len(demo_posts())
        assert max(_published(post) for post in posts) <= moment

    def test_three_creators_on_three_platforms(self) -> None:
        creators = {(post.platform, post.creator_key) for post in demo_posts()}

        assert creators == {
            ("youtube", "demo-varnholm"),
            ("instagram", "demo-tarnfield"),
            ("x", "demo-pellan"),
        }

    def test_kinds_and_counts_are_those_announced(self) -> None:
        counts = Counter((post.platform, post.kind) for post in demo_posts())

        assert counts == {
            ("youtube", "video"): 35,
            ("instagram", "reel"): 20,
            ("instagram", "carousel"): 17,
            ("instagram", "post"): 5,
            ("x", "post"): 33,
        }

    def test_ids_and_addresses_mean_nobody_real(self) -> None:
        ids = [post.platform_post_id for post in demo_posts()]

        assert len(set(ids)) == len(ids)
        for post in demo_posts():
            assert re.fullmatch(r"demo-[a-z0-9]+-\d{3}", post.platform_post_id)
            assert post.url == (
                f"https://demo.invalid/{post.platform}/{post.platform_post_id}"
            )
            assert post.is_invented

    def test_all_lie_within_180_days_before_their_figures(self) -> None:
        for post in demo_posts():
            assert post.as_of == AS_OF
            assert timedelta(0) < AS_OF - _published(post) <= timedelta(days=180)

    def test_texts_are_written_for_each_post(self) -> None:
        texts = [post.content for post in demo_posts()]

        assert all(text and text.strip() == text for text in texts)
        assert len(set(texts)) == len(texts)
        assert all(post.title for post in _of("youtube"))

    def test_texts_keep_to_the_limits_of_their_platform(self) -> None:
        assert all(len(post.title or "") <= 100 for post in _of("youtube"))
        assert all(len(post.content or "") <= 280 for post in _of("x"))
        assert all((post.content or "").count("#") <= 5 for post in _of("instagram"))

    def test_files_end_with_the_newest_post(self) -> None:
        for platform in ("youtube", "instagram", "x"):
            times = [_published(post) for post in _of(platform)]
            assert times == sorted(times)

    def test_comments_come_after_their_post(self) -> None:
        comments = [
            (post, comment) for post in demo_posts() for comment in post.comments
        ]

        assert len(comments) >= 10
        for post, comment in comments:
            assert comment.published_at is not None
            assert _published(post) < comment.published_at < AS_OF


class TestFigures:
    def test_one_video_is_a_clear_outlier(self) -> None:
        multiples = {post.platform_post_id: _multiple(post) for post in _of("youtube")}
        high = {name: value for name, value in multiples.items() if (value or 0) >= 3}

        assert list(high) == ["demo-varnholm-024"]
        assert high["demo-varnholm-024"] == pytest.approx(6, abs=0.5)

    def test_one_video_is_far_below_the_usual(self) -> None:
        multiples = {post.platform_post_id: _multiple(post) for post in _of("youtube")}
        low = {name: value for name, value in multiples.items() if (value or 0) < 0.5}

        assert list(low) == ["demo-varnholm-020"]
        assert low["demo-varnholm-020"] == pytest.approx(0.4, abs=0.05)

    @pytest.mark.parametrize("kind", ["reel", "carousel"])
    def test_reels_and_carousels_each_have_a_baseline(self, kind: str) -> None:
        posts = [post for post in _of("instagram") if post.kind == kind]

        assert all(_multiple(post) is not None for post in posts)
        assert sum((_multiple(post) or 0) >= 3 for post in posts) == 1

    def test_photos_are_too_few_for_a_baseline(self) -> None:
        photos = [post for post in _of("instagram") if post.kind == "post"]

        assert [_multiple(post) for post in photos] == [None] * 5

    def test_posts_on_x_are_counted_in_impressions(self) -> None:
        posts = _of("x")
        multiples = sorted(_multiple(post) or 0 for post in posts)

        assert all(post.metrics.views is None for post in posts)
        assert all(post.metrics.impressions for post in posts)
        assert multiples[-1] >= 10
        assert 3 <= multiples[-2] < 10
        assert multiples[-3] < 3

    def test_most_posts_are_usual(self) -> None:
        multiples = [
            multiple
            for post in demo_posts()
            if (multiple := _multiple(post)) is not None
        ]
        usual = [multiple for multiple in multiples if 0.67 <= multiple < 1.5]

        assert len(usual) / len(multiples) > 0.55

    def test_counts_fit_each_other(self) -> None:
        for post in demo_posts():
            metrics = post.metrics
            assert metrics.likes is not None
            assert metrics.comments is not None
            assert 0 < metrics.comments < metrics.likes < _basis(post)
            assert metrics.reach is None or metrics.reach <= _basis(post)
            assert metrics.followers

    def test_no_two_posts_of_a_creator_share_a_count(self) -> None:
        counts = Counter((post.creator_key, _basis(post)) for post in demo_posts())

        assert max(counts.values()) == 1


class TestTranscripts:
    def test_most_videos_can_be_read(self) -> None:
        videos = _of("youtube")

        assert sum(bool(video.transcript_segments) for video in videos) == 29
        assert sum(video.has_no_speech for video in videos) == 1

    def test_sentences_follow_each_other_within_the_film(self) -> None:
        for post in demo_posts():
            end = 0.0
            for segment in post.transcript_segments:
                assert end <= segment.start_seconds < segment.end_seconds
                end = segment.end_seconds
            assert end <= (post.duration_seconds or 0)

    def test_speech_is_neither_hurried_nor_drawled(self) -> None:
        for post in demo_posts():
            for segment in post.transcript_segments:
                words = len(segment.text.split())
                seconds = segment.end_seconds - segment.start_seconds
                assert 1.8 <= words / seconds <= 4.0, segment.text

    def test_transcript_is_its_sentences(self) -> None:
        for post in demo_posts():
            sentences = [segment.text for segment in post.transcript_segments]
            assert (post.transcript or "") == " ".join(sentences)


class TestLoadCreators:
    def test_each_chosen_scene_and_kind_is_known(self) -> None:
        for creator in load_creators():
            assert {entry.kind for entry in creator.post} == set(creator.kinds)

    def test_misspelt_key_is_refused(self) -> None:
        written = load_creators()[0].model_dump()
        written["post"][0]["tittle"] = "A slip of the pen"

        with pytest.raises(ValueError, match="tittle"):
            DemoCreator.model_validate(written)

    def test_spoken_line_without_a_time_is_refused(self) -> None:
        entry = load_creators()[0].post[0].model_copy(update={"said": "No time"})

        with pytest.raises(ValueError, match="No time"):
            _ = entry.segments
