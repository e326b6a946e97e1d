import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.contracts.social import BaselinePost, PostDetail, PostMetrics
from libs.common.standing.bands import find_band
from libs.common.standing.judging import outlier_multiple
from services.analysis.evidence.baseline import choose_others
from services.analysis.evidence.outlier import judge_outlier
from services.analysis.evidence.schemas import OutlierVerdict
from tests.analysis.building import make_other, make_others, make_post
from tests.analysis.strategies import posts_with_others


def judge(post: PostDetail, others: Sequence[BaselinePost]) -> OutlierVerdict:
    return judge_outlier(post.metrics, choose_others(post, others))


def naive_multiple(post: PostDetail, others: Sequence[BaselinePost]) -> float | None:
    """The rule once more, written without a look at the code under test."""
    for basis in ("views", "impressions", "interactions"):
        value = getattr(post.metrics, basis)
        if value is not None:
            chosen = naive_choice(post, others, basis)
            if len(chosen) < 8:
                return None
            size = len(chosen)
            middle = chosen[(size - 1) // 2] + chosen[size // 2]
            return float((value + 1) / (middle / 2 + 1))
    return None


def naive_choice(
    post: PostDetail, others: Sequence[BaselinePost], basis: str
) -> list[int]:
    """The counts of the thirty nearest, ascending."""
    pool = []
    for other in others:
        count = getattr(other.metrics, basis)
        is_same = post.id == other.id or post.platform_post_id == other.platform_post_id
        if is_same or count is None or other.format != post.format:
            continue
        if other.published_at is None or post.published_at is None:
            continue
        seconds = (other.published_at - post.published_at).total_seconds()
        if abs(seconds) <= 180 * 86_400:
            name = other.platform_post_id
            pool.append((abs(seconds), seconds, name, str(other.id), count))
    pool.sort()
    first: dict[str, int] = {}
    for _, _, name, _, count in pool:
        first.setdefault(name, count)
    return sorted(list(first.values())[:30])


class TestJudgeOutlier:
    @given(posts_with_others())
    def test_multiple_agrees_with_a_naive_computation(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        post, others = given_posts
        expected = naive_multiple(post, others)
        found = judge(post, others).multiple

        if expected is None:
            assert found is None
        else:
            assert found == pytest.approx(expected, rel=1e-9)

    @given(posts_with_others(), st.randoms(use_true_random=False))
    def test_order_of_the_others_is_of_no_account(
        self,
        given_posts: tuple[PostDetail, list[BaselinePost]],
        chance: random.Random,
    ) -> None:
        post, others = given_posts
        shuffled = list(others)
        chance.shuffle(shuffled)

        assert judge(post, others) == judge(post, shuffled)

    @given(
        st.lists(st.integers(0, 10**9), min_size=8, max_size=30),
        st.integers(0, 10**9),
    )
    def test_rank_band_and_interval_fit_together(
        self, counts: list[int], views: int
    ) -> None:
        verdict = judge(
            make_post(metrics=PostMetrics(views=views)), make_others(counts)
        )

        assert verdict.multiple is not None
        assert verdict.percentile is not None
        assert verdict.interval is not None
        assert verdict.band == find_band(verdict.multiple)
        assert verdict.is_viral is (verdict.multiple >= 3)
        assert 0 <= verdict.percentile <= 1
        assert verdict.interval.coverage >= 0.9
        assert verdict.interval.low <= verdict.multiple <= verdict.interval.high

    def test_zero_views_and_zero_usual_are_defined(self) -> None:
        verdict = judge(make_post(metrics=PostMetrics(views=0)), make_others([0] * 8))

        assert (verdict.multiple, verdict.band) == (1.0, "usual")
        assert (verdict.usual, verdict.percentile) == (0.0, 0.5)
        assert verdict.robust_z is None

    def test_even_count_takes_the_mean_of_the_middle_two(self) -> None:
        counts = [1, 2, 3, 10, 20, 90, 91, 92]

        assert judge(make_post(), make_others(counts)).usual == 15.0

    def test_one_hit_among_the_others_hides_nothing(self) -> None:
        verdict = judge(make_post(), make_others([100] * 9 + [10_000_000]))

        assert verdict.usual == 100.0
        assert verdict.band == "outlier"

    def test_seven_comparable_posts_give_the_count_and_no_number(self) -> None:
        verdict = judge(make_post(), make_others([100] * 7))

        assert verdict.baseline_state == "no_baseline"
        assert (verdict.sample_size, verdict.needed) == (7, 8)
        assert verdict.value == 1_000
        assert {
            verdict.multiple,
            verdict.band,
            verdict.is_viral,
            verdict.percentile,
            verdict.robust_z,
            verdict.interval,
            verdict.usual,
        } == {None}

    def test_post_without_a_time_is_told_apart_from_a_thin_baseline(self) -> None:
        verdict = judge(make_post(published_at=None), make_others([100] * 20))

        assert verdict.baseline_state == "no_published_time"
        assert verdict.is_viral is None

    def test_post_without_any_count_has_no_basis(self) -> None:
        verdict = judge(
            make_post(metrics=PostMetrics(followers=9)), make_others([100] * 20)
        )

        assert (verdict.baseline_state, verdict.basis) == ("no_metrics", None)

    def test_robust_z_is_told_on_the_log_scale(self) -> None:
        counts = [round(math.exp(power)) - 1 for power in (1, 2, 3, 4, 5, 6, 7, 8, 9)]
        post = make_post(metrics=PostMetrics(views=round(math.exp(7)) - 1))

        # Median of the logs 5, MAD 2: (7 - 5) / (1.4826 * 2).
        assert judge(post, make_others(counts)).robust_z == pytest.approx(
            0.6745, abs=0.01
        )

    def test_interval_of_eight_posts_is_the_second_to_the_seventh(self) -> None:
        counts = [10, 20, 30, 40, 50, 60, 70, 80]
        interval = judge(make_post(), make_others(counts)).interval

        assert interval is not None
        assert interval.low == outlier_multiple(1_000, 70)
        assert interval.high == outlier_multiple(1_000, 20)
        assert interval.coverage == 1 - 2 * 9 / 256

    def test_viral_begins_where_the_outlier_does(self) -> None:
        others = make_others([99] * 8)

        at = judge(make_post(metrics=PostMetrics(views=299)), others)
        under = judge(make_post(metrics=PostMetrics(views=298)), others)

        assert (at.multiple, at.band, at.is_viral) == (3.0, "outlier", True)
        assert (under.band, under.is_viral) == ("above", False)


class TestChooseOthers:
    def test_post_itself_is_left_out_by_either_id(self) -> None:
        post = make_post()
        others = [
            make_other("this"),
            make_other("copy", id=post.id),
            make_other("real"),
        ]

        chosen = choose_others(post, others).posts

        assert [other.platform_post_id for other in chosen] == ["real"]

    def test_each_identity_counts_once(self) -> None:
        others = [make_other("a"), make_other("a", id=make_other("x").id)]

        assert len(choose_others(make_post(), others).posts) == 1

    @pytest.mark.parametrize(
        ("metrics", "basis"),
        [
            (PostMetrics(views=0, impressions=5, likes=5), "views"),
            (PostMetrics(impressions=5, likes=5), "impressions"),
            (PostMetrics(likes=5), "interactions"),
            (PostMetrics(reach=5), None),
        ],
    )
    def test_basis_is_the_first_that_is_known(
        self, metrics: PostMetrics, basis: str | None
    ) -> None:
        assert choose_others(make_post(metrics=metrics), []).basis == basis

    def test_others_without_the_basis_or_of_another_format_are_left_out(self) -> None:
        others = [
            make_other("likes", metrics=PostMetrics(likes=5)),
            make_other("short", format="short"),
            make_other("timeless", published_at=None),
        ]

        assert choose_others(make_post(), others).posts == ()
