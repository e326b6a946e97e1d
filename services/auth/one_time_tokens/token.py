"""The tokens themselves: 256 bits, computed from their row, stored as hashes only.

A token is an HMAC of its row's id, so that the job that mails it can write it, although
no message and no table holds it."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from libs.common.secret_keys import derive_key

_PURPOSE = "one-time-tokens"


def hash_token(token: str) -> bytes:
    """What is stored of a token. A plain hash will do: nobody can guess the token."""
    return hashlib.sha256(token.encode()).digest()


class TokenWriter:
    """Computes tokens, under the present secret and the previous one."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        secrets = [secret, previous] if previous else [secret]
        self._keys = [derive_key(each, _PURPOSE) for each in secrets]

    def write(self, token_id: UUID) -> str:
        """The token of a new row; base64url, 43 characters."""
        return _token(self._keys[0], token_id)

    def write_again(self, token_id: UUID, token_hash: bytes) -> str | None:
        """The token of a stored row; None if its secret is no longer known."""
        for key in self._keys:
            token = _token(key, token_id)
            if hmac.compare_digest(hash_token(token), token_hash):
                return token
        return None


def _token(key: bytes, token_id: UUID) -> str:
    digest = hmac.digest(key, token_id.bytes, "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")
