"""Which state of a subscription may follow which."""

from itertools import product

import pytest

from services.billing.subscriptions.states import (
    CURRENT_STATUSES,
    ENDED_STATUSES,
    SubscriptionStatus,
    SubscriptionTransitionRefused,
    check_transition,
)

ALLOWED = {
    "PENDING": "ACTIVE TRIAL FAILED CANCELLED EXPIRED",
    "TRIAL": "ACTIVE CANCELING CANCELLED FAILED EXPIRED",
    "ACTIVE": "CANCELING CANCELLED FAILED EXPIRED",
    "CANCELING": "ACTIVE CANCELLED EXPIRED",
    "FAILED": "ACTIVE CANCELLED EXPIRED",
    "CANCELLED": "",
    "EXPIRED": "",
}


class TestCheckTransition:
    @pytest.mark.parametrize(
        ("before", "after"), list(product(SubscriptionStatus, repeat=2))
    )
    def test_every_pair_is_allowed_or_refused_by_name(
        self, before: SubscriptionStatus, after: SubscriptionStatus
    ) -> None:
        if after in ALLOWED[before].split():
            check_transition(before, after)
            return
        with pytest.raises(SubscriptionTransitionRefused) as refused:
            check_transition(before, after)
        assert before in str(refused.value)
        assert after in str(refused.value)


class TestStatusGroups:
    def test_ended_ones_are_those_that_nothing_follows(self) -> None:
        assert {"CANCELLED", "EXPIRED"} == ENDED_STATUSES

    def test_plan_counts_until_the_paid_period_ends(self) -> None:
        assert {"ACTIVE", "TRIAL", "CANCELING"} == CURRENT_STATUSES
