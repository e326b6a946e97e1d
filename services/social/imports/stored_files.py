"""Where an import's files lie until they are read: `imports/<owner>/<import>/<n>`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from libs.common.storage.interface import Storage
from services.social.imports.models import Import

PREFIX = "imports/"


def build_key(owner_id: UUID, import_id: UUID) -> str:
    """The folder of an import's files."""
    return f"{PREFIX}{owner_id}/{import_id}"


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
