"""The request id that follows a request through every service, job and log line."""

import re
from contextvars import ContextVar

import structlog

from libs.common.ids import new_id_text

REQUEST_ID_HEADER = "X-Request-Id"
_ALLOWED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request or job under way; empty outside of both."""
    return _request_id.get()


def is_request_id(text: str) -> bool:
    """Whether a text is well-formed as one."""
    return _ALLOWED.fullmatch(text) is not None


def choose_request_id(candidate: str | None) -> str:
    """`candidate`, if it is well-formed, else a new id."""
    return candidate if candidate and is_request_id(candidate) else new_id_text()


def bind_request_id(candidate: str | None) -> str:
    """Makes `candidate`, if it is well-formed, else a new id, the current one."""
    request_id = choose_request_id(candidate)
    _request_id.set(request_id)
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id
