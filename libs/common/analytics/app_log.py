"""The app log: warnings and errors of a process on their way to analytics.

A handler of the standard library's root logger, which all of our lines pass. It may not
slow or fail whatever logs, nor log itself."""

import logging
import math
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from libs.common.analytics.categories import category_of
from libs.common.analytics.log_queue import is_delivering
from libs.common.contracts.analytics import MAX_EVENT, AppLogEntry, AppLogLevel
from libs.common.ids import new_id
from libs.common.observability.correlation import current_request_id
from libs.common.observability.trace_context import current_trace
from libs.common.redaction import redact, redact_text

AddEntry = Callable[[AppLogEntry], None]

_MOST_TEXT = 2_000
_MOST_TRACEBACK = 8_000
_MOST_FIELDS = 50
# Said by the entry itself, or about the record alone.
_NOT_METADATA = frozenset(
    {"event", "level", "timestamp", "request_id", "trace_id", "exc_info", "service"}
)


class AppLogHandler(logging.Handler):
    """Hands each record of its level or above on as an entry."""

    def __init__(self, level: str, add_entry: AddEntry) -> None:
        super().__init__(level)
        self._add_entry = add_entry

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises, never waits, and says nothing of what it cannot take."""
        if is_delivering.get():
            return
        try:
            entry = _read_record(record)
        except Exception:
            return
        self._add_entry(entry)


@contextmanager
def ship_app_log(level: str, add_entry: AddEntry) -> Iterator[None]:
    """Ships the process's log from `level` on, for as long as this lasts."""
    handler = AppLogHandler(level, add_entry)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _read_record(record: logging.LogRecord) -> AppLogEntry:
    said: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {}
    event = said.get("event") if said else record.getMessage()
    metadata = {
        str(name): _plain(value)
        for name, value in list(said.items())[:_MOST_FIELDS]
        if name not in _NOT_METADATA and not name.startswith("_")
    }
    exc_info = said.get("exc_info") or record.exc_info
    if text := _traceback(exc_info):
        metadata["traceback"] = text
    trace = current_trace()
    # Not validated again: everything in it is ours, or cleaned here.
    return AppLogEntry.model_construct(
        id=new_id(),
        at=datetime.fromtimestamp(record.created, UTC),
        level=_level(record.levelno),
        category=category_of(record.name, said.get("category")),
        event=_storable(redact_text(str(event)))[:MAX_EVENT],
        logger=record.name[:200],
        metadata=cast("dict[str, Any]", redact(metadata)),
        request_id=current_request_id(),
        trace_id=trace.trace_id if trace else "",
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in list(value.items())[:_MOST_FIELDS]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in list(value)[:_MOST_FIELDS]]
    return _storable(str(value))[:_MOST_TEXT]


def _traceback(exc_info: Any) -> str:
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if not isinstance(exc_info, BaseException):
        return ""
    lines = traceback.format_exception(exc_info)
    # The end says what went wrong, the beginning only how it came there.
    return _storable(redact_text("".join(lines)))[-_MOST_TRACEBACK:]


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _level(number: int) -> AppLogLevel:
    for level in reversed(AppLogLevel):
        if number >= getattr(logging, level):
            return level
    return AppLogLevel.DEBUG
