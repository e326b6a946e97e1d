"""Uploaded files: kept until they are read, and no longer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.common.clock import FixedClock
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.storage.interface import Storage
from services.social.imports.repository import ImportRepository, OpenImportRepository
from services.social.imports.stored_files import purge_strays
from tests.social.imports.test_endpoints import MAPPING, numbered
from tests.social.running import Social


async def keys(social: Social) -> list[str]:
    storage = social.resources.storage
    return [key async for key in storage.list_keys("imports/")]


async def put(storage: Storage, key: str) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"

    await storage.put_stream(key, chunks(), "text/plain")


class TestStartImport:
    async def test_refused_insert_leaves_no_file(
        self, social: Social, alice: Identity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*_: Any) -> None:
            raise RuntimeError("no row today")

        monkeypatch.setattr(ImportRepository, "create", fail)
        answer = await social.upload(alice, numbered(1), MAPPING)
        assert answer.status_code == 500
        assert await keys(social) == []


class TestPurgeStrays:
    async def test_only_old_files_of_no_open_import_go(
        self, social: Social, alice: Identity, clock: FixedClock
    ) -> None:
        await social.upload(alice, numbered(1), MAPPING)
        [opened] = await keys(social)
        ended = (await social.upload(alice, numbered(2), MAPPING)).json()["id"]
        await social.change(f"UPDATE imports SET status='FAILED' WHERE id='{ended}'")
        await put(social.resources.storage, f"imports/{new_id()}/{new_id()}/0")
        assert len(await keys(social)) == 3
        gone = []
        for days in (0, 2):
            async with social.resources.database.read() as session:
                repository = OpenImportRepository(session)
                now = datetime.now(UTC) + timedelta(days=days)
                gone.append(
                    await purge_strays(social.resources.storage, repository, now)
                )
        assert (gone, await keys(social)) == ([0, 2], [opened])
