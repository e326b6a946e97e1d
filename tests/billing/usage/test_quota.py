"""What is left of a limit."""

from hypothesis import given
from hypothesis import strategies as st

from services.billing.usage.quota import Quota

counts = st.integers(0, 1_000)


class TestQuota:
    @given(counts, counts, counts, counts)
    def test_whatever_is_admitted_fits_the_limit(
        self, limit: int, used: int, reserved: int, asked: int
    ) -> None:
        quota = Quota(limit, used, reserved)
        is_fitting = used + reserved + asked <= limit
        assert quota.admits(asked) == (is_fitting or asked == 0)

    @given(counts, counts, counts)
    def test_left_is_admitted_and_one_more_is_not(
        self, limit: int, used: int, reserved: int
    ) -> None:
        quota = Quota(limit, used, reserved)
        assert quota.left >= 0
        assert quota.admits(quota.left)
        assert not quota.admits(quota.left + 1)
