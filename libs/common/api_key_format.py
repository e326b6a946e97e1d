"""API keys as text: `ps_live_`, 30 random characters, 6 of their checksum. Pure.

The checksum tells typing errors and other people's strings from keys without asking
anybody; it is no proof of anything. Form after GitHub's tokens
(github.blog, "Behind GitHub's new authentication token formats", 2021-04-05)."""

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "ps_live_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_CHARACTERS = 30  # 178 bits
_CHECKSUM_CHARACTERS = 6  # 62 ** 6 is more than 2 ** 32
_LAST_CHARACTERS = 4
_FORM = re.compile(
    rf"{PREFIX}([0-9A-Za-z]{{{_RANDOM_CHARACTERS}}})"
    rf"([0-9A-Za-z]{{{_CHECKSUM_CHARACTERS}}})"
)


def generate_api_key() -> str:
    """A new key, which nobody can guess."""
    characters = (secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return build_api_key("".join(characters))


def build_api_key(random_part: str) -> str:
    """The key of 30 random characters (0-9A-Za-z)."""
    return f"{PREFIX}{random_part}{build_checksum(random_part)}"


def build_checksum(random_part: str) -> str:
    """CRC32 (zlib) of the characters in base 62, digits before capitals before small
    letters, padded with `0` to 6."""
    left = zlib.crc32(random_part.encode("ascii"))
    digits = ""
    for _ in range(_CHECKSUM_CHARACTERS):
        left, digit = divmod(left, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits


def is_api_key(text: str) -> bool:
    """Whether a text has the form of a key, its checksum included."""
    found = _FORM.fullmatch(text)
    return found is not None and build_checksum(found[1]) == found[2]


def hash_api_key(key: str) -> bytes:
    """What is stored and looked up of a key: its SHA-256. No slow hash is needed, for
    nobody tries 2 ** 178 keys."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def last_characters(key: str) -> str:
    """What may be shown of a key, beside its prefix, so that its owner knows it."""
    return key[-_LAST_CHARACTERS:]
