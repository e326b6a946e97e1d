"""API keys → callers: told by their form, then from memory, then by the auth service.

A key that holds is remembered for a minute at most; what ends it before that is in the
list of ended credentials, which is looked at for every request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.auth_service import AuthService
from gateway.caller import Caller
from gateway.ended_credentials import EndedCredentials
from gateway.errors import ApiKeyNotValid
from libs.common.api_key_format import hash_api_key, is_api_key
from libs.common.clock import Clock
from libs.common.errors import UpstreamFailed
from libs.common.identity import Identity
from libs.common.recent import Recent
from libs.common.single_flight import SingleFlight

_PATH = "/internal/auth/api-keys/"
_REMEMBERED_FOR = timedelta(seconds=60)
_UNKNOWN_FOR = timedelta(seconds=30)
_REMEMBERED = 10_000
# Apart from those that hold, so that whoever guesses drives none of them out.
_UNKNOWN_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    until: datetime


class ApiKeyVerifier:
    """Tells whose key it is, and what it may do."""

    def __init__(
        self, auth: AuthService, ended_credentials: EndedCredentials, clock: Clock
    ) -> None:
        self._auth = auth
        self._ended_credentials = ended_credentials
        self._clock = clock
        self._known: Recent[bytes, _Known] = Recent(_REMEMBERED)
        self._unknown: Recent[bytes, datetime] = Recent(_UNKNOWN_REMEMBERED)
        self._look_ups = SingleFlight(self._look_up)

    def recall(self, token: str) -> Caller | None:
        """The caller behind a key that was looked up within the last minute."""
        return self._recall(hash_api_key(token))

    async def verify(self, token: str) -> Caller:
        """The caller behind a key.

        Raises ApiKeyNotValid, whatever is wrong with it; UpstreamUnavailable and its
        kin while the auth service cannot be asked."""
        digest = hash_api_key(token)
        if caller := self._recall(digest):
            return caller
        if not is_api_key(token) or self._is_unknown(digest):
            raise ApiKeyNotValid
        known = await self._look_ups.wait(digest)
        if known is None or self._ended_credentials.holds(known.caller.identity):
            raise ApiKeyNotValid
        return known.caller

    def _recall(self, digest: bytes) -> Caller | None:
        known = self._known.get(digest)
        if known is None:
            return None
        is_over = known.until <= self._clock.now()
        if is_over or self._ended_credentials.holds(known.caller.identity):
            del self._known[digest]
            return None
        self._known.move_to_end(digest)
        return known.caller

    def _is_unknown(self, digest: bytes) -> bool:
        until = self._unknown.get(digest)
        return until is not None and until > self._clock.now()

    async def _look_up(self, digest: bytes) -> _Known | None:
        now = self._clock.now()
        status, document = await self._auth.ask(f"{_PATH}{digest.hex()}")
        if status == 404:
            self._unknown.remember(digest, now + _UNKNOWN_FOR)
            return None
        if status != 200:
            raise UpstreamFailed(f"An API key was answered with {status}.")
        known = _read(document, now)
        self._known.remember(digest, known)
        return known


def _read(document: Any, now: datetime) -> _Known:
    try:
        identity = Identity(
            user_id=UUID(document["user_id"]),
            owner_id=UUID(document["owner_id"]),
            scopes=frozenset(document["scopes"]),
            authenticated_by="api_key",
            api_key_id=UUID(document["api_key_id"]),
        )
        text = document["expires_at"]
        ends_at = datetime.fromisoformat(text) if text is not None else None
    except (KeyError, TypeError, ValueError):
        raise UpstreamFailed("An API key was answered unreadably.") from None
    until = now + _REMEMBERED_FOR
    until = min(until, ends_at) if ends_at else until
    return _Known(Caller.of(identity, ends_at=ends_at), until)
