"""Where a delivery stands, and why it has failed."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """PENDING: waits for its first or next attempt, or is being sent."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class FailureReason(StrEnum):
    """Why there are no more attempts."""

    ATTEMPTS_USED_UP = "attempts_used_up"
    ABORTED = "aborted_by_receiver"
    ENDPOINT_GONE = "endpoint_gone"
    ENDPOINT_DISABLED = "endpoint_disabled"
    TEST_FAILED = "test_failed"
