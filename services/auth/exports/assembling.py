"""Puts an archive together from what the services have written."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from libs.common.contracts.domain_events import HOLDERS
from libs.common.jobs.handlers import Job
from libs.common.personal_data.archive_parts import (
    ARCHIVE,
    PartContents,
    folder_of_export,
    folder_of_part,
    read_contents,
    read_media,
)
from libs.common.storage.interface import ObjectNotFound, Storage
from services.auth.exports.models import Export, ExportState
from services.auth.exports.repository import ExportRepository
from services.auth.exports.zip_stream import Member, write_zip

_INTRODUCTION = """\
Everything that Postscope holds about you
=========================================

Written on {at:%Y-%m-%d} at {at:%H:%M} UTC.

Each folder is one part of Postscope. Files that end in .json hold a list; files that
end in .jsonl may be long and hold one entry a line. Both are plain text: any editor
opens them, and so do spreadsheets and scripts. Times are UTC. "id" and names that end
in "_id" connect entries of one file with those of another; "owner_id" and "user_id"
are yours.

Passwords, tokens and keys are left out: of most of them not even we hold more than a
fingerprint, and a copy of it would only help a thief.
"""
_NOTHING = "\n(Nothing is held here.)\n"


class Assembly:
    """One run, for one archive. Run again, it writes the same archive again."""

    def __init__(self, job: Job, export_id: UUID, owner_id: UUID) -> None:
        self._job = job
        self._storage = job.resources.storage
        self._export_id = export_id
        self._owner_id = owner_id
        self._folder = folder_of_export(owner_id, export_id)

    async def run(self) -> None:
        """Writes the archive, then deletes its parts and older archives."""
        async with self._job.database.read() as session:
            export = await ExportRepository(session).find_one(
                ExportRepository(session)
                .statement()
                .where(Export.id == self._export_id)
            )
        if export is None or export.state == ExportState.FAILED:
            return
        if export.state == ExportState.PREPARING:
            await self._write()
        await self._tidy_up(export)

    async def _write(self) -> None:
        now = self._job.resources.clock.now()
        parts = {
            service: await read_contents(self._storage, self._folder_of(service))
            for service in HOLDERS
        }
        pieces = write_zip(self._members(parts, now), now)
        stored = await self._storage.put_stream(
            f"{self._folder}{ARCHIVE}", pieces, "application/zip"
        )
        async with self._job.unit_of_work() as session:
            export = await ExportRepository(session).find_locked(self._export_id)
            if export is not None and export.state == ExportState.PREPARING:
                export.state = ExportState.READY
                export.ready_at = now
                export.size_bytes = stored.size_bytes

    async def _members(
        self, parts: dict[str, PartContents], now: datetime
    ) -> AsyncIterator[Member]:
        text = render_readme(parts, now)
        yield Member("README.txt", _once(text.encode()))
        for service, part in parts.items():
            folder = self._folder_of(service)
            for table in part.tables:
                content = self._storage.open(f"{folder}{table.file}")
                yield Member(f"{service}/{table.file}", content)
            if not part.media:
                continue
            async for file in read_media(self._storage, folder):
                # One that its owner has removed meanwhile is not missed.
                if await self._storage.exists(file.key):
                    content = self._storage.open(file.key)
                    yield Member(f"{service}/{file.name}", content, is_packed=False)

    async def _tidy_up(self, export: Export) -> None:
        archive = f"{self._folder}{ARCHIVE}"
        keys = [key async for key in self._storage.list_keys(self._folder)]
        for key in keys:
            if key != archive:
                await self._storage.delete(key)
        async with self._job.database.read() as session:
            older = await ExportRepository(session).list_older(export)
        await delete_exports(self._job, older)

    def _folder_of(self, service: str) -> str:
        return folder_of_part(self._owner_id, self._export_id, service)


async def delete_exports(job: Job, exports: Sequence[Export]) -> None:
    """Deletes archives: the files first, so that a kill leaves the row to find them."""
    for export in exports:
        await delete_folder(
            job.resources.storage, folder_of_export(export.user_id, export.id)
        )
        async with job.unit_of_work() as session:
            await ExportRepository(session).delete(export.id)


async def delete_folder(storage: Storage, folder: str) -> None:
    """Deletes all objects of a folder."""
    keys = [key async for key in storage.list_keys(folder)]
    for key in keys:
        with suppress(ObjectNotFound):
            await storage.delete(key)


def render_readme(parts: dict[str, PartContents], at: datetime) -> str:
    """What the archive holds, for whoever opens it."""
    lines = [_INTRODUCTION.format(at=at)]
    for service, part in parts.items():
        lines.append(f"\n{service}/\n{'-' * (len(service) + 1)}\n")
        lines += [
            f"{table.file:<32} {table.rows:>8}  {table.about}\n"
            for table in part.tables
        ]
        if part.media:
            lines.append(f"{'media/':<32} {part.media:>8}  your pictures and videos\n")
        if not part.tables and not part.media:
            lines.append(_NOTHING.lstrip())
    return "".join(lines)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
