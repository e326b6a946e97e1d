"""Who does the work of a key, and how it ended.

Nothing is done twice: the answer is stored in the transaction of the effect, and only
by the one whose claim stands. A crash costs the length of a lease."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.clock import Clock
from libs.common.db.session import Database, WriteSession
from libs.common.db.tombstones import refuse_erased
from libs.common.idempotency.errors import IdempotencyKeyInUse, IdempotencyKeyReused
from libs.common.idempotency.repository import (
    Claim,
    KeyRepository,
    Place,
    StoredAnswer,
)
from libs.common.tasks import end_tasks

log = structlog.get_logger()

LIFETIME = timedelta(hours=24)
LEASE = timedelta(seconds=10)
_EXTEND_SECONDS = 3.0


class IdempotencyLedger:
    """The keys of a service; each step but the end is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, place: Place, fingerprint: bytes) -> Claim | StoredAnswer:
        """The right to do the work, or the answer if it has been done.

        Raises IdempotencyKeyReused, IdempotencyKeyInUse, AccountErased."""
        now = self._clock.now()
        async with self._database.unit_of_work() as session:
            await refuse_erased(session, place.owner_id)
            keys = KeyRepository(session)
            claim = await keys.claim(
                place,
                fingerprint,
                now=now,
                lease_until=now + LEASE,
                expires_at=now + LIFETIME,
            )
            if claim:
                return claim
            found = await keys.find(place)
        if found and found.fingerprint != fingerprint:
            raise IdempotencyKeyReused
        if found is None or found.answer is None:
            raise IdempotencyKeyInUse
        return found.answer

    @asynccontextmanager
    async def hold(self, claim: Claim) -> AsyncIterator[None]:
        """Nobody else takes the work up inside, however long it takes."""
        extending = asyncio.create_task(self._keep_extending(claim))
        try:
            yield
        finally:
            await end_tasks(extending)

    async def end(
        self, session: WriteSession, claim: Claim, answer: StoredAnswer
    ) -> None:
        """Stores the answer in the transaction of the effect.

        Raises IdempotencyKeyInUse if another does the work by now: then this effect
        must not be."""
        if not await KeyRepository(session).end(claim, answer):
            raise IdempotencyKeyInUse

    async def end_without_effect(self, claim: Claim, answer: StoredAnswer) -> None:
        """Stores a refusal that will be the same however often it is asked for."""
        async with self._database.unit_of_work() as session:
            await KeyRepository(session).end(claim, answer)

    async def release(self, claim: Claim) -> None:
        """Lets the next request with this key do the work."""
        async with self._database.unit_of_work() as session:
            await KeyRepository(session).release(claim, self._clock.now())

    async def _keep_extending(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(_EXTEND_SECONDS)
            try:
                async with self._database.unit_of_work() as session:
                    until = self._clock.now() + LEASE
                    await KeyRepository(session).extend(claim, until)
            except (SQLAlchemyError, OSError) as error:
                log.warning("idempotency_lease_not_kept", error=type(error).__name__)
