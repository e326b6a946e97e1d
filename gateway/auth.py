"""Who is asking: a credential is verified once, and what comes of it is remembered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt
import structlog
from jwt.exceptions import PyJWTError

from gateway.caller import Caller
from gateway.ended_credentials import EndedCredentials
from gateway.errors import TokenNotValid
from gateway.issuers import Issuer
from gateway.key_sets import Keys, build_keys
from gateway.upstreams import Upstreams
from libs.common.clock import Clock
from libs.common.recent import Recent

log = structlog.get_logger()

_MAX_TOKEN_CHARACTERS = 8192
_LEEWAY_SECONDS = 5
_REMEMBERED = 10_000

# All that reading hostile JSON and base64 was seen to raise.
_UNREADABLE = (
    PyJWTError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class _Verified:
    caller: Caller
    key_set: Keys
    key_id: str


class TokenVerifier:
    """Session tokens (JWT) of the known issuers → callers."""

    def __init__(
        self,
        issuers: Sequence[Issuer],
        upstreams: Upstreams,
        ended_credentials: EndedCredentials,
        clock: Clock,
    ) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._key_sets = {
            issuer.name: build_keys(issuer, upstreams, clock) for issuer in issuers
        }
        self._ended_credentials = ended_credentials
        self._clock = clock
        self._remembered: Recent[bytes, _Verified] = Recent(_REMEMBERED)

    def recall(self, token: str) -> Caller | None:
        """The caller behind a token that was verified before and still holds."""
        return self._recall(_digest(token))

    async def verify(self, token: str) -> Caller:
        """The caller behind a token.

        Raises TokenNotValid; UpstreamUnavailable and its kin while the issuer's keys
        cannot be had."""
        digest = _digest(token)
        if caller := self._recall(digest):
            return caller
        verified = await self._verify_anew(token)
        if self._has_ended(verified.caller):
            raise TokenNotValid("This session has ended. Sign in again.")
        self._remembered.remember(digest, verified)
        return verified.caller

    def _recall(self, digest: bytes) -> Caller | None:
        verified = self._remembered.get(digest)
        if verified is None:
            return None
        is_expired = verified.caller.expires_at <= self._clock.now().timestamp()
        if (
            is_expired
            or not verified.key_set.holds(verified.key_id)
            or self._has_ended(verified.caller)
        ):
            del self._remembered[digest]
            return None
        self._remembered.move_to_end(digest)
        return verified.caller

    def _has_ended(self, caller: Caller) -> bool:
        return self._ended_credentials.holds(caller.identity)

    async def _verify_anew(self, token: str) -> _Verified:
        if len(token) > _MAX_TOKEN_CHARACTERS:
            raise TokenNotValid
        issuer, key_id = self._read_unverified(token)
        key_set = self._key_sets[issuer.name]
        key = await key_set.find(key_id)
        if key is None:
            raise TokenNotValid
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=issuer.algorithms,
                audience=issuer.audience,
                issuer=issuer.name,
                leeway=_LEEWAY_SECONDS,
                options={
                    "require": ["iss", *issuer.required_claims],
                    "verify_aud": issuer.audience is not None,
                },
            )
            identity = issuer.read_identity(claims)
            expires_at = float(claims["exp"])
        except _UNREADABLE as error:
            log.info("token_refused", reason=type(error).__name__)
            raise TokenNotValid from None
        caller = Caller.of(identity, subject=claims["sub"], expires_at=expires_at)
        return _Verified(caller, key_set, key_id)

    def _read_unverified(self, token: str) -> tuple[Issuer, str]:
        """The row of the table and the key's id that the token names; no more of it
        is believed before the signature is checked."""
        try:
            header: dict[str, Any] = jwt.get_unverified_header(token)
            claims: dict[str, Any] = jwt.decode(
                token, options={"verify_signature": False}
            )
            issuer = self._issuers.get(str(claims.get("iss")))
            key_id = header.get("kid")
        except _UNREADABLE:
            raise TokenNotValid from None
        if issuer is None or not isinstance(key_id, str):
            raise TokenNotValid
        return issuer, key_id


def _digest(token: str) -> bytes:
    # Tokens themselves are not kept.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
