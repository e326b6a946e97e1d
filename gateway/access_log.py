"""One line per request: who asked for what, and how it went. No secrets."""

import asyncio
import logging
import sys
import time
from functools import lru_cache
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

import orjson
import structlog

from gateway.exchange import Exchange
from gateway.routes import Route
from libs.common.observability.logging import LogFormat
from libs.common.redaction import REDACTED, redact, redact_text

# Asked every few seconds by programs: their answers show elsewhere.
_QUIET_PATHS = frozenset(
    {
        "/health/live",
        "/health/ready",
        "/metrics",
        "/internal/analytics/access-logs",
    }
)
# One-time codes of OAuth and of mails, which have unsuspicious names.
_SECRET_PARAMETERS = frozenset({"code", "state", "sig", "key"})
_MAX_TEXT = 500
# Written together: a write for each line costs as much as a tenth of a request.
_WRITTEN_AFTER_SECONDS = 0.01

Line = dict[str, Any]

log = structlog.get_logger()


class AccessLog:
    """Writes the lines: JSON straight to stdout, text through the common logger."""

    def __init__(self, log_format: LogFormat) -> None:
        self._is_text = log_format == "text" or (
            log_format == "auto" and sys.stdout.isatty()
        )
        self._is_on = logging.getLogger().isEnabledFor(logging.INFO)
        self._waiting: list[tuple[float, _Note]] = []
        self._second = 0
        self._second_text = ""

    def write(self, exchange: Exchange, seconds: float) -> None:
        """Logs a finished request, but for probes and the log's own traffic."""
        if not self._is_on or exchange.path.decoded in _QUIET_PATHS:
            return
        if self._is_text:
            line = _describe(_note(exchange, seconds), "")
            del line["event"], line["level"], line["timestamp"]
            log.info("request", **line)
            return
        if not self._waiting:
            loop = asyncio.get_running_loop()
            loop.call_later(_WRITTEN_AFTER_SECONDS, self.flush)
        self._waiting.append((time.time(), _note(exchange, seconds)))

    def flush(self) -> None:
        """Writes what waits to be written."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            # The common pipeline searches every value for secrets; these are known.
            lines = [
                orjson.dumps(_describe(note, self._timestamp(at)))
                for at, note in waiting
            ]
            sys.stdout.write(b"\n".join([*lines, b""]).decode())
            sys.stdout.flush()

    def _timestamp(self, at: float) -> str:
        if int(at) != self._second:
            self._second = int(at)
            self._second_text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
        return f"{self._second_text}.{int(at % 1 * 1000):03d}Z"


class _Note(NamedTuple):
    """What is kept of a request until its line is written."""

    request_id: str
    method: str
    path: str
    status: int
    seconds: float
    received_bytes: int
    sent_bytes: int
    address: str
    route: Route | None
    user_id: str | None
    query: str
    trace_id: str | None


def _note(exchange: Exchange, seconds: float) -> _Note:
    return _Note(
        exchange.request_id,
        exchange.method,
        exchange.path.decoded,
        exchange.answer.status,
        seconds,
        exchange.received_bytes,
        exchange.answer.sent_bytes,
        exchange.address,
        exchange.route,
        exchange.caller.user if exchange.caller else None,
        exchange.query,
        exchange.trace.trace_id if exchange.trace else None,
    )


def _describe(note: _Note, timestamp: str) -> Line:
    line: Line = {
        "timestamp": timestamp,
        "event": "request",
        "level": "info",
        "service": "gateway",
        "request_id": note.request_id,
        "method": note.method,
        "path": loggable_path(note.path, note.route),
        "status": note.status,
        "duration_ms": round(note.seconds * 1000, 1),
        "received_bytes": note.received_bytes,
        "sent_bytes": note.sent_bytes,
        "address": note.address,
    }
    if note.trace_id:
        line["trace_id"] = note.trace_id
    if note.route:
        line["upstream"] = note.route.service
    if note.user_id:
        line["user_id"] = note.user_id
    if note.query:
        line["query"] = loggable_query(note.query)
    return line


def loggable_path(path: str, route: Route | None) -> str:
    """The path; where it holds a secret, only the part before it."""
    if route and route.hides_rest:
        return f"{route.path}/{REDACTED}"
    return _redacted(path[:_MAX_TEXT])


def loggable_query(query: str) -> str:
    """The query with the values of secret parameters replaced."""
    values = dict(parse_qsl(query[:_MAX_TEXT], keep_blank_values=True))
    known = {n: REDACTED for n in values if n.lower() in _SECRET_PARAMETERS}
    safe = cast("dict[str, str]", redact({**values, **known}))
    return urlencode(safe, safe="[]:/,@")


@lru_cache(maxsize=4096)
def _redacted(path: str) -> str:
    return redact_text(path)
