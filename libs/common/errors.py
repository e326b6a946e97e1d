"""Errors that a caller is told about: one class each, named by what happened.

The class name is the `code` of the answer; `render_error` alone makes the body, for the
services (`error_handlers.py`) and the gateway, which has no framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.common.observability.correlation import current_request_id


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: dotted path, snake_case reason, a sentence."""

    field: str
    reason: str
    message: str


class DomainError(Exception):
    """Base of all errors with a status. `details` stand beside the error in the JSON
    (`analysis_request_id`, ...); `headers` are added to the response."""

    status_code = 400
    message = "The request cannot be carried out."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Sequence[FieldError] = (),
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.fields = tuple(fields)
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    @property
    def code(self) -> str:
        """The name that programs compare."""
        return type(self).__name__


class MalformedRequest(DomainError):
    """The request cannot be read at all."""

    status_code = 400
    message = "The request could not be read."


class NotAuthenticated(DomainError):
    """Nobody, or nobody known, is asking."""

    status_code = 401
    message = "Sign in to do this."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, headers={"WWW-Authenticate": "Bearer"})


class PlanDoesNotInclude(DomainError):
    """The caller's plan does not cover this."""

    status_code = 402
    message = "Your plan does not include this."


class Forbidden(DomainError):
    """Known, but without the scope or role."""

    status_code = 403
    message = "You are not allowed to do this."


class NotFound(DomainError):
    """There is no such object for this caller."""

    status_code = 404
    message = "There is nothing here under this address."


class Conflict(DomainError):
    """The object is in a state that does not allow this."""

    status_code = 409
    message = "This is not possible in the present state."


class PayloadTooLarge(DomainError):
    """The body is larger than is taken here."""

    status_code = 413
    message = "The request is too large."


class UnsupportedMediaType(DomainError):
    """The body is of a type that is not taken here."""

    status_code = 415
    message = "This content type is not accepted here."


class InvalidFields(DomainError):
    """Readable, but fields are wrong; each is named."""

    status_code = 422
    message = "Some fields are not valid."


class QuotaExceeded(DomainError):
    """A limit is used up for now."""

    status_code = 429
    message = "The limit is used up for now."


class InternalError(DomainError):
    """A mistake of ours; the log has it under the request id."""

    status_code = 500
    message = "Something went wrong on our side. The request id helps us to find it."


class UpstreamFailed(DomainError):
    """Another part answered with something unusable."""

    status_code = 502
    message = "A part of the system gave an answer that could not be used."


class UpstreamUnavailable(DomainError):
    """Another part does not answer."""

    status_code = 503
    message = "A part of the system is not available at the moment."


class UpstreamTimedOut(DomainError):
    """Another part did not answer in time."""

    status_code = 504
    message = "A part of the system did not answer in time."


def render_error(error: DomainError) -> dict[str, object]:
    """The error's JSON body, as in the conventions of the API."""
    body: dict[str, object] = {
        "error": error.message,
        "code": error.code,
        "request_id": current_request_id(),
        "fields": [
            {"field": f.field, "reason": f.reason, "message": f.message}
            for f in error.fields
        ],
    }
    return {**error.details, **body}
