"""What a webhook of Clerk says: read from bytes that are known to be genuine.

Source: clerk.com/docs/guides/development/webhooks, seen 2026-08-21."""

from dataclasses import dataclass
from typing import Any

import orjson

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ClerkEvent:
    """The event's type, its data and their id, and the user it is about, as far as
    that can be told."""

    type: str
    data: dict[str, Any]
    object_id: str | None
    subject: str | None


def read_event(body: bytes) -> ClerkEvent | None:
    """The event in a body; None if that is no event at all."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        return None
    kind, data = _text(document.get("type")), document.get("data")
    if kind is None or not isinstance(data, dict):
        return None
    return ClerkEvent(kind, data, _text(data.get("id")), _subject(kind, data))


def _subject(kind: str, data: dict[str, Any]) -> str | None:
    if kind.startswith("user."):
        return _text(data.get("id"))
    user = data.get("user")
    return _text(data.get("user_id")) or _text(
        user.get("id") if isinstance(user, dict) else None
    )


def _text(value: object) -> str | None:
    is_text = isinstance(value, str) and value.isprintable()
    return value[:_LONGEST] or None if is_text else None  # type: ignore[index]
