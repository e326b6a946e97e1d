"""What makes two requests the same. Pure."""

import hashlib
from urllib.parse import parse_qsl, urlencode


def build_fingerprint(method: str, path: str, query: str, body: bytes) -> bytes:
    """SHA-256 of method, path, query (in any order of its names) and body.

    The body counts byte for byte: whoever sends again sends the same."""
    digest = hashlib.sha256()
    parts = (method.upper(), path, canonical_query(query))
    for part in (*(each.encode("utf-8", "surrogatepass") for each in parts), body):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()


def canonical_query(query: str) -> str:
    """The same text for the same parameters, in whatever order they come; values of
    one name keep theirs."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))
