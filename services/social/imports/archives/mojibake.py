"""Repairs texts whose UTF-8 was written byte by byte as Latin-1. Pure.

The exports of Instagram and Facebook come so: `\\u00c3\\u00a9` stands for an é."""

import re
from typing import Any

_HIGH = re.compile("[\x80-\xff]")


def repair(text: str) -> str:
    """The text as it was written; as it is where it is not damaged in this way."""
    if not _HIGH.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def repair_text(value: Any) -> str | None:
    """The same of what may be no text at all; None for that, and for an empty one."""
    return repair(value).strip() or None if isinstance(value, str) else None
