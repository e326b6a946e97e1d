"""What can go wrong between a caller and a job."""

from datetime import timedelta

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


class Postponed(Exception):
    """Raise it in a handler that can do nothing now: it is run again after `delay`.

    No attempt is counted, so the handler decides by itself when it has waited enough.
    """

    def __init__(self, reason: str, delay: timedelta) -> None:
        super().__init__(reason)
        self.delay = delay


class HandlerUnknown(Exception):
    """A message has come that this service does not handle (yet)."""
