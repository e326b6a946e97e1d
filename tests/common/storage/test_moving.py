"""Objects go from one storage to the other while both are in use."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from libs.common.storage.interface import Storage
from libs.common.storage.local import LocalStorage
from libs.common.storage.moving import MoveSpoiled, MovingStorage, move_objects
from libs.common.storage.supabase import SupabaseStorage as Bucket
from tests.common.storage.buckets import BUCKET
from tests.common.storage.reading import put, read_all, read_keys
from tests.emulators.supabase_storage import SupabaseStorage


@pytest.fixture
def local(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "storage")


@pytest.fixture(params=["to_supabase", "to_local"])
def moving(
    request: pytest.FixtureRequest, local: LocalStorage, bucket: Bucket
) -> MovingStorage:
    """Both ways."""
    if request.param == "to_local":
        return MovingStorage(new=local, old=bucket)
    return MovingStorage(new=bucket, old=local)


async def fill(storage: Storage, count: int = 10) -> dict[str, bytes]:
    contents = {f"media/{n % 3}/{n}.png": b"content %d" % n for n in range(count)}
    for key, content in contents.items():
        await put(storage, key, content)
    return contents


async def move(storage: MovingStorage) -> list[str]:
    """All of it; the keys that were noted as moved."""
    noted: list[str] = []

    async def note(key: str) -> None:
        noted.append(key)

    moved = [each.key async for each in move_objects(storage, note)]
    assert sorted(noted) == sorted(moved)
    return noted


class TestMoveObjects:
    async def test_everything_arrives_and_nothing_stays(
        self, moving: MovingStorage
    ) -> None:
        contents = await fill(moving.old)
        await put(moving, "media/new.png", b"new")
        assert sorted(await move(moving)) == sorted(contents)
        assert await read_keys(moving.old) == set()
        for key, content in (contents | {"media/new.png": b"new"}).items():
            assert await read_all(moving.new, key) == content
            assert (await moving.new.stat(key)).content_type == "image/png"
        assert await move(moving) == []

    async def test_move_that_was_killed_goes_on(self, moving: MovingStorage) -> None:
        contents = await fill(moving.old)

        async def die_at_the_fifth(key: str) -> None:
            if key.endswith("5.png"):
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            async for _ in move_objects(moving, die_at_the_fifth, at_once=1):
                pass
        assert 0 < len(await read_keys(moving.old)) < 10
        assert await read_keys(moving) == set(contents)
        await move(moving)
        assert await read_keys(moving.new) == set(contents)
        assert await read_keys(moving.old) == set()

    async def test_object_deleted_while_it_is_moved_stays_deleted(
        self, moving: MovingStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contents = await fill(moving.old, 3)
        gone = next(iter(contents))
        original = moving.new.put_stream

        async def put_and_delete(key: str, *rest: object) -> object:
            stored = await original(key, *rest)  # type: ignore[arg-type]
            if key == gone:
                await moving.delete(key)
                stored = await original(key, _again(), "image/png")
            return stored

        monkeypatch.setattr(moving.new, "put_stream", put_and_delete)
        assert gone not in await move(moving)
        assert await read_keys(moving) == set(contents) - {gone}

    async def test_newer_object_is_not_overwritten(self, moving: MovingStorage) -> None:
        await put(moving.old, "exports/a", b"older")
        await put(moving.new, "exports/a", b"newer")
        await move(moving)
        assert await read_all(moving, "exports/a") == b"newer"
        assert await read_keys(moving.old) == set()

    async def test_object_that_arrives_otherwise_stays_where_it_was(
        self, local: LocalStorage, bucket: Bucket, supabase: SupabaseStorage
    ) -> None:
        moving = MovingStorage(new=bucket, old=local)
        await put(local, "a", b"as it was")
        told = {"sha256": sha256(b"as it was").hexdigest(), "size": 9}
        original = bucket.put_stream

        async def spoil(key: str, *rest: object) -> object:
            stored = await original(key, *rest)  # type: ignore[arg-type]
            supabase.objects[BUCKET, key].content = b"otherwise"
            assert supabase.objects[BUCKET, key].metadata == told
            return stored

        bucket.put_stream = spoil  # type: ignore[method-assign, assignment]
        with pytest.raises(MoveSpoiled):
            await move(moving)
        assert await read_all(moving, "a") == b"as it was"
        assert supabase.objects == {}


async def _again() -> AsyncIterator[bytes]:
    yield b"moved too late"


class TestMovingStorage:
    async def test_whatever_is_asked_for_is_found_in_either(
        self, moving: MovingStorage
    ) -> None:
        await put(moving.old, "old", b"0123456789")
        await put(moving, "new", b"new")
        assert await moving.exists("old")
        assert (await moving.stat("old")).size_bytes == 10
        assert await read_all(moving, "old") == b"0123456789"
        assert await read_keys(moving) == {"old", "new"}
        assert await read_keys(moving.new) == {"new"}

    async def test_what_is_replaced_or_deleted_is_gone_from_both(
        self, moving: MovingStorage
    ) -> None:
        await put(moving.old, "a", b"old")
        await put(moving.old, "b", b"old")
        await put(moving, "a", b"new")
        await moving.delete("b")
        assert await read_all(moving, "a") == b"new"
        assert await read_keys(moving.old) == set()
        assert not await moving.exists("b")
