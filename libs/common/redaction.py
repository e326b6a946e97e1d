"""Secrets are taken out of everything that is logged."""

import re
from collections.abc import Mapping

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|credential|signature",
    re.IGNORECASE,
)
_SECRET_VALUES = (
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"),
    re.compile(r"\bps_(?:live|test)_[A-Za-z0-9]+"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
)


def redact_text(text: str) -> str:
    """The text with tokens, keys and passwords in URLs replaced."""
    for pattern in _SECRET_VALUES:
        text = pattern.sub(REDACTED, text)
    return text


def redact(value: object, *, depth: int = 6) -> object:
    """A copy of a loggable value with secrets replaced, by field name and by form."""
    if isinstance(value, str):
        return redact_text(value)
    if depth == 0:
        return value
    if isinstance(value, Mapping):
        return {
            key: REDACTED
            if isinstance(key, str) and _SECRET_NAME.search(key)
            else redact(item, depth=depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(item, depth=depth - 1) for item in value]
    return value
