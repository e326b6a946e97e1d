"""Refresh tokens: opaque, 256 bits, each successor computed from its predecessor.

A successor is an HMAC of its predecessor, so that whoever asks twice within the grace
gets the same one, although only hashes are stored."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from libs.common.secret_keys import derive_key

_PURPOSE = "refresh-tokens"
_TOKEN_BYTES = 32
ADMIN_TOKEN_LIFETIME = timedelta(minutes=15)
"""How long one admin session lasts: it is opened anew, not carried on."""

Verdict = Literal["rotate", "repeat", "reused", "expired"]


def generate_refresh_token() -> str:
    """A new token, the first of a session; base64url, 43 characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_refresh_token(token: str) -> bytes:
    """What is stored of a token. A plain hash will do: the token is random."""
    return hashlib.sha256(token.encode()).digest()


class SuccessorRule:
    """Computes the token that follows another one."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        secrets_ = [secret, previous] if previous else [secret]
        self._keys = [derive_key(each, _PURPOSE) for each in secrets_]

    def successor(self, token: str) -> str:
        """The token that replaces `token` from now on."""
        return self.candidates(token)[0]

    def candidates(self, token: str) -> list[str]:
        """Successors under the present and the previous secret."""
        return [
            urlsafe_b64encode(hmac.digest(key, token.encode(), "sha256"))
            .decode()
            .rstrip("=")
            for key in self._keys
        ]


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long everything of a session lasts, and how its tokens follow each other.

    `grace`: how long a used refresh token still gives its successor."""

    access_token_lifetime: timedelta
    token_lifetime: timedelta
    session_lifetime: timedelta
    grace: timedelta
    successors: SuccessorRule

    @property
    def remembered_for(self) -> timedelta:
        """How long the end of a session matters: until its last token is over."""
        return max(self.access_token_lifetime, ADMIN_TOKEN_LIFETIME)


def judge_token(
    *,
    now: datetime,
    expires_at: datetime,
    rotated_at: datetime | None,
    grace: timedelta,
) -> Verdict:
    """What becomes of a known token of a session that has not ended.

    `repeat`: used before, but within the grace, so it gives the same successor."""
    if now >= expires_at:
        return "expired"
    if rotated_at is None:
        return "rotate"
    return "repeat" if now - rotated_at <= grace else "reused"
