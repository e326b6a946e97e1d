r"""The header's text → the key. Pure.

A structured-field string (RFC 8941, 3.3.3: in double quotes, `\"` and `\\` escaped), as
draft-ietf-httpapi-idempotency-key-header has it, or bare, as most clients send it."""

import re
from collections.abc import Sequence

from libs.common.idempotency.errors import IdempotencyKeyNotValid

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_ESCAPED = re.compile(r"\\(.)")


def read_key(values: Sequence[str]) -> str | None:
    """The key of all headers of this name; None without one.

    Raises IdempotencyKeyNotValid for two, and for what is no key."""
    if not values:
        return None
    text = values[0].strip(" \t")
    if text.startswith('"'):
        quoted = _QUOTED.fullmatch(text)
        text = _ESCAPED.sub(r"\1", quoted[1]) if quoted else ""
    if len(values) > 1 or not _KEY.fullmatch(text):
        raise IdempotencyKeyNotValid
    return text
