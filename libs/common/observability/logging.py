"""Logs: JSON lines on stdout, or coloured text where a person watches a terminal."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, cast

import structlog

from libs.common.redaction import redact, redact_text

# Libraries that tell at INFO what is only of use to those who change them.
_QUIET = (
    "arq.jobs",
    "arq.worker",
    "httpcore2",
    "httpx2",
    "libs.common.db.engine",  # its pool: SQLAlchemy names a logger by the class
    "uvicorn.access",
)

LogFormat = Literal["auto", "json", "text"]


def _redacted(
    _: object, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return cast("dict[str, Any]", redact(dict(event)))


def _redacted_rendering(_: object, __: str, rendered: Any) -> str:
    # Tracebacks are rendered late and may quote a URL with its password.
    text = redact_text(str(rendered))
    # A letter that the output cannot hold must not cost the line.
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def configure_logging(service: str, log_format: LogFormat, level: str) -> None:
    """Sends structlog and the standard library's records through one pipeline."""
    is_text = log_format == "text" or (log_format == "auto" and sys.stdout.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redacted,
    ]
    last: list[Any] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(),
                # Local variables may be secrets: they are never shown.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
        if is_text
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *last,
            _redacted_rendering,
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "arq", "arq.worker"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for quiet in _QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)
