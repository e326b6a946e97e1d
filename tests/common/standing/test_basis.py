import pytest

from libs.common.contracts.social import PostMetrics
from libs.common.standing.basis import choose_basis, read_metric


class TestChooseBasis:
    @pytest.mark.parametrize(
        ("metrics", "basis", "count"),
        [
            (PostMetrics(views=0, impressions=5, likes=5), "views", 0),
            (PostMetrics(impressions=5, likes=7), "impressions", 5),
            (PostMetrics(likes=5, saves=2), "interactions", 7),
        ],
    )
    def test_basis_is_the_first_that_is_known(
        self, metrics: PostMetrics, basis: str, count: int
    ) -> None:
        found = choose_basis(metrics)

        assert found == basis
        assert found is not None
        assert read_metric(metrics, found) == count

    def test_reach_and_followers_are_no_basis(self) -> None:
        assert choose_basis(PostMetrics(reach=5, followers=9)) is None
