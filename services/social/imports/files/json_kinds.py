"""Which form of JSON a file has, from its beginning. Pure."""

import re
from typing import Literal

import orjson

JsonKind = Literal["json_array", "json_posts", "json_lines"]

DEFAULT_KEY = "posts"
# The keys under which interfaces and exports keep their posts, the likeliest first.
_KEYS = (
    DEFAULT_KEY,
    "items",
    "data",
    "results",
    "videos",
    "tweets",
    "collector",
    "media",
)
_KEY_OF_ARRAY = re.compile(r'"([^"\\]{1,80})"\s*:\s*\[\s*\{')


def find_json_kind(head: str) -> tuple[JsonKind, str]:
    """The kind, and the key of the array where the document is one object."""
    if head[0] == "[":
        return "json_array", DEFAULT_KEY
    line, _, rest = head.partition("\n")
    try:
        first = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "json_posts", _find_key(head)
    key = next((k for k in _KEYS if _holds_objects(first, k)), None)
    if key and not rest.strip():
        return "json_posts", key
    if key == DEFAULT_KEY:
        return "json_posts", key
    return "json_lines", DEFAULT_KEY


def _holds_objects(document: object, key: str) -> bool:
    return isinstance(document, dict) and isinstance(document.get(key), list)


def _find_key(head: str) -> str:
    """The key of an array of objects: a known one, else the first there is."""
    found = [key for key in _KEY_OF_ARRAY.findall(head) if "\x00" not in key]
    known = next((key for key in _KEYS if key in found), None)
    return known or (found[0] if found else DEFAULT_KEY)
