"""Queries of brakes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository
from services.auth.brakes.models import Brake
from services.auth.brakes.rule import Standing


class BrakeRepository(Repository[Brake]):
    """Brakes by the hash of their name; they belong to nobody."""

    model = Brake

    async def get_locked(
        self, key_hashes: Sequence[bytes], now: datetime
    ) -> dict[bytes, Standing]:
        """The standings, locked; of what is not there yet, one without failures.

        Locked in one order by all, so that none wait for each other in a ring."""
        new = [
            {"key_hash": each, "failures": 0, "counted_at": now, "free_at": now}
            for each in sorted(key_hashes)
        ]
        statement = insert(Brake).values(new)
        statement = statement.on_conflict_do_update(
            index_elements=["key_hash"], set_={"failures": Brake.failures}
        )
        columns = (Brake.key_hash, Brake.failures, Brake.counted_at, Brake.free_at)
        rows = await self.session.execute(statement.returning(*columns))
        return {
            row.key_hash: Standing(row.failures, row.counted_at, row.free_at)
            for row in rows
        }

    async def write(self, key_hash: bytes, standing: Standing) -> None:
        """Stores the standing of a row that is there and locked."""
        await self.session.execute(
            update(Brake)
            .where(Brake.key_hash == key_hash)
            .values(
                failures=standing.failures,
                counted_at=standing.counted_at,
                free_at=standing.free_at,
            )
        )

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        """Deletes what is counted under these names."""
        await self.session.execute(
            delete(Brake).where(Brake.key_hash.in_(list(key_hashes)))
        )

    async def delete_idle(self, before: datetime) -> None:
        """Deletes brakes that have been free since before that instant."""
        await self.session.execute(delete(Brake).where(Brake.free_at < before))
