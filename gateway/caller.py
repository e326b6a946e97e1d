"""Whoever asks, and what tells who he is.

A credential is verified once and then recalled from memory, without waiting: most
requests are answered without a task of their own, and can wait for nothing."""

from dataclasses import dataclass
from typing import Protocol

from libs.common.identity import Identity, PreparedIdentity


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified caller, with what each of his requests needs of him written down.

    `subject` is how the issuer of his token calls him."""

    identity: Identity
    user: str
    prepared: PreparedIdentity
    subject: str = ""

    @classmethod
    def of(cls, identity: Identity, subject: str = "") -> "Caller":
        """The caller of a verified credential."""
        prepared = PreparedIdentity.of(identity)
        return cls(identity, str(identity.user_id), prepared, subject)


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
