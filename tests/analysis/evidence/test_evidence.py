from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from libs.common.contracts.social import (
    BaselinePost,
    MediaDetail,
    PostDetail,
    PostMetrics,
    TranscriptSegment,
)
from services.analysis.evidence.evidence import build_evidence
from services.analysis.evidence.schemas import EvidenceSet
from tests.analysis.building import (
    MOMENT,
    gather,
    id_of,
    make_baseline,
    make_other,
    make_others,
    make_post,
    pick,
)
from tests.analysis.strategies import posts_with_others


def names_of(evidence: EvidenceSet) -> set[str]:
    return {missing.name for missing in evidence.missing}


class TestBuildEvidence:
    @given(posts_with_others())
    def test_any_post_has_numbered_items_that_survive_json(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        evidence = gather(*given_posts)
        numbers = [item.id for item in evidence.items]

        assert numbers == [f"E{n}" for n in range(1, len(numbers) + 1)]
        assert len({item.kind for item in evidence.items}) == len(numbers)
        assert evidence.items[0].kind == "outlier_multiple"
        assert EvidenceSet.model_validate_json(evidence.model_dump_json()) == evidence

    @given(posts_with_others())
    def test_nothing_has_a_usual_below_eight(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        for item in gather(*given_posts).items:
            if item.sample_size < 8:
                assert item.usual is None
                assert item.standing is None
            if item.comparison is not None and len(item.comparison.values) < 8:
                assert item.comparison.median is None
                assert item.comparison.quartile_low is None

    def test_outlier_item_carries_value_usual_and_multiple(self) -> None:
        evidence = gather(make_post(), make_others([99] * 20))
        item = pick(evidence, "outlier_multiple")

        assert (item.id, item.value, item.display) == ("E1", 1_000, "1,000")
        assert (item.usual, item.usual_display) == (99.0, "99")
        assert item.difference == evidence.verdict.multiple == 10.01
        assert item.sample_size == 20
        assert item.comparison is not None
        assert item.comparison.bands[0].high == 0.67

    def test_thin_baseline_is_said_with_its_count(self) -> None:
        evidence = gather(make_post(format="reel", platform="instagram"), [])

        assert pick(evidence, "comparable_posts").display == "0 of 8 needed"
        assert pick(evidence, "outlier_multiple").marks == ("no_baseline",)
        assert "no_baseline" in names_of(evidence)

    def test_thin_baseline_on_youtube_shows_the_published_distribution(self) -> None:
        (figure,) = pick(gather(make_post(), []), "outlier_multiple").published

        assert figure.statement.startswith("87")
        assert (figure.year, figure.via) == (2023, False)

    def test_figures_of_the_first_week_are_marked_young(self) -> None:
        others = make_others([100] * 8)
        young = gather(make_post(metrics_as_of=MOMENT + timedelta(hours=30)), others)
        ripe = gather(make_post(metrics_as_of=MOMENT + timedelta(days=7)), others)

        assert "young_post" in pick(young, "outlier_multiple").marks
        assert "30" in pick(young, "measured_age").display
        assert pick(ripe, "outlier_multiple").marks == ()

    def test_invented_post_is_marked_as_such(self) -> None:
        evidence = gather(make_post(is_invented=True), [])

        assert evidence.subject.is_invented
        assert pick(evidence, "creator_account").detail == "Invented for demonstration."


class TestMissing:
    def test_bare_post_names_all_it_lacks(self) -> None:
        post = make_post(
            title=None,
            content=" ",
            published_at=None,
            duration_seconds=None,
            metrics=PostMetrics(),
        )

        assert names_of(gather(post, [])) == {
            "no_metrics",
            "no_published_time",
            "no_engagement_ratio",
            "no_followers",
            "no_impressions",
            "no_transcript",
            "no_duration",
            "no_text",
            "no_media",
            "no_growth",
        }

    def test_text_post_misses_no_transcript(self) -> None:
        post = make_post(platform="x", format="post", title=None)

        assert not {"no_transcript", "no_duration", "no_media"} & names_of(
            gather(post, [])
        )

    def test_silence_is_known_not_missing(self) -> None:
        evidence = gather(make_post(transcript_state="no_speech"), [])

        assert "no_transcript" not in names_of(evidence)
        assert pick(evidence, "speech").value is False


class TestEngagement:
    def test_each_denominator_is_kept_apart(self) -> None:
        metrics = PostMetrics(
            views=1_000,
            impressions=2_000,
            reach=500,
            followers=100,
            likes=40,
            comments=10,
        )
        evidence = gather(make_post(metrics=metrics), [])

        assert [
            (item.kind, item.value)
            for item in evidence.items
            if item.group == "engagement"
        ] == [
            ("engagement_ratio_by_views", 0.05),
            ("engagement_ratio_by_impressions", 0.025),
            ("engagement_ratio_by_reach", 0.1),
            ("engagement_ratio_by_followers", 0.5),
        ]

    def test_bookmarks_on_x_do_not_count(self) -> None:
        metrics = PostMetrics(impressions=100, likes=3, shares=2, comments=1, saves=90)
        item = pick(
            gather(make_post(platform="x", metrics=metrics), []),
            "engagement_ratio_by_impressions",
        )

        assert item.value == 0.06
        assert item.basis == "(likes + replies + reposts) ÷ impressions"

    def test_saves_on_instagram_count(self) -> None:
        metrics = PostMetrics(reach=100, likes=3, saves=7)
        post = make_post(platform="instagram", format="reel", metrics=metrics)

        assert pick(gather(post, []), "engagement_ratio_by_reach").value == 0.1

    def test_others_without_the_same_counts_are_left_out(self) -> None:
        full = [make_other(f"a{n}") for n in range(8)]
        partial = [
            make_other(f"b{n}", metrics=PostMetrics(views=1_000, likes=900))
            for n in range(8)
        ]
        item = pick(gather(make_post(), full + partial), "engagement_ratio_by_views")

        assert item.sample_size == 8
        assert item.usual == 0.06
        assert (item.standing, item.difference_display) == ("as_usual", "as usual")

    def test_zero_views_give_no_rate(self) -> None:
        post = make_post(metrics=PostMetrics(views=0, likes=0))

        assert gather(post, []).find_item("engagement_ratio_by_views") is None
        assert "no_engagement_ratio" in names_of(gather(post, []))

    def test_same_denominator_or_no_benchmark(self) -> None:
        metrics = PostMetrics(views=1_000, impressions=1_000, likes=10)
        evidence = gather(make_post(metrics=metrics), [])

        by_views = pick(evidence, "engagement_ratio_by_views")
        by_impressions = pick(evidence, "engagement_ratio_by_impressions")
        assert "no_comparable_benchmark" in by_views.marks
        assert by_views.published == ()
        assert "account_kind_unknown" in by_impressions.marks
        assert [figure.study for figure in by_impressions.published] == ["Buffer"]


class TestTiming:
    def test_hour_is_told_in_the_given_zone(self) -> None:
        post = make_post(published_at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
        evidence = build_evidence(
            post, make_baseline(post, []), timezone=ZoneInfo("America/Los_Angeles")
        )

        assert pick(evidence, "posting_time").display == "17:30"
        assert pick(evidence, "posting_weekday").value == "Saturday"

    def test_neighbours_across_midnight_are_near(self) -> None:
        post = make_post(published_at=datetime(2026, 3, 5, 0, 10, tzinfo=UTC))
        others = [
            make_other("a", published_at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC)),
            make_other("b", published_at=datetime(2026, 3, 4, 1, 10, tzinfo=UTC)),
            make_other("c", published_at=datetime(2026, 3, 4, 1, 11, tzinfo=UTC)),
        ]
        share = pick(gather(post, others), "posting_time").share

        assert share is not None
        assert (share.count, share.total) == (2, 3)

    def test_group_of_three_has_a_multiple_and_of_two_has_none(self) -> None:
        others = make_others([100] * 8, published_at=MOMENT + timedelta(hours=12))
        near = [make_other(f"n{n}", metrics=PostMetrics(views=403)) for n in range(3)]

        three = pick(gather(make_post(), others + near), "posting_time").share
        two = pick(gather(make_post(), others + near[:2]), "posting_time").share
        assert three is not None
        assert three.multiple == 404 / 101
        assert two is not None
        assert two.multiple is None


class TestForm:
    def test_title_traits_count_the_others_titles(self) -> None:
        others = [
            *make_others([100] * 9),
            make_other("asks", title="Why 7 chairs?"),
            make_other("untitled", title=None),
        ]
        item = pick(gather(make_post(title="Is it 40?"), others), "title_question")

        assert item.value is True
        assert item.share is not None
        assert (item.share.count, item.share.total) == (1, 10)

    def test_post_without_title_is_read_by_its_text(self) -> None:
        post = make_post(title=None, content="Who needs 3 chairs? Not me. @maker #diy")
        evidence = gather(post, make_others([100] * 8))

        assert pick(evidence, "first_words").value == "Who needs 3 chairs?"
        assert pick(evidence, "text_question").value is True
        assert "no_usual" in pick(evidence, "text_question").marks
        assert pick(evidence, "mention_count").value == 1
        assert pick(evidence, "hashtag_count").value == 1
        assert evidence.find_item("title_length") is None

    def test_length_stands_against_the_middle_half(self) -> None:
        others = [
            make_other(f"p{n}", duration_seconds=float(60 * n)) for n in range(1, 10)
        ]
        long = pick(gather(make_post(duration_seconds=540.0), others), "duration")
        usual = pick(gather(make_post(duration_seconds=420.0), others), "duration")

        assert (long.standing, long.difference_display) == ("higher", "+80\u00a0%")
        assert (usual.usual_display, usual.standing) == ("5:00", "as_usual")

    def test_lengths_nobody_measured_are_no_usual(self) -> None:
        item = pick(
            gather(make_post(), make_others([1] * 8, text_length=0)), "text_length"
        )

        assert item.usual is None
        assert "no_usual" in item.marks

    def test_thumbnail_is_no_medium_of_its_own(self) -> None:
        media = tuple(
            MediaDetail(id=id_of(kind), kind=kind, position=0)
            for kind in ("video", "thumbnail")
        )

        item = pick(gather(make_post(media=media), []), "media_kinds")
        assert item.value == "1\u00a0video"


class TestSpeech:
    def test_opening_words_end_at_five_seconds(self) -> None:
        segments = (
            TranscriptSegment(start_seconds=1.2, end_seconds=3.0, text="one two"),
            TranscriptSegment(start_seconds=4.0, end_seconds=8.0, text="a b c d"),
            TranscriptSegment(start_seconds=8.0, end_seconds=31.2, text="x " * 44),
        )
        evidence = gather(make_post(transcript_segments=segments), [])

        assert pick(evidence, "opening_words").value == "one two a …"
        assert pick(evidence, "first_speech_at").display == "0:01.2"
        # 50 words in 30 seconds.
        assert pick(evidence, "speech_rate").value == pytest.approx(100.0)

    def test_speech_that_starts_late_has_no_opening_words(self) -> None:
        segments = (
            TranscriptSegment(start_seconds=9.0, end_seconds=19.0, text="late it is"),
        )
        evidence = gather(make_post(transcript_segments=segments), [])

        assert evidence.find_item("opening_words") is None
        assert pick(evidence, "first_speech_at").value == 9.0

    def test_untimed_transcript_gives_words_over_the_whole_length(self) -> None:
        post = make_post(transcript="word " * 300, duration_seconds=120.0)
        evidence = gather(post, [])

        assert pick(evidence, "speech_rate").value == pytest.approx(150.0)
        assert evidence.find_item("first_speech_at") is None
