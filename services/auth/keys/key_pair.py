"""Ed25519 key pairs: made, sealed for storage, shown to the world as JWK."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from libs.common.secret_keys import derive_key

ALGORITHM = "EdDSA"
_PURPOSE = "signing-keys"
_NONCE_BYTES = 12


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
    """Encrypts private keys at rest: AES-256-GCM under a key derived from SECRET_KEY.

    The key's id is authenticated with it, so that rows cannot be swapped."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        secrets = [secret, previous] if previous else [secret]
        self._ciphers = [AESGCM(derive_key(each, _PURPOSE)) for each in secrets]

    def seal(self, pair: KeyPair) -> bytes:
        """Nonce and ciphertext of the raw private key."""
        nonce = os.urandom(_NONCE_BYTES)
        raw = pair.private_key.private_bytes_raw()
        return nonce + self._ciphers[0].encrypt(nonce, raw, pair.key_id.encode())

    def open(self, key_id: str, sealed: bytes) -> KeyPair:
        """The key pair in `sealed`, under the secret or the previous one.

        Raises KeyCannotBeOpened."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                raw = cipher.decrypt(nonce, ciphertext, key_id.encode())
            except (InvalidTag, ValueError):
                continue
            return _pair(Ed25519PrivateKey.from_private_bytes(raw))
        raise KeyCannotBeOpened(key_id)


def _pair(private_key: Ed25519PrivateKey) -> KeyPair:
    public_key = private_key.public_key().public_bytes_raw()
    return KeyPair(thumbprint(public_key), public_key, private_key)


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
