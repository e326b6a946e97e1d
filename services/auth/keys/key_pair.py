"""Ed25519 key pairs: made, sealed for storage, shown to the world as JWK."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.common.sealing import SealCannotBeOpened, Sealer

ALGORITHM = "EdDSA"
_PURPOSE = "signing-keys"


class KeyCannotBeOpened(Exception):
    """A sealed key was sealed under another secret, or altered."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key with its id (`kid`), the RFC 7638 thumbprint of its public half."""

    key_id: str
    public_key: bytes
    private_key: Ed25519PrivateKey


def generate_key_pair() -> KeyPair:
    """A new key pair."""
    return _pair(Ed25519PrivateKey.generate())


def thumbprint(public_key: bytes) -> str:
    """The key's id: RFC 7638 (SHA-256, base64url) of the members RFC 8037 §2 requires.

    `public_key` are the 32 raw bytes."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public_key)}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def public_jwk(public_key: bytes) -> dict[str, str]:
    """The public key as a JWK (RFC 8037) for verifying signatures."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _base64url(public_key),
        "kid": thumbprint(public_key),
        "use": "sig",
        "alg": ALGORITHM,
    }


class KeySealer:
    """Encrypts private keys at rest, each under its own id."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._sealer = Sealer(_PURPOSE, secret, previous)

    def seal(self, pair: KeyPair) -> bytes:
        """The raw private key, sealed."""
        raw = pair.private_key.private_bytes_raw()
        return self._sealer.seal(raw, pair.key_id.encode())

    def open(self, key_id: str, sealed: bytes) -> KeyPair:
        """The key pair in `sealed`, under the secret or the previous one.

        Raises KeyCannotBeOpened."""
        try:
            raw = self._sealer.open(sealed, key_id.encode())
        except SealCannotBeOpened:
            raise KeyCannotBeOpened(key_id) from None
        return _pair(Ed25519PrivateKey.from_private_bytes(raw))


def _pair(private_key: Ed25519PrivateKey) -> KeyPair:
    public_key = private_key.public_key().public_bytes_raw()
    return KeyPair(thumbprint(public_key), public_key, private_key)


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
