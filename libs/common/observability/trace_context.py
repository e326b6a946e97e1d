"""Which trace a request or job belongs to, as W3C Trace Context tells it.

Read, kept and passed on whether or not spans are recorded, so that a trace begun
elsewhere joins its parts here, and its id stands in our logs.
Source: https://www.w3.org/TR/trace-context/ (version 00, read 2026-11)."""

import re
from contextvars import ContextVar, Token
from dataclasses import dataclass

import structlog

TRACEPARENT_HEADER = "traceparent"
_FORM = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
_SAMPLED = 1


@dataclass(frozen=True, slots=True)
class TraceContext:
    """A place in a trace: lower-case hexadecimal ids of 32 and 16 digits."""

    trace_id: str
    span_id: str
    is_sampled: bool

    def to_header(self) -> str:
        """The value of the `traceparent` header."""
        flags = "01" if self.is_sampled else "00"
        return f"00-{self.trace_id}-{self.span_id}-{flags}"


_current: ContextVar[TraceContext | None] = ContextVar("trace", default=None)


def read_traceparent(header: str | None) -> TraceContext | None:
    """The place that a header names; None if there is none, or it is malformed."""
    found = _FORM.fullmatch(header) if header and len(header) <= 512 else None
    if found is None or found["version"] == "ff":
        return None
    if found["version"] == "00" and found["more"]:
        return None
    if not found["trace"].strip("0") or not found["span"].strip("0"):
        return None
    is_sampled = bool(int(found["flags"], 16) & _SAMPLED)
    return TraceContext(found["trace"], found["span"], is_sampled)


def current_trace() -> TraceContext | None:
    """Where the request or job under way stands in its trace; None outside of one."""
    return _current.get()


def current_traceparent() -> str:
    """The same as a header's value; empty outside of a trace."""
    trace = _current.get()
    return trace.to_header() if trace else ""


def bind_trace(trace: TraceContext | None) -> Token[TraceContext | None]:
    """Makes it the current one, and that of all log lines from here on."""
    token = _current.set(trace)
    _show_in_logs(trace)
    return token


def unbind_trace(token: Token[TraceContext | None]) -> None:
    """Goes back to what was current before."""
    _current.reset(token)
    _show_in_logs(_current.get())


def _show_in_logs(trace: TraceContext | None) -> None:
    if trace:
        structlog.contextvars.bind_contextvars(trace_id=trace.trace_id)
    else:
        structlog.contextvars.unbind_contextvars("trace_id")
