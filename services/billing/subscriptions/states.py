"""The states of a subscription, and which may follow which. Pure."""

from enum import StrEnum

from libs.common.errors import Conflict


class SubscriptionStatus(StrEnum):
    """Where a subscription stands. CANCELING: ends with the period that is paid."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    TRIAL = "TRIAL"
    FAILED = "FAILED"
    CANCELING = "CANCELING"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class SubscriptionTransitionRefused(Conflict):
    """The subscription is in a state from which this cannot be done."""


_S = SubscriptionStatus

# The statuses whose plan counts; an owner has one such subscription at most.
CURRENT_STATUSES = frozenset({_S.ACTIVE, _S.TRIAL, _S.CANCELING})

_NEXT: dict[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    _S.PENDING: frozenset({_S.ACTIVE, _S.TRIAL, _S.FAILED, _S.CANCELLED, _S.EXPIRED}),
    _S.TRIAL: frozenset({_S.ACTIVE, _S.CANCELING, _S.CANCELLED, _S.FAILED, _S.EXPIRED}),
    _S.ACTIVE: frozenset({_S.CANCELING, _S.CANCELLED, _S.FAILED, _S.EXPIRED}),
    _S.CANCELING: frozenset({_S.ACTIVE, _S.CANCELLED, _S.EXPIRED}),
    _S.FAILED: frozenset({_S.ACTIVE, _S.CANCELLED, _S.EXPIRED}),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
}

ENDED_STATUSES = frozenset(status for status, then in _NEXT.items() if not then)


def check_transition(now: SubscriptionStatus, wanted: SubscriptionStatus) -> None:
    """Raises SubscriptionTransitionRefused, naming both states, if not allowed."""
    if wanted not in _NEXT[now]:
        raise SubscriptionTransitionRefused(
            f"A subscription that is {now} cannot become {wanted}."
        )
