"""Objects in a folder: whole or not at all, under safe keys, off the event loop."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from libs.common.storage.interface import (
    InvalidObjectKey,
    ObjectNotFound,
    StorageFull,
)
from libs.common.storage.local import LocalStorage
from libs.common.storage.local_files import Upload
from libs.common.tasks import end_tasks
from tests.common.storage.reading import put, read_all, read_keys

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def storage(root: Path) -> LocalStorage:
    return LocalStorage(root)


def _files(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    }


class TestPutStream:
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

    async def test_writers_of_one_key_leave_one_whole_object(
        self, storage: LocalStorage, root: Path
    ) -> None:
        contents = [bytes([65 + i]) * 1_500_000 for i in range(8)]

        await asyncio.gather(*(put(storage, "same", each) for each in contents))

        final = await read_all(storage, "same")
        assert final in contents
        assert (await storage.stat("same")).sha256 == sha256(final).hexdigest()
        assert _files(root) == {"same", "same~"}

    async def test_folder_of_another_key_is_refused(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await put(storage, "a/b")

        with pytest.raises(InvalidObjectKey):
            await put(storage, "a")
        with pytest.raises(InvalidObjectKey):
            await put(storage, "a/b/c")
        assert await read_keys(storage) == {"a/b"}

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
            await put(storage, "big", b"z" * 2_000_000)

        assert threads == {False}


def _is_loop_thread() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class TestStat:
    async def test_lost_sidecar_is_written_again(
        self, storage: LocalStorage, root: Path
    ) -> None:
        stored = await put(storage, "a/picture.png", b"pixels")
        (root / "a/picture.png~").unlink()

        assert await storage.stat("a/picture.png") == stored
        assert json.loads((root / "a/picture.png~").read_bytes())["size_bytes"] == 6

    async def test_sidecar_of_another_file_is_not_believed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await put(storage, "picture.png", b"before")
        replacement = root / "replacement"
        replacement.write_bytes(b"behind")
        replacement.replace(root / "picture.png")

        stat = await storage.stat("picture.png")

        assert stat.sha256 == sha256(b"behind").hexdigest()
        assert stat.content_type == "image/png"

    async def test_damaged_sidecar_is_not_believed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        stored = await put(storage, "picture.png", b"pixels")
        (root / "picture.png~").write_bytes(b'{"sha256": "00"')

        assert await storage.stat("picture.png") == stored


class TestDelete:
    async def test_deleted_object_leaves_no_file_or_folder(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await put(storage, "posts/one/0.png")
        await put(storage, "posts/two/0.png")

        await storage.delete("posts/one/0.png")

        assert _files(root) == {"posts/two/0.png", "posts/two/0.png~"}
        assert not (root / "posts/one").exists()
        with pytest.raises(ObjectNotFound):
            await storage.stat("posts/one/0.png")


class TestDiscardUnfinished:
    async def test_only_old_leftovers_are_removed(
        self, storage: LocalStorage, root: Path
    ) -> None:
        await put(storage, "kept")
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

        keys = await read_keys(storage)
        assert keys == {f"k{number}" for number in range(5)}
        for key in keys:
            content = await read_all(storage, key)
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
        writing = asyncio.create_task(put(storage, "a/b"))
        await asyncio.sleep(0.02)
        await end_tasks(writing)
        assert closed == made
        assert len(made) == 1
        assert _files(root) == set()
