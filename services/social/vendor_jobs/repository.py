"""Jobs at vendors: noted before they are asked for, forgotten when stored."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import new_id
from services.social.bulk import rows_of
from services.social.sources.source import Receipt
from services.social.vendor_jobs.models import VendorJob

_now = func.clock_timestamp()


class VendorJobRepository:
    """What was asked of vendors."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(
        self,
        vendor: str,
        operation: str,
        inputs: Sequence[str],
        not_older_than: timedelta,
    ) -> list[VendorJob]:
        """What the vendor was asked about these things, and nobody has stored yet."""
        statement = select(VendorJob).where(
            VendorJob.vendor == vendor,
            VendorJob.operation == operation,
            VendorJob.input.in_(inputs),
            VendorJob.asked_at > _now - not_older_than,
        )
        return list((await self._session.scalars(statement)).all())

    async def note_asked(
        self, vendor: str, operation: str, inputs: Iterable[str], tries: int
    ) -> UUID:
        """Notes that the vendor is about to be asked for these; the id of the job.

        In the order of inputs, so that two who ask do not block each other for ever."""
        job_id = new_id()
        names = ("vendor", "operation", "input", "job_id", "tries")
        told = {"vendor": vendor, "operation": operation, "job_id": job_id}
        rows = [{**told, "input": i, "tries": tries} for i in sorted(set(inputs))]
        given = rows_of(VendorJob, names, rows)
        chosen = select(*given.c).order_by(given.c.input)
        statement = insert(VendorJob).from_select(list(names), chosen)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["vendor", "operation", "input"],
                set_={
                    "job_id": statement.excluded.job_id,
                    "tries": statement.excluded.tries,
                    "external_id": None,
                    "asked_at": _now,
                    "accounted_at": None,
                },
            )
        )
        return job_id

    async def note_external_id(self, job_id: UUID, external_id: str) -> None:
        """Notes what the vendor calls the job."""
        await self._change(job_id, external_id=external_id)

    async def note_accounted(self, job_id: UUID) -> None:
        """Notes that what it cost has been logged."""
        await self._change(job_id, accounted_at=_now)

    async def forget(self, job_id: UUID) -> None:
        """Nothing came of it, and nothing was paid: others may ask anew."""
        await self._session.execute(delete(VendorJob).where(VendorJob.job_id == job_id))

    async def finish(self, receipts: Iterable[Receipt]) -> None:
        """What was received is stored, in this transaction."""
        inputs: dict[UUID, list[str]] = {}
        for receipt in receipts:
            inputs.setdefault(receipt.job_id, []).append(receipt.input)
        for job_id in sorted(inputs):
            await self._session.execute(
                delete(VendorJob).where(
                    VendorJob.job_id == job_id, VendorJob.input.in_(inputs[job_id])
                )
            )

    async def purge(self, older_than: timedelta) -> None:
        """Forgets what nobody came back for."""
        await self._session.execute(
            delete(VendorJob).where(VendorJob.asked_at < _now - older_than)
        )

    async def _change(self, job_id: UUID, **values: object) -> None:
        await self._session.execute(
            update(VendorJob).where(VendorJob.job_id == job_id).values(**values)
        )
