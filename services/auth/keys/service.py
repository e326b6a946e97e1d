"""Which key signs now, which keys verify, and how one follows another."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.clock import Clock
from libs.common.db.session import Database, WriteSession
from services.auth.keys.key_pair import (
    ALGORITHM,
    KeyCannotBeOpened,
    KeyPair,
    KeySealer,
    generate_key_pair,
    public_jwk,
)
from services.auth.keys.models import SigningKey
from services.auth.keys.repository import SigningKeyRepository

log = structlog.get_logger()

# Verifiers refetch an unknown key at most every 30 s, so a new key is shown for longer
# than that before it signs, unless there is no other.
PUBLISHED_AHEAD = timedelta(seconds=60)
# Every process looks again this often for a key that another one has made.
_KEPT_FOR = timedelta(seconds=60)
_CLOCK_DIFFERENCE = timedelta(seconds=60)


class SigningKeys:
    """The keys of this installation, as one process sees them. Shared by requests."""

    def __init__(
        self,
        database: Database,
        sealer: KeySealer,
        clock: Clock,
        *,
        token_lifetime: timedelta,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._published_for = (
            token_lifetime + PUBLISHED_AHEAD + _KEPT_FOR + _CLOCK_DIFFERENCE
        )
        self._lock = asyncio.Lock()
        self._current: KeyPair | None = None
        self._loaded_at: datetime | None = None

    async def current(self) -> KeyPair:
        """The key to sign with, made if there is none.

        Opens a transaction of its own when its copy is a minute old: do not call it
        inside one, or waiting requests could hold every connection it needs."""
        async with self._lock:
            now = self._clock.now()
            if self._current is None or not self._is_fresh(now):
                self._current = await self._load(now)
                self._loaded_at = now
            return self._current

    async def list_published(self) -> list[dict[str, str]]:
        """All keys that a valid token may be signed with, as JWKs, newest first."""
        await self.current()  # the very first question makes the first key
        async with self._database.read() as session:
            keys = await self._list_usable(session)
            return [public_jwk(key.public_key) for key in keys]

    async def rotate(self, session: WriteSession) -> None:
        """Makes a new active key; the old one verifies until its tokens are over.

        Does nothing while the active key is so new that it may not sign yet, so that
        of several rotations at one moment one takes place."""
        now = self._clock.now()
        repository = SigningKeyRepository(session)
        await repository.delete_retired(before=now - self._published_for)
        active = await repository.find_active()
        if active and now - active.created_at < PUBLISHED_AHEAD:
            return
        if active and not await repository.retire(active.id, now):
            return
        await self._create(session)

    def _is_fresh(self, now: datetime) -> bool:
        loaded_at = self._loaded_at
        return loaded_at is not None and loaded_at <= now < loaded_at + _KEPT_FOR

    async def _load(self, now: datetime) -> KeyPair:
        async with self._database.unit_of_work() as session:
            keys = await self._list_usable(session)
            chosen = self._choose(keys, now)
            if chosen is None:
                await self._retire_unusable(session, keys)
                await self._create(session)
                chosen = self._choose(await self._list_usable(session), now)
        if chosen is None:
            msg = "Another process makes signing keys under another SECRET_KEY."
            raise KeyCannotBeOpened(msg)
        return chosen

    def _choose(self, keys: Sequence[SigningKey], now: datetime) -> KeyPair | None:
        active = next((key for key in keys if key.retired_at is None), None)
        pair = self._open(active) if active else None
        if active is None or pair is None:
            return None
        if now - active.created_at >= PUBLISHED_AHEAD:
            return pair
        earlier = (self._open(key) for key in keys if key is not active)
        return next((key for key in earlier if key), pair)

    def _open(self, key: SigningKey) -> KeyPair | None:
        try:
            return self._sealer.open(key.key_id, key.sealed_private_key)
        except KeyCannotBeOpened:
            return None

    async def _retire_unusable(
        self, session: WriteSession, keys: Sequence[SigningKey]
    ) -> None:
        for key in keys:
            if key.retired_at is None:
                log.warning(
                    "signing_key_cannot_be_opened",
                    key_id=key.key_id,
                    reason="SECRET_KEY has changed; a new key is made",
                )
                await SigningKeyRepository(session).retire(key.id, self._clock.now())

    async def _create(self, session: WriteSession) -> None:
        pair = generate_key_pair()
        is_ours = await SigningKeyRepository(session).create_unless_active(
            key_id=pair.key_id,
            algorithm=ALGORITHM,
            public_key=pair.public_key,
            sealed=self._sealer.seal(pair),
            now=self._clock.now(),
        )
        if is_ours:
            log.info("signing_key_created", key_id=pair.key_id)

    async def _list_usable(self, session: AsyncSession) -> Sequence[SigningKey]:
        oldest = self._clock.now() - self._published_for
        return await SigningKeyRepository(session).list_usable(oldest)
