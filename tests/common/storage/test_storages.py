"""What every storage does, each of them asked the same."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from pathlib import Path

import pytest

from libs.common.storage.interface import (
    ByteRange,
    InvalidObjectKey,
    ObjectNotFound,
    RangeNotSatisfiable,
    Storage,
    StoredObject,
)
from libs.common.storage.local import LocalStorage
from libs.common.storage.moving import MovingStorage
from libs.common.storage.supabase import SupabaseStorage
from tests.common.storage.reading import chunks_of, put, read_all, read_keys


@pytest.fixture(
    params=["local", "supabase", pytest.param("moving", marks=pytest.mark.prove)]
)
def storage(
    request: pytest.FixtureRequest, tmp_path: Path, bucket: SupabaseStorage
) -> Storage:
    """Each kind in turn, empty."""
    local = LocalStorage(tmp_path / "media")
    kinds: dict[str, Storage] = {
        "local": local,
        "supabase": bucket,
        "moving": MovingStorage(new=bucket, old=local),
    }
    return kinds[request.param]


class TestPutStream:
    async def test_stored_bytes_come_back_with_size_and_hash(
        self, storage: Storage
    ) -> None:
        content = os.urandom(3_000_001)
        pieces = [content[at : at + 70_000] for at in range(0, len(content), 70_000)]

        stored = await storage.put_stream("a/b.mp4", chunks_of(*pieces), "video/mp4")

        digest = sha256(content).hexdigest()
        assert stored == StoredObject("a/b.mp4", len(content), digest, "video/mp4")
        assert await read_all(storage, "a/b.mp4") == content
        assert await storage.stat("a/b.mp4") == stored

    async def test_empty_object_is_an_object(self, storage: Storage) -> None:
        stored = await storage.put_stream("nothing", chunks_of(), "text/plain")

        assert stored.size_bytes == 0
        assert await storage.exists("nothing")
        assert await read_all(storage, "nothing") == b""

    async def test_nothing_is_seen_before_the_last_byte(self, storage: Storage) -> None:
        seen: list[bool] = []

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"z" * 1_100_000
                seen.append(await storage.exists("late"))

        await storage.put_stream("late", chunks(), "image/png")

        assert seen == [False, False, False]
        assert await storage.exists("late")

    async def test_failed_upload_leaves_the_old_object(self, storage: Storage) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"new"
            raise OSError("broken pipe")

        await put(storage, "picture.png", b"old")
        with pytest.raises(OSError, match="broken pipe"):
            await storage.put_stream("picture.png", chunks(), "text/plain")

        assert await read_all(storage, "picture.png") == b"old"
        assert (await storage.stat("picture.png")).content_type == "image/png"

    async def test_second_object_replaces_the_first(self, storage: Storage) -> None:
        await put(storage, "picture", b"old")
        await storage.put_stream("picture", chunks_of(b"new"), "image/webp")

        stat = await storage.stat("picture")
        assert await read_all(storage, "picture") == b"new"
        assert stat.sha256 == sha256(b"new").hexdigest()
        assert stat.content_type == "image/webp"

    async def test_file_becomes_an_object(
        self, storage: Storage, tmp_path: Path
    ) -> None:
        content = os.urandom(300_000)
        digest = sha256(content).hexdigest()
        path = tmp_path / "given"
        path.write_bytes(content)

        stored = await storage.put_file("a/b.png", path, "image/png", digest)

        assert stored == StoredObject("a/b.png", 300_000, digest, "image/png")
        assert await storage.stat("a/b.png") == stored
        assert await read_all(storage, "a/b.png") == content

    async def test_error_of_the_source_leaves_no_object(self, storage: Storage) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"z" * 2_000_000
            raise ConnectionResetError("the other side hung up")

        with pytest.raises(ConnectionResetError):
            await storage.put_stream("half", chunks(), "image/png")

        assert await read_keys(storage) == set()


class TestOpen:
    @pytest.mark.parametrize(
        ("byte_range", "expected"),
        [
            (ByteRange(0), b"0123456789"),
            (ByteRange(3), b"3456789"),
            (ByteRange(3, 5), b"345"),
            (ByteRange(9, 9), b"9"),
            (ByteRange(8, 500), b"89"),
        ],
    )
    async def test_part_of_an_object_isread_all(
        self, storage: Storage, byte_range: ByteRange, expected: bytes
    ) -> None:
        await put(storage, "digits", b"0123456789")

        assert await read_all(storage, "digits", byte_range) == expected

    @pytest.mark.parametrize("start", [10, 11, -1])
    async def test_range_behind_the_end_is_refused(
        self, storage: Storage, start: int
    ) -> None:
        await put(storage, "digits", b"0123456789")

        with pytest.raises(RangeNotSatisfiable) as refusal:
            await read_all(storage, "digits", ByteRange(start))
        assert refusal.value.headers == {"Content-Range": "bytes */10"}

    async def test_large_object_comes_in_boundedchunks_of(
        self, storage: Storage
    ) -> None:
        await put(storage, "big", b"z" * 1_000_000)

        sizes = [len(chunk) async for chunk in storage.open("big")]

        assert max(sizes) <= 256 * 1024
        assert sum(sizes) == 1_000_000

    async def test_reader_of_a_replaced_object_reads_the_old_one(
        self, storage: Storage
    ) -> None:
        await put(storage, "big", b"o" * 1_000_000)
        reader = storage.open("big")
        first = await anext(reader)
        await put(storage, "big", b"n" * 1_000_000)

        rest = b"".join([chunk async for chunk in reader])

        assert set(first + rest) == set(b"o")

    @pytest.mark.parametrize("key", ["missing", "folder", "file/below"])
    async def test_missing_object_is_not_found(
        self, storage: Storage, key: str
    ) -> None:
        await put(storage, "folder/file")
        await put(storage, "file")

        with pytest.raises(ObjectNotFound):
            await read_all(storage, key)
        with pytest.raises(ObjectNotFound):
            await storage.stat(key)
        assert not await storage.exists(key)


class TestDelete:
    async def test_deleting_what_is_not_there_is_no_error(
        self, storage: Storage
    ) -> None:
        await storage.delete("never/was")
        await put(storage, "folder/file")
        await storage.delete("folder")
        await storage.delete("folder/file/below")

        assert await read_keys(storage) == {"folder/file"}

    async def test_writing_beside_deleting_loses_nothing(
        self, storage: Storage
    ) -> None:
        async def write_and_delete(number: int) -> None:
            for _ in range(15):
                await put(storage, f"shared/folder/{number}")
                await storage.delete(f"shared/folder/{number}")
            await put(storage, f"shared/folder/{number}")

        await asyncio.gather(*(write_and_delete(number) for number in range(4)))

        assert await read_keys(storage) == {f"shared/folder/{n}" for n in range(4)}


class TestListKeys:
    async def test_keys_with_a_prefix_are_listed(self, storage: Storage) -> None:
        for key in ("posts/a/0.png", "posts/ab/0.png", "posts/b", "other", ".hidden"):
            await put(storage, key)

        assert len(await read_keys(storage)) == 5
        assert await read_keys(storage, "posts/a") == {
            "posts/a/0.png",
            "posts/ab/0.png",
        }
        assert await read_keys(storage, "posts/a/") == {"posts/a/0.png"}
        assert await read_keys(storage, "posts/b") == {"posts/b"}
        assert await read_keys(storage, "posts/b/") == set()
        assert await read_keys(storage, "nowhere/") == set()

    async def test_empty_store_has_noread_keys(self, storage: Storage) -> None:
        assert await read_keys(storage) == set()

    @pytest.mark.parametrize("prefix", ["../", "/", "a//", "a b", "./", "a/../"])
    async def test_prefix_of_no_key_is_refused(
        self, storage: Storage, prefix: str
    ) -> None:
        with pytest.raises(InvalidObjectKey):
            await read_keys(storage, prefix)


UNSAFE = (
    "",
    "/etc/passwd",
    "../secret_key",
    "a/../../secret_key",
    "a/..",
    "a/./b",
    "a//b",
    "a/",
    ".",
    "a\\b",
    "a b",
    "a\x00b",
    "a\n",
    "picture.png~",
    "~unfinished/x",
    "ä",
    "a" * 201,
    "/".join(["a" * 100] * 6),
)
SAFE = ("b", "..a", "a..b/c", "-x", "A.b_c-9", "a" * 200, "/".join("a" * 40))


class TestKeys:
    async def test_unsafe_key_is_refused_by_every_method(
        self, storage: Storage, tmp_path: Path
    ) -> None:
        for key in UNSAFE:
            calls: list[Callable[[], object]] = [
                lambda key=key: put(storage, key),  # type: ignore[misc]
                lambda key=key: storage.put_file(key, tmp_path, "a/b", ""),  # type: ignore[misc]
                lambda key=key: read_all(storage, key),  # type: ignore[misc]
                lambda key=key: storage.exists(key),  # type: ignore[misc]
                lambda key=key: storage.stat(key),  # type: ignore[misc]
                lambda key=key: storage.delete(key),  # type: ignore[misc]
            ]
            for call in calls:
                with pytest.raises(InvalidObjectKey):
                    await call()  # type: ignore[misc]
        assert await read_keys(storage) == set()

    async def test_safe_key_is_taken(self, storage: Storage) -> None:
        for key in SAFE:
            await put(storage, key, key.encode())
        for key in SAFE:
            assert await read_all(storage, key) == key.encode()
            assert key in await read_keys(storage, key)
        assert await read_keys(storage) == set(SAFE)
