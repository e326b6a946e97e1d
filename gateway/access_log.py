"""One line per request: who asked for what, and how it went. No secrets."""

import asyncio
import logging
import re
import sys
import time
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import orjson
import structlog

from gateway.exchange import Exchange
from gateway.routes import Route
from libs.common.observability.logging import LogFormat
from libs.common.redaction import REDACTED, names_secret, redact, redact_text

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
# Pages, filters, periods: too short for any secret, and called like none.
_HARMLESS = re.compile(
    rf"(?:(?!(?:{'|'.join(_SECRET_PARAMETERS)})=)[a-z_]{{1,30}}=[0-9A-Za-z.:-]{{0,15}}"
    r"(?:&(?!\Z)|\Z)){1,20}"
)
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
        self._waiting: list[_Note] = []
        self._second = 0
        self._second_text = b""

    def describe(self, exchange: Exchange) -> bytes | None:
        """What a line says of a request before it is answered, as members of an object;
        None where there is to be no line: of probes, and of the log's own traffic."""
        if not self._is_on or exchange.path.decoded in _QUIET_PATHS:
            return None
        return orjson.dumps(_describe(exchange))[1:-1]

    def write(self, exchange: Exchange, seconds: float) -> None:
        """Logs a finished request."""
        described = self.describe(exchange)
        if described is not None:
            answer = exchange.answer
            self.note(
                described,
                exchange.request_id,
                answer.status,
                seconds,
                answer.sent_bytes,
                exchange.received_bytes,
            )

    def note(
        self,
        described: bytes,
        request_id: str,
        status: int,
        seconds: float,
        sent_bytes: int,
        received_bytes: int = 0,
    ) -> None:
        """Logs a finished request that was described before."""
        note = (
            time.time(),
            described,
            request_id,
            status,
            seconds,
            sent_bytes,
            received_bytes,
        )
        if self._is_text:
            self._tell(note)
            return
        if not self._waiting:
            loop = asyncio.get_running_loop()
            loop.call_later(_WRITTEN_AFTER_SECONDS, self.flush)
        self._waiting.append(note)

    def flush(self) -> None:
        """Writes what waits to be written."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            text = b"".join([self._render(*note) for note in waiting]).decode()
            sys.stdout.write(text)
            sys.stdout.flush()

    def _tell(self, note: "_Note") -> None:
        line = orjson.loads(self._render(*note))
        del line["event"], line["level"], line["timestamp"]
        log.info("request", **line)

    def _render(
        self,
        at: float,
        described: bytes,
        request_id: str,
        status: int,
        seconds: float,
        sent_bytes: int,
        received_bytes: int,
    ) -> bytes:
        # The common pipeline searches every value for secrets; these are known.
        second = int(at)
        if second != self._second:
            self._second = second
            text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
            self._second_text = text.encode()
        return (
            b'{"timestamp":"%b.%03dZ","event":"request","level":"info",'
            b'"service":"gateway","request_id":"%b","status":%d,"duration_ms":%.1f,'
            b'"received_bytes":%d,"sent_bytes":%d,%b}\n'
        ) % (
            self._second_text,
            int(at % 1 * 1000),
            request_id.encode(),
            status,
            seconds * 1000,
            received_bytes,
            sent_bytes,
            described,
        )


_Note = tuple[float, bytes, str, int, float, int, int]


def _describe(exchange: Exchange) -> Line:
    line: Line = {
        "method": exchange.method,
        "path": loggable_path(exchange.path.decoded, exchange.route),
        "address": exchange.address,
    }
    if exchange.trace:
        line["trace_id"] = exchange.trace.trace_id
    if exchange.route:
        line["upstream"] = exchange.route.service
    if exchange.caller:
        line["user_id"] = exchange.caller.user
    if exchange.query:
        line["query"] = loggable_query(exchange.query)
    return line


def loggable_path(path: str, route: Route | None) -> str:
    """The path; where it holds a secret, only the part before it."""
    if route and route.hides_rest:
        return f"{route.path}/{REDACTED}"
    return _redacted(path[:_MAX_TEXT])


def loggable_query(query: str) -> str:
    """The query with the values of secret parameters replaced."""
    is_short = len(query) <= _MAX_TEXT
    if is_short and _HARMLESS.fullmatch(query) and not names_secret(query):
        return query
    values = dict(parse_qsl(query[:_MAX_TEXT], keep_blank_values=True))
    known = {n: REDACTED for n in values if n.lower() in _SECRET_PARAMETERS}
    safe = cast("dict[str, str]", redact({**values, **known}))
    return urlencode(safe, safe="[]:/,@")


@lru_cache(maxsize=4096)
def _redacted(path: str) -> str:
    return redact_text(path)
