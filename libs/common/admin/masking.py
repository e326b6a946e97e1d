"""What administrators do not get to see, by a rule over types and names of columns.

Bytes are hashes and sealed keys here, so none are shown. Text and JSON are hidden where
the name sounds secret, and searched for secrets where it does not. Of messages between
services only numbers and ids are shown: a payload may hold what a mail is to say."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, Text
from sqlalchemy.types import String

from libs.common.ids import is_id
from libs.common.redaction import redact, redact_text

HIDDEN = "•••• hidden"
_SECRET_NAME = re.compile(
    r"password|passwd|passphrase|secret|token|hash|cookie|credential|signature|sealed"
    r"|encrypted|cipher|private|salt|nonce|otp|pin_code|(^|_)(key|code|body)(_|$)"
)
_MESSAGES = {
    "inbox.envelope": "payload",
    "outbox.envelope": "payload",
    "inbox.answer": None,
}
"""Columns that hold what travels, and under which name; None = all of it."""


def sounds_secret(column: "Column[Any]") -> bool:
    """Whether a column's name and type are those of a secret."""
    if isinstance(column.type, LargeBinary):
        return True
    can_hold_text = isinstance(column.type, String | Text | JSON)
    return can_hold_text and _SECRET_NAME.search(column.name) is not None


def column_name(column: "Column[Any]") -> str:
    """`<table>.<column>`, as declarations name it."""
    return f"{column.table.name}.{column.name}"


def is_hidden(column: "Column[Any]", not_secret: frozenset[str]) -> bool:
    """Whether the column is not even read."""
    return sounds_secret(column) and column_name(column) not in not_secret


def show(column: "Column[Any]", value: Any) -> Any:
    """A value of a column that is not hidden, as it may be seen."""
    name = column_name(column)
    if name in _MESSAGES and isinstance(value, Mapping):
        part = _MESSAGES[name]
        if part is None:
            return _outline(value)
        return redact({**value, part: _outline(value.get(part))})
    if isinstance(value, str):
        return redact_text(value)
    return redact(value) if isinstance(value, Mapping | list) else value


def _outline(value: Any) -> Any:
    """The same shape, with the length of each text in its place."""
    if isinstance(value, Mapping):
        return {str(name): _outline(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_outline(item) for item in value]
    if isinstance(value, str) and not is_id(value):
        return f"({len(value)} characters)"
    return value
