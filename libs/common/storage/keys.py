"""Which keys an object may have: what is safe as a path, in a URL and in any store."""

import re

from libs.common.storage.interface import InvalidObjectKey

MAX_KEY_LENGTH = 512
# Room for a local store's own endings below the 255 bytes of a file name.
MAX_PART_LENGTH = 200

_SAFE = re.compile(r"[A-Za-z0-9._/-]+", re.ASCII)


def check_key(key: str) -> str:
    """The key itself. Raises InvalidObjectKey."""
    if not _is_key(key):
        raise InvalidObjectKey
    return key


def check_prefix(prefix: str) -> str:
    """The beginning of a key, perhaps empty or in the middle of a part.

    Raises InvalidObjectKey."""
    # What begins a longer key becomes a key by one more letter.
    if prefix and not _is_key(prefix) and not _is_key(f"{prefix}a"):
        raise InvalidObjectKey
    return prefix


def _is_key(text: str) -> bool:
    parts = text.split("/")
    return (
        len(text) <= MAX_KEY_LENGTH
        and _SAFE.fullmatch(text) is not None
        and not any(part in {"", ".", ".."} for part in parts)
        and all(len(part) <= MAX_PART_LENGTH for part in parts)
    )
