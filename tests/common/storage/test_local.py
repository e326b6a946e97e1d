"""Objects in a folder: whole or not at all, under safe keys, off the event loop."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from libs.common.storage.interface import (
    ByteRange,
    InvalidObjectKey,
    ObjectNotFound,
    RangeNotSatisfiable,
    Storage,
    StorageFull,
    StoredObject,
)
from libs.common.storage.local import LocalStorage
from libs.common.storage.local_files import Upload
from libs.common.tasks import end_tasks

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def storage(root: Path) -> LocalStorage:
    return LocalStorage(root)


async def _chunks(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


async def _put(storage: Storage, key: str, content: bytes = b"x") -> StoredObject:
    return await storage.put_stream(key, _chunks(content), "image/png")


async def _read(
    storage: Storage, key: str, byte_range: ByteRange | None = None
) -> bytes:
    return b"".join([chunk async for chunk in storage.open(key, byte_range)])


async def _keys(storage: Storage, prefix: str = "") -> set[str]:
    return {key async for key in storage.list_keys(prefix)}


def _files(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    }


class TestPutStream:
    async def test_stored_bytes_come_back_with_size_and_hash(
        self, storage: LocalStorage
    ) -> None:
        content = os.urandom(3_000_001)
        pieces = [content[at : at + 70_000] for at in range(0, len(content), 70_000)]

        stored = await storage.put_stream("a/b.mp4", _chunks(*pieces), "video/mp4")

        digest = sha256(content).hexdigest()
        assert stored == StoredObject("a/b.mp4", len(content), digest, "video/mp4")
        assert await _read(storage, "a/b.mp4") == content
        assert await storage.stat("a/b.mp4") == stored

    async def test_empty_object_is_an_object(self, storage: LocalStorage) -> None:
        stored = await storage.put_stream("nothing", _chunks(), "text/plain")

        assert stored.size_bytes == 0
        assert await storage.exists("nothing")
        assert await _read(storage, "nothing") == b""

    async def test_nothing_is_seen_before_the_last_byte(
        self, storage: LocalStorage
    ) -> None:
        seen: list[bool] = []

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"z" * 1_100_000
                seen.append(await storage.exists("late"))

        await storage.put_stream("late", chunks(), "image/png")

        assert seen == [False, False, False]
        assert await storage.exists("late")

    async def test_error_of_the_source_leaves_nothing(
        self, storage: LocalStorage, root: Path
    ) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"z" * 2_000_000
            raise ConnectionResetError("the other side hung up")

        with pytest.raises(ConnectionResetError):
            await storage.put_stream("half", chunks(), "image/png")

        assert _files(root) == set()

    async def test_cancelled_upload_leaves_nothing(
        self, storage: LocalStorage, root: Path
    ) -> None:
        begun = asyncio.Event()

        async def chunks() -> AsyncIterator[bytes]:
            yield b"z" * 2_000_000
            begun.set()
            await asyncio.sleep(60)

        upload = asyncio.create_task(storage.put_stream("half", chunks(), "image/png"))
        await begun.wait()
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload

        assert _files(root) == set()

    async def test_failed_upload_leaves_the_old_object(
        self, storage: LocalStorage
    ) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"new"
            raise OSError("broken pipe")

        await _put(storage, "picture.png", b"old")
        with pytest.raises(OSError, match="broken pipe"):
            await storage.put_stream("picture.png", chunks(), "text/plain")

        assert await _read(storage, "picture.png") == b"old"
        assert (await storage.stat("picture.png")).content_type == "image/png"

    async def test_second_object_replaces_the_first(
        self, storage: LocalStorage
    ) -> None:
        await _put(storage, "picture", b"old")
        await storage.put_stream("picture", _chunks(b"new"), "image/webp")

        stat = await storage.stat("picture")
        assert await _read(storage, "picture") == b"new"
        assert stat.sha256 == sha256(b"new").hexdigest()
        assert stat.content_type == "image/webp"

    async def test_writers_of_one_key_leave_one_whole_object(
        self, storage: LocalStorage, root: Path
    ) -> None:
        contents = [bytes([65 + i]) * 1_500_000 for i in range(8)]

        await asyncio.gather(*(_put(storage, "same", each) for each in contents))

        final = await _read(storage, "same")
        assert final in contents
        assert (await storage.stat("same")).sha256 == sha256(final).hexdigest()
        assert _files(root) == {"same", "same~"}

    async def test_folder_of_another_key_is_refused(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await _put(storage, "a/b")

        with pytest.raises(InvalidObjectKey):
            await _put(storage, "a")
        with pytest.raises(InvalidObjectKey):
            await _put(storage, "a/b/c")
        assert await _keys(storage) == {"a/b"}

    async def test_full_disk_is_told_as_such(self, root: Path) -> None:
        upload = Upload(root, "big", "video/mp4")
        upload._file.close()
        upload._file = Path("/dev/full").open("wb")  # noqa: ASYNC230, SIM115

        with pytest.raises(StorageFull):
            upload.write(b"z" * 1_000_000)
        upload.close()
        assert _files(root) == set()

    async def test_event_loop_goes_on_meanwhile(self, storage: LocalStorage) -> None:
        threads: set[bool] = set()
        original = Upload.write

        def write(upload: Upload, piece: bytes) -> None:
            threads.add(_is_loop_thread())
            original(upload, piece)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Upload, "write", write)
            await _put(storage, "big", b"z" * 2_000_000)

        assert threads == {False}


def _is_loop_thread() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


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
    async def test_part_of_an_object_is_read(
        self, storage: LocalStorage, byte_range: ByteRange, expected: bytes
    ) -> None:
        await _put(storage, "digits", b"0123456789")

        assert await _read(storage, "digits", byte_range) == expected

    @pytest.mark.parametrize("start", [10, 11, -1])
    async def test_range_behind_the_end_is_refused(
        self, storage: LocalStorage, start: int
    ) -> None:
        await _put(storage, "digits", b"0123456789")

        with pytest.raises(RangeNotSatisfiable) as refusal:
            await _read(storage, "digits", ByteRange(start))
        assert refusal.value.headers == {"Content-Range": "bytes */10"}

    async def test_large_object_comes_in_bounded_chunks(
        self, storage: LocalStorage
    ) -> None:
        await _put(storage, "big", b"z" * 1_000_000)

        sizes = [len(chunk) async for chunk in storage.open("big")]

        assert max(sizes) <= 256 * 1024
        assert sum(sizes) == 1_000_000

    async def test_reader_of_a_replaced_object_reads_the_old_one(
        self, storage: LocalStorage
    ) -> None:
        await _put(storage, "big", b"o" * 1_000_000)
        reader = storage.open("big")
        first = await anext(reader)
        await _put(storage, "big", b"n" * 1_000_000)

        rest = b"".join([chunk async for chunk in reader])

        assert set(first + rest) == set(b"o")

    @pytest.mark.parametrize("key", ["missing", "folder", "file/below"])
    async def test_missing_object_is_not_found(
        self, storage: LocalStorage, key: str
    ) -> None:
        await _put(storage, "folder/file")
        await _put(storage, "file")

        with pytest.raises(ObjectNotFound):
            await _read(storage, key)
        with pytest.raises(ObjectNotFound):
            await storage.stat(key)
        assert not await storage.exists(key)


class TestStat:
    async def test_lost_sidecar_is_written_again(
        self, storage: LocalStorage, root: Path
    ) -> None:
        stored = await _put(storage, "a/picture.png", b"pixels")
        (root / "a/picture.png~").unlink()

        assert await storage.stat("a/picture.png") == stored
        assert json.loads((root / "a/picture.png~").read_bytes())["size_bytes"] == 6

    async def test_sidecar_of_another_file_is_not_believed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await _put(storage, "picture.png", b"before")
        replacement = root / "replacement"
        replacement.write_bytes(b"behind")
        replacement.replace(root / "picture.png")

        stat = await storage.stat("picture.png")

        assert stat.sha256 == sha256(b"behind").hexdigest()
        assert stat.content_type == "image/png"

    async def test_damaged_sidecar_is_not_believed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        stored = await _put(storage, "picture.png", b"pixels")
        (root / "picture.png~").write_bytes(b'{"sha256": "00"')

        assert await storage.stat("picture.png") == stored


class TestDelete:
    async def test_deleted_object_leaves_no_file_or_folder(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await _put(storage, "posts/one/0.png")
        await _put(storage, "posts/two/0.png")

        await storage.delete("posts/one/0.png")

        assert _files(root) == {"posts/two/0.png", "posts/two/0.png~"}
        assert not (root / "posts/one").exists()
        with pytest.raises(ObjectNotFound):
            await storage.stat("posts/one/0.png")

    async def test_deleting_what_is_not_there_is_no_error(
        self, storage: LocalStorage
    ) -> None:
        await storage.delete("never/was")
        await _put(storage, "folder/file")
        await storage.delete("folder")
        await storage.delete("folder/file/below")

        assert await _keys(storage) == {"folder/file"}

    async def test_writing_beside_deleting_loses_nothing(
        self, storage: LocalStorage
    ) -> None:
        async def write_and_delete(number: int) -> None:
            for _ in range(15):
                await _put(storage, f"shared/folder/{number}")
                await storage.delete(f"shared/folder/{number}")
            await _put(storage, f"shared/folder/{number}")

        await asyncio.gather(*(write_and_delete(number) for number in range(4)))

        assert await _keys(storage) == {f"shared/folder/{n}" for n in range(4)}


class TestListKeys:
    async def test_keys_with_a_prefix_are_listed(self, storage: LocalStorage) -> None:
        for key in ("posts/a/0.png", "posts/ab/0.png", "posts/b", "other", ".hidden"):
            await _put(storage, key)

        assert len(await _keys(storage)) == 5
        assert await _keys(storage, "posts/a") == {"posts/a/0.png", "posts/ab/0.png"}
        assert await _keys(storage, "posts/a/") == {"posts/a/0.png"}
        assert await _keys(storage, "posts/b") == {"posts/b"}
        assert await _keys(storage, "posts/b/") == set()
        assert await _keys(storage, "nowhere/") == set()

    async def test_empty_store_has_no_keys(self, storage: LocalStorage) -> None:
        assert await _keys(storage) == set()

    @pytest.mark.parametrize("prefix", ["../", "/", "a//", "a b", "./", "a/../"])
    async def test_prefix_of_no_key_is_refused(
        self, storage: LocalStorage, prefix: str
    ) -> None:
        with pytest.raises(InvalidObjectKey):
            await _keys(storage, prefix)


class TestKeys:
    @pytest.mark.parametrize(
        "key",
        [
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
        ],
    )
    async def test_unsafe_key_is_refused_by_every_method(
        self, storage: LocalStorage, root: Path, key: str
    ) -> None:
        calls: list[Callable[[], object]] = [
            lambda: _put(storage, key),
            lambda: _read(storage, key),
            lambda: storage.exists(key),
            lambda: storage.stat(key),
            lambda: storage.delete(key),
        ]
        for call in calls:
            with pytest.raises(InvalidObjectKey):
                await call()  # type: ignore[misc]
        assert _files(root) == set()

    @pytest.mark.parametrize(
        "key", ["a", "..a", "a..b/c", "-x", "A.b_c-9", "a" * 200, "/".join("a" * 256)]
    )
    async def test_safe_key_is_taken(self, storage: LocalStorage, key: str) -> None:
        await _put(storage, key, b"safe")

        assert await _read(storage, key) == b"safe"
        assert await _keys(storage) == await _keys(storage, key) == {key}


class TestDiscardUnfinished:
    async def test_only_old_leftovers_are_removed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await _put(storage, "kept")
        for name, age_seconds in (("old", 7200), ("young", 60)):
            path = root / "~unfinished" / name
            path.write_bytes(b"half")
            changed = path.stat().st_mtime - age_seconds
            os.utime(path, (changed, changed))

        assert await storage.discard_unfinished(timedelta(hours=1)) == 1
        assert _files(root) == {"kept", "kept~", "~unfinished/young"}


WRITER = """
import asyncio, sys
from pathlib import Path
from libs.common.storage.local import LocalStorage

