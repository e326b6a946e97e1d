"""Where an import's files lie until they are read: `imports/<owner>/<import>/<n>`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from libs.common.storage.interface import Storage
from services.social.imports.models import Import
from services.social.imports.repository import OpenImportRepository

PREFIX = "imports/"
_KEPT = timedelta(days=1)


def build_folder(owner_id: UUID) -> str:
    """The folder of all that an owner has uploaded."""
    return f"{PREFIX}{owner_id}/"


def build_key(owner_id: UUID, import_id: UUID) -> str:
    """The folder of an import's files."""
    return f"{build_folder(owner_id)}{import_id}"


def find_import_id(key: str) -> UUID | None:
    """The import that a stored file is of; None if it is none of an import."""
    parts = key.split("/")
    try:
        return UUID(parts[2])
    except (IndexError, ValueError):
        return None


async def delete_files(storage: Storage, row: Import) -> None:
    """Deletes whatever is stored of an import."""
    keys = [key async for key in storage.list_keys(f"{row.storage_key}/")]
    for key in keys:
        await storage.delete(key)


def _read_moment(import_id: UUID) -> datetime:
    """When an id was made: UUIDv7 begins with the milliseconds (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((import_id.int >> 80) / 1000, UTC)


async def purge_strays(
    storage: Storage, imports: OpenImportRepository, now: datetime
) -> int:
    """Deletes files a day old that no open import will read; returns how many.

    What is younger may be of an upload that is being stored."""
    strays: dict[str, UUID] = {}
    async for key in storage.list_keys(PREFIX):
        import_id = find_import_id(key)
        if import_id and now - _read_moment(import_id) > _KEPT:
            strays[key] = import_id
    kept = await imports.find_open(set(strays.values()))
    gone = [key for key, import_id in strays.items() if import_id not in kept]
    for key in gone:
        await storage.delete(key)
    return len(gone)


@asynccontextmanager
async def open_files(
    storage: Storage, row: Import, count: int
) -> AsyncIterator[list[BinaryIO]]:
    """The stored files as ones that a thread can read. Raises ObjectNotFound."""
    async with AsyncExitStack() as stack:
        files: list[BinaryIO] = []
        for number in range(count):
            file = stack.enter_context(TemporaryFile())  # noqa: SIM115 - in a stack
            async for chunk in storage.open(f"{row.storage_key}/{number}"):
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(file.seek, 0)
            files.append(file)
        yield files
