"""Keys for single purposes, derived from the one SECRET_KEY."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose (`identity`, `media`, ...); HKDF-SHA256, RFC 5869.

    Keys of different purposes tell nothing about each other or about the secret."""
    return HKDF(
        algorithm=SHA256(), length=32, salt=b"postscope", info=purpose.encode()
    ).derive(secret.encode())