async def chunks(letter):
    for _ in range(8):
        yield letter * 300_000

async def main():
    storage = LocalStorage(Path(sys.argv[1]))
    for number in range(100_000):
        letter = bytes([65 + number % 26])
        await storage.put_stream(f"k{number % 5}", chunks(letter), "image/png")
        print(number, flush=True)

asyncio.run(main())
"""


class TestKilledWriter:
    async def test_every_object_is_whole_after_a_kill(
        self, storage: LocalStorage, root: Path
    ) -> None:
        writer = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            WRITER,
            str(root),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        assert writer.stdout is not None
        for _ in range(12):
            await writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        await writer.wait()
        await writer.stdout.read()

        keys = await _keys(storage)
        assert keys == {f"k{number}" for number in range(5)}
        for key in keys:
            content = await _read(storage, key)
            assert len(content) == 2_400_000
            assert len(set(content)) == 1
            assert (await storage.stat(key)).sha256 == sha256(content).hexdigest()
        await storage.discard_unfinished(timedelta(seconds=-60))
        assert not list((root / "~unfinished").iterdir())


class TestCancelled:
    async def test_upload_that_is_just_being_opened_is_closed(
        self, root: Path, storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[Upload] = []
        closed: list[Upload] = []
        begin, close = Upload.__init__, Upload.close

        def begin_slowly(self: Upload, *arguments: Any) -> None:
            time.sleep(0.1)
            begin(self, *arguments)
            made.append(self)

        def note(self: Upload) -> None:
            close(self)
            closed.append(self)

        monkeypatch.setattr(Upload, "__init__", begin_slowly)
        monkeypatch.setattr(Upload, "close", note)
        writing = asyncio.create_task(_put(storage, "a/b"))
        await asyncio.sleep(0.02)
        await end_tasks(writing)
        assert closed == made
        assert len(made) == 1
        assert _files(root) == set()
