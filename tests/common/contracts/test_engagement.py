import pytest

from libs.common.contracts.engagement import counted_interactions, engagement_score
from libs.common.contracts.social import PostMetrics


class TestEngagementScore:
    def test_known_counts_are_divided_by_views(self) -> None:
        metrics = PostMetrics(views=200, likes=6, comments=2, saves=2, followers=10)

        assert engagement_score(metrics) == (10 / 200, "views")

    def test_followers_serve_where_views_are_unknown(self) -> None:
        assert engagement_score(PostMetrics(followers=50, shares=5)) == (
            0.1,
            "followers",
        )

    def test_likes_of_zero_are_known(self) -> None:
        assert engagement_score(PostMetrics(views=10, likes=0)) == (0.0, "views")

    @pytest.mark.parametrize(
        "metrics",
        [
            PostMetrics(likes=5),
            PostMetrics(views=5),
            PostMetrics(likes=5, reach=10, impressions=10),
            PostMetrics(likes=0, views=0, followers=9),
            PostMetrics(likes=1, followers=0),
        ],
    )
    def test_without_both_parts_there_is_no_score(self, metrics: PostMetrics) -> None:
        assert engagement_score(metrics) is None


class TestCountedInteractions:
    def test_saves_count_on_instagram_alone_of_the_big_ones(self) -> None:
        assert counted_interactions("instagram")[-1] == "saves"
        for platform in ("facebook", "linkedin", "tiktok", "x", "youtube"):
            assert "saves" not in counted_interactions(platform)

    def test_unknown_platform_counts_all_four(self) -> None:
        assert len(counted_interactions("pinterest")) == 4
