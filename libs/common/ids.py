"""Identifiers: UUIDv7 for what we create, UUIDv5 for what must come out twice."""

from uuid import NAMESPACE_URL, UUID, uuid5

import uuid_utils
import uuid_utils.compat

_NAMESPACE = uuid5(NAMESPACE_URL, "https://postscope.invalid/ids")


def new_id() -> UUID:
    """A new UUIDv7: unique, and ordered by creation time to the millisecond."""
    return uuid_utils.compat.uuid7()


def new_id_text() -> str:
    """A new UUIDv7 as 32 hexadecimal digits, in a fraction of the time."""
    return uuid_utils.uuid7().hex


def is_id(text: str) -> bool:
    """Whether a text is an id, in any of the forms that a UUID is written in."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def derived_id(*parts: object) -> UUID:
    """The same UUIDv5 for the same parts, so that a repeated step finds its own trace.

    Parts are joined by a character that no part may hold (U+001F)."""
    return uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts))
