"""Where an endpoint stands, and why it was disabled."""

from enum import StrEnum


class EndpointStatus(StrEnum):
    """PAUSED by its owner: what happens meanwhile waits. DISABLED by us: nothing is
    sent until its owner enables it again."""

    ENABLED = "enabled"
    PAUSED = "paused"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """FAILING: nothing succeeded for days. GONE: the receiver answered 410."""

    FAILING = "failing"
    GONE = "gone"
