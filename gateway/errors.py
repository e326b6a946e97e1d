"""What the gateway itself refuses, or has to say about the services behind it."""

from libs.common.errors import (
    DomainError,
    Forbidden,
    MalformedRequest,
    NotAuthenticated,
    QuotaExceeded,
    UpstreamFailed,
    UpstreamTimedOut,
    UpstreamUnavailable,
)

RETRY_AFTER_SECONDS = 2


class HostNotAllowed(MalformedRequest):
    """The Host header names a host that is not ours."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"This server does not answer to the name {host!r}. Its names are set by"
            " ALLOWED_HOSTS."
        )


class OriginNotAllowed(Forbidden):
    """A page of another origin asks, and that origin is not allowed."""

    message = "Pages of this origin may not use this server."


class TokenNotValid(NotAuthenticated):
    """A token was sent, but it is forged, expired, ended or not for us."""


class ApiKeyNotValid(NotAuthenticated):
    """An API key was sent, but it is mistyped, unknown, expired or revoked."""


class TooManyRequests(QuotaExceeded):
    """A limit of the gateway is used up; `Retry-After` says for how long."""

    message = "Too many requests. Try again later."


class RequestTimedOut(DomainError):
    """The client stopped sending its own request."""

    status_code = 408
    message = "The request took too long to arrive."


class HeadersTooLarge(DomainError):
    """The headers of the request are larger than is taken here."""

    status_code = 431
    message = "The headers of the request are too large."


class MethodNotAllowed(DomainError):
    """The path exists, but not for this method."""

    status_code = 405
    message = "This method is not possible here."


class ServiceUnavailable(UpstreamUnavailable):
    """A service cannot be reached."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service is not available at the moment. Try again shortly.",
            details={"service": service},
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )


class ServiceBrokeOff(UpstreamFailed):
    """A service ended the connection before it had answered."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service broke off before it had answered.",
            details={"service": service},
        )


class ServiceTimedOut(UpstreamTimedOut):
    """A service did not begin its answer in time."""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service did not answer in time.",
            details={"service": service},
        )


class ClientGone(Exception):
    """The client has closed the connection; nobody waits for an answer."""


class StreamsEnded(Exception):
    """The gateway stops: open event streams end, and their readers come again."""
