"""Erases one person from a service: the same for all, from what each declares.

Each step is a short transaction under the job's lease. Killed anywhere and run again,
it finds what is left: the tombstone is put up first, files go before the rows that
name them, parts before what they belong to."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import ColumnElement

from libs.common.db import tombstones
from libs.common.db.session import WriteSession
from libs.common.jobs import of_owner
from libs.common.jobs.handlers import Job
from libs.common.personal_data.archive_parts import folder_of_owner
from libs.common.personal_data.declaring import Owned, Part, PersonalData
from libs.common.personal_data.repository import PersonalRows

_WHOLES_AT_ONCE = 500
_ROWS_AT_ONCE = 2_000
_FILES_AT_ONCE = 16
_LOOK_EVERY_SECONDS = 0.2
FILES = "files"


class Erasing:
    """One run, for one person."""

    def __init__(self, job: Job, personal: PersonalData, owner_id: UUID) -> None:
        self._job = job
        self._personal = personal
        self._owner_id = owner_id
        self._counts: dict[str, int] = {}

    async def run(self) -> dict[str, int]:
        """Erases all of it; how many rows and files, by kind, over all runs."""
        await self._bury()
        await self._stop_work()
        await self._erase_files()
        for owned in self._personal.owned:
            await self._erase_rows(owned, owned.rows_of(self._owner_id))
        await self._erase_messages()
        if self._personal.elsewhere:
            await self._personal.elsewhere(self._job.resources, self._owner_id)
        return self._counts

    async def _bury(self) -> None:
        async with self._job.unit_of_work() as session:
            await tombstones.bury(session, self._owner_id)
            self._counts = await tombstones.read_counts(session, self._owner_id)

    async def _stop_work(self) -> None:
        """Ends what is under way for him, and waits until it has stopped for certain.

        What began before the tombstone stood is found by a transaction of its own."""
        async with self._job.unit_of_work() as session:
            await of_owner.stop_work(session, self._owner_id)
        is_quiet = False
        while not is_quiet:
            async with self._job.database.read() as session:
                is_quiet = await of_owner.is_quiet(session, self._owner_id)
            if not is_quiet:
                await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _erase_files(self) -> None:
        storage = self._job.resources.storage
        batch: list[str] = []
        async for key in self._list_files():
            batch.append(key)
            if len(batch) == _FILES_AT_ONCE:
                await self._delete_files(batch)
                batch = []
        await self._delete_files(batch)
        # Parts of archives are no files of his: they are copies, and are not counted.
        copies = [k async for k in storage.list_keys(folder_of_owner(self._owner_id))]
        for key in copies:
            await storage.delete(key)

    async def _list_files(self) -> AsyncIterator[str]:
        if self._personal.files:
            async for key in self._personal.files(self._job.resources, self._owner_id):
                yield key

    async def _delete_files(self, keys: list[str]) -> None:
        if not keys:
            return
        storage = self._job.resources.storage
        async with asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(storage.delete(key))
        async with self._job.unit_of_work() as session:
            await self._count(session, FILES, len(keys))

    async def _erase_rows(self, held: Owned | Part, rows: ColumnElement[bool]) -> None:
        """Some whole rows at a time, their parts first, until none is left."""
        parts = self._personal.parts_of(held.table)
        if not parts:
            await self._erase_alone(held, rows)
            return
        key = parts[0].whole
        while True:
            async with self._job.database.read() as session:
                table = PersonalRows(session, held.table)
                keys = await table.list_keys(key, rows, _WHOLES_AT_ONCE)
            if not keys:
                return
            for part in parts:
                await self._erase_rows(part, part.column.in_(keys))
            await self._erase_alone(held, key.in_(keys))

    async def _erase_alone(self, held: Owned | Part, rows: ColumnElement[bool]) -> None:
        blanks = held.blanks if isinstance(held, Owned) else {}
        gone = 1
        while gone:
            async with self._job.unit_of_work() as session:
                table = PersonalRows(session, held.table)
                gone = (
                    await table.blank(rows, blanks, _ROWS_AT_ONCE)
                    if blanks
                    else await table.delete(rows, _ROWS_AT_ONCE)
                )
                await self._count(session, held.table.name, gone)

    async def _erase_messages(self) -> None:
        deleted = 1
        while deleted:
            async with self._job.unit_of_work() as session:
                deleted = await of_owner.delete_messages(
                    session, self._owner_id, _ROWS_AT_ONCE
                )

    async def _count(self, session: WriteSession, kind: str, number: int) -> None:
        """Notes it in the transaction that erased it."""
        if number:
            counts = {**self._counts, kind: self._counts.get(kind, 0) + number}
            await tombstones.write_counts(session, self._owner_id, counts)
            self._counts = counts
