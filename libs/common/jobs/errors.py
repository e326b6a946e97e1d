"""What can go wrong between a caller and a job."""

from libs.common.errors import UpstreamTimedOut


class CallTimedOut(UpstreamTimedOut):
    """No answer within the caller's patience; the job itself may still end well."""


class JobFailed(Exception):
    """A called job ended without an answer. `code` is the error's class name there."""

    def __init__(self, code: str, message: str, details: dict[str, object]) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = details


class LeaseLost(Exception):
    """Another worker has taken over: this one's transaction must not commit."""


class LeaseUncertain(Exception):
    """For as long as the lease lasts the database could not be asked about it."""


class HandlerUnknown(Exception):
    """A message has come that this service does not handle (yet)."""
