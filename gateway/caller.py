"""Whoever asks, and what tells who he is.

A credential is verified once and then recalled from memory, without waiting: most
requests are answered without a task of their own, and can wait for nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from libs.common.identity import Identity, PreparedIdentity


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller, with what each of his requests needs of him written down.

    `subject` is how the issuer of his token calls him. After `ends_at` not even an open
    stream goes on; a token, which is followed by others, has no such end."""

    identity: Identity
    user: str
    prepared: PreparedIdentity
    subject: str = ""
    ends_at: datetime | None = None

    @classmethod
    def of(
        cls, identity: Identity, subject: str = "", ends_at: datetime | None = None
    ) -> "Caller":
        """The caller of a verified credential."""
        user, prepared = str(identity.user_id), PreparedIdentity.of(identity)
        return cls(identity, user, prepared, subject, ends_at)


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
