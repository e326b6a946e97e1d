"""One line per request: who asked for what, and how it went. No secrets."""

import logging
import sys
import time
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import orjson
import structlog

from gateway.exchange import Exchange
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


class AccessLog:
    """Writes the lines: JSON straight to stdout, text through the common logger."""

    def __init__(self, log_format: LogFormat) -> None:
        is_text = log_format == "text" or (log_format == "auto" and sys.stdout.isatty())
        self._log = cast(
            "structlog.stdlib.BoundLogger",
            structlog.get_logger() if is_text else _json_logger(),
        )

    def write(self, exchange: Exchange, seconds: float) -> None:
        """Logs a finished request, but for probes and the log's own traffic."""
        if exchange.path.decoded in _QUIET_PATHS:
            return
        if not logging.getLogger().isEnabledFor(logging.INFO):
            return
        line: dict[str, Any] = {
            "service": "gateway",
            "request_id": exchange.request_id,
            "method": exchange.method,
            "path": loggable_path(exchange),
            "status": exchange.reply.status,
            "duration_ms": round(seconds * 1000, 1),
            "received_bytes": exchange.received_bytes,
            "sent_bytes": exchange.reply.sent_bytes,
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
        self._log.info("request", **line)


def loggable_path(exchange: Exchange) -> str:
    """The path; where it holds a secret, only the part before it."""
    route = exchange.route
    if route and route.hides_rest:
        return f"{route.path}/{REDACTED}"
    return redact_text(exchange.path.decoded[:_MAX_TEXT])


def loggable_query(query: str) -> str:
    """The query with the values of secret parameters replaced."""
    values = dict(parse_qsl(query[:_MAX_TEXT], keep_blank_values=True))
    known = {n: REDACTED for n in values if n.lower() in _SECRET_PARAMETERS}
    safe = cast("dict[str, str]", redact({**values, **known}))
    return urlencode(safe, safe="[]:/,@")


def _json_logger() -> Any:
    # The common pipeline renders through the standard library and searches every
    # value for secrets; this line's values are known, and it is on the hot path.
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stdout),
        processors=[_with_time, _as_json],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _with_time(_: object, level: str, event: Any) -> Any:
    now = time.time()
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    event["timestamp"] = f"{text}.{int(now % 1 * 1000):03d}Z"
    event["level"] = level
    return event


def _as_json(_: object, __: str, event: Any) -> str:
    return orjson.dumps(event).decode()
