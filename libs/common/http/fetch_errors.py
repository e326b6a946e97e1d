"""What can go wrong when a URL that somebody gave is fetched."""

from libs.common.errors import (
    InvalidFields,
    PayloadTooLarge,
    UpstreamFailed,
    UpstreamTimedOut,
)


class UrlRefused(InvalidFields):
    """We do not fetch this URL. `reason` is a snake_case word for programs.

    The message never tells what a name resolved to: that would map our network."""

    message = "This address cannot be fetched."

    def __init__(self, reason: str, message: str | None = None) -> None:
        super().__init__(message, details={"reason": reason})
        self.reason = reason


class FetchFailed(UpstreamFailed):
    """The other side cannot be reached, or its answer cannot be used."""

    message = "This address gave no usable answer."


class FetchTimedOut(UpstreamTimedOut):
    """The other side took longer than it may."""

    message = "This address took too long to answer."


class FetchTooLarge(PayloadTooLarge):
    """There is more behind the URL than is taken."""

    message = "What is behind this address is larger than is taken here."
