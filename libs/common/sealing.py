"""Secrets at rest: encrypted under a key derived from SECRET_KEY, for one purpose."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from libs.common.secret_keys import derive_key

_NONCE_BYTES = 12


class SealCannotBeOpened(Exception):
    """What is sealed was sealed under another secret, for other use, or altered."""


class Sealer:
    """AES-256-GCM under the secret; what the previous one sealed can still be opened.

    `context` says whose secret it is (an id) and is authenticated with it, so that
    rows cannot be swapped."""

    def __init__(self, purpose: str, secret: str, previous: str | None = None) -> None:
        secrets = [secret, previous] if previous else [secret]
        self._ciphers = [AESGCM(derive_key(each, purpose)) for each in secrets]

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Nonce and ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed, under the secret or the previous one.

        Raises SealCannotBeOpened."""
        for cipher in self._ciphers:
            plain = _try_open(cipher, sealed, context)
            if plain is not None:
                return plain
        raise SealCannotBeOpened

    def renew(self, sealed: bytes, context: bytes) -> bytes | None:
        """The same under the present secret; None if it is under it already.

        Raises SealCannotBeOpened."""
        if _try_open(self._ciphers[0], sealed, context) is not None:
            return None
        return self.seal(self.open(sealed, context), context)


def _try_open(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes | None:
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return cipher.decrypt(nonce, ciphertext, context)
    except (InvalidTag, ValueError):
        return None
