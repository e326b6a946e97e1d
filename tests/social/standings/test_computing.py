"""The one pass over a creator's posts against the analysis' look at each of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.contracts.social import BaselinePost, MetricBasis, PostDetail
from libs.common.standing.basis import read_metric
from libs.common.standing.nearest import Entry, Timeline
from services.analysis.evidence.baseline import choose_others
from services.analysis.evidence.outlier import judge_outlier
from services.social.standings.computing import Timelines, judge_posts
from services.social.standings.repository import Order, Subject
from tests.analysis.strategies import posts_with_others

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ORDER = Order("youtube", "maker", 1, NOW)
BASES: tuple[MetricBasis, ...] = ("views", "impressions", "interactions")


def build_timelines(posts: list[BaselinePost]) -> Timelines:
    """What the repository loads: per format and basis those that have both."""
    entries: dict[tuple[str, MetricBasis], list[Entry[int]]] = {}
    for post in posts:
        for basis in BASES:
            count = read_metric(post.metrics, basis)
            if count is not None and post.published_at is not None:
                entry = Entry(post.published_at, post.platform_post_id, count)
                entries.setdefault((post.format, basis), []).append(entry)
    return {key: Timeline(found) for key, found in entries.items()}


def judge(post: BaselinePost, timelines: Timelines) -> dict[str, Any]:
    known = {name: count for name, count in post.metrics if count is not None}
    subject = Subject(
        post.id, post.platform_post_id, post.format, post.published_at, known
    )
    [row] = judge_posts([subject], ORDER, timelines)
    return row


class TestJudgePosts:
    @given(posts_with_others(), st.integers(0, 40))
    def test_every_post_of_a_creator_is_judged_as_analysis_judges_it(
        self, given_posts: tuple[PostDetail, list[BaselinePost]], place: int
    ) -> None:
        detail, others = given_posts
        this = BaselinePost.model_validate(detail.model_dump())
        # The library holds each identity once.
        posts = list({p.platform_post_id: p for p in [*others, this]}.values())
        timelines = build_timelines(posts)
        for chosen in [this, posts[place % len(posts)]]:
            row = judge(chosen, timelines)
            as_detail = detail.model_copy(
                update={
                    name: getattr(chosen, name)
                    for name in BaselinePost.model_fields
                    if name in PostDetail.model_fields
                }
            )
            verdict = judge_outlier(as_detail.metrics, choose_others(as_detail, posts))
            assert row["state"] == verdict.baseline_state
            assert row["sample_size"] == verdict.sample_size
            assert row["usual"] == verdict.usual
            assert row["multiple"] == (
                None
                if verdict.multiple is None
                else pytest.approx(verdict.multiple, rel=1e-9, abs=0)
            )
            assert row["band"] == verdict.band
