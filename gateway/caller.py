"""Whoever asks, and what tells who he is.

A credential is verified once and then recalled from memory, without waiting: most
requests are answered without a task of their own, and can wait for nothing."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from gateway.routes import Access
from libs.common.errors import NotAuthenticated
from libs.common.identity import AdminOnly, Identity, IdentitySigner

# A signature is valid for a minute, and costs as much as all else that is done here.
_SIGNATURE_KEPT_FOR = timedelta(seconds=1)
# The end of a credential is heard of at once, whatever else may change this soon.
_KEPT_SECONDS = 1.0
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True, eq=False)
class Caller:
    """A verified caller, as he is remembered. `user` is his id as text.

    `subject` is how the issuer of his token calls him. After `ends_at` not even an open
    stream goes on; a token, which is followed by others, has no such end, but runs out
    at `expires_at` (seconds since 1970)."""

    identity: Identity
    user: str
    subject: str = ""
    ends_at: datetime | None = None
    expires_at: float = math.inf
    _signed: bytes = b""
    _signed_at: datetime = field(default=_LONG_AGO)

    @classmethod
    def of(
        cls,
        identity: Identity,
        subject: str = "",
        ends_at: datetime | None = None,
        expires_at: float = math.inf,
    ) -> "Caller":
        """The caller of a verified credential."""
        return cls(identity, str(identity.user_id), subject, ends_at, expires_at)

    def known_until(self, now: datetime) -> datetime:
        """Until when he need not be recalled anew, by what is known of him now."""
        left = min(_KEPT_SECONDS, self.expires_at - now.timestamp())
        until = now + timedelta(seconds=left)
        return min(until, self.ends_at) if self.ends_at else until

    def sign(self, signer: IdentitySigner, now: datetime) -> bytes:
        """What tells services who he is, signed within the last second."""
        if abs(now - self._signed_at) > _SIGNATURE_KEPT_FOR:
            self._signed = signer.sign(self.identity, now).encode("ascii")
            self._signed_at = now
        return self._signed


def check_access(access: Access, caller: Caller | None) -> None:
    """Raises NotAuthenticated, AdminOnly."""
    if access == "public":
        return
    if caller is None:
        raise NotAuthenticated
    if access == "admin" and caller.identity.role != "admin":
        raise AdminOnly


class Verifier(Protocol):
    """Tells the caller by his credential."""

    def recall(self, token: str) -> Caller | None:
        """The caller, if the credential was verified before and still holds.

        None says nothing about it but that `verify` has to be asked."""
        ...

    async def verify(self, token: str) -> Caller:
        """The caller.

        Raises TokenNotValid; UpstreamUnavailable and its kin while nobody can say."""
        ...
