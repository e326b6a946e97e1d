"""The public keys of an issuer, fetched when needed and kept."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

import structlog
from jwt import PyJWK
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from gateway.issuers import GivenKey, Issuer, ServiceKeys
from gateway.public_keys import read_public_key
from gateway.upstreams import Upstreams
from libs.common.clock import Clock
from libs.common.errors import UpstreamFailed, UpstreamTimedOut, UpstreamUnavailable

log = structlog.get_logger()

_REFETCH_AFTER = timedelta(seconds=30)
_RETRY_AFTER = timedelta(seconds=1)
_STALE_AFTER = timedelta(minutes=10)

FetchKeys = Callable[[], Awaitable[tuple[int, Any]]]


class Keys(Protocol):
    """The public keys of one issuer."""

    def holds(self, key_id: str) -> bool:
        """Whether the key still stands, as far as is known."""
        ...

    async def find(self, key_id: str) -> PyJWK | None:
        """The key, or None if the issuer has none of this id."""
        ...


class KeySet:
    """Keys by id, for pinned algorithms only.

    An unknown id is a reason to fetch again, at most once per 30 s, so that nobody
    can make us ask more often by inventing ids; so is an age of 10 min."""

    def __init__(
        self, fetch: FetchKeys, clock: Clock, algorithms: tuple[str, ...]
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._algorithms = algorithms
        self._keys: Mapping[str, PyJWK] = {}
        self._lock = asyncio.Lock()
        self._fetched_at = clock.now() - timedelta(days=1)
        self._tried_at = self._fetched_at

    def holds(self, key_id: str) -> bool:
        """Whether the key still stands in the set, as far as is known."""
        return key_id in self._keys

    async def find(self, key_id: str) -> PyJWK | None:
        """The key, or None if the issuer has none of this id.

        Raises UpstreamUnavailable and its kin while no set could be fetched at all."""
        # Who names a key that is not there yet waits for a set that is on its way.
        is_coming = self._lock.locked() and key_id not in self._keys
        if is_coming or self._is_due(key_id):
            async with self._lock:
                if self._is_due(key_id):
                    await self._refresh()
        return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self._clock.now()
        age = now - self._fetched_at
        is_wanted = age > _STALE_AFTER or (
            key_id not in self._keys and age > _REFETCH_AFTER
        )
        return is_wanted and (not self._keys or now - self._tried_at > _RETRY_AFTER)

    async def _refresh(self) -> None:
        self._tried_at = self._clock.now()
        try:
            status, document = await self._fetch()
            self._keys = _read_keys(status, document, self._algorithms)
        except (UpstreamFailed, UpstreamTimedOut, UpstreamUnavailable) as error:
            log.warning("key_set_not_fetched", error=error.message)
            # Old keys are better than none; without any, nothing can be judged.
            if not self._keys:
                raise
            return
        self._fetched_at = self._clock.now()


class OneKey:
    """The one key that the settings give. It has no id: tokens may call it anything."""

    def __init__(self, pem: str, algorithm: str) -> None:
        jwk = RSAAlgorithm.to_jwk(read_public_key(pem), as_dict=True)
        self._key = PyJWK(jwk, algorithm=algorithm)

    def holds(self, key_id: str) -> bool:  # noqa: ARG002 - see above
        """Always."""
        return True

    async def find(self, key_id: str) -> PyJWK | None:  # noqa: ARG002 - see above
        """The key."""
        return self._key


def build_keys(issuer: Issuer, upstreams: Upstreams, clock: Clock) -> Keys:
    """The keys of an issuer, from where its row says."""
    source = issuer.keys
    if isinstance(source, GivenKey):
        return OneKey(source.pem, issuer.algorithms[0])
    if isinstance(source, ServiceKeys):
        service, path = source.service, source.path
        return KeySet(lambda: upstreams.ask(service, path), clock, issuer.algorithms)
    name, url = source.name, source.url
    return KeySet(lambda: upstreams.ask_outside(name, url), clock, issuer.algorithms)


def _read_keys(
    status: int, document: object, algorithms: tuple[str, ...]
) -> dict[str, PyJWK]:
    entries = document.get("keys") if isinstance(document, dict) else None
    if status != 200 or not isinstance(entries, list):
        raise UpstreamFailed(f"The key set was answered with {status}, unreadable.")
    found: dict[str, PyJWK] = {}
    for entry in entries:
        try:
            key = PyJWK(entry, algorithm=entry.get("alg") or algorithms[0])
        except (PyJWTError, AttributeError, TypeError, ValueError):
            log.warning("key_left_out")
            continue
        is_for_signing = entry.get("use", "sig") == "sig"
        if key.key_id and is_for_signing and key.algorithm_name in algorithms:
            found[key.key_id] = key
    return found
