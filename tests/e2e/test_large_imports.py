"""Files of a hundred megabytes, and of two gigabytes, in processes that stay small."""

import asyncio
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from os import urandom
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import pytest

from deploy.local.local_system import LocalSystem
from tests.benchmarks.memory import Peak, watch_peak
from tests.e2e.person import ENDED, Person
from tests.fixtures.people import SignUp

_TEXT = "A post took off, and nobody knew why. " * 500
_ROWS = 5_300
_MOST_BYTES = 300_000_000
_VIDEOS = 9
_VIDEO_CHUNKS = 209

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600)]


def write_table() -> bytes:
    """A CSV of 100 MB, a row of it 19 kB long."""
    rows = (f'x,ada,{10_000 + n},"{n} {_TEXT}",{n}\n' for n in range(_ROWS))
    return ("platform,creator,id,text,likes\n" + "".join(rows)).encode()


def write_archive() -> bytes:
    """A ZIP of an archive of X with 100 MB of posts in it, hardly packed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        account = '[{"account": {"username": "ada", "accountId": "7"}}]'
        archive.writestr("data/account.js", f"window.YTD.account.part0 = {account}")
        archive.writestr("data/tweets.js", "".join(_write_tweets()))
    return out.getvalue()


def _write_tweets() -> Iterator[str]:
    yield "window.YTD.tweets.part0 = ["
    for n in range(_ROWS):
        tweet = {
            "id_str": str(10_000 + n),
            "full_text": f"{n} {_TEXT}",
            "created_at": "Sat Feb 18 12:33:11 +0000 2023",
            "favorite_count": "1",
            "retweet_count": "0",
        }
        yield ("," if n else "") + json.dumps({"tweet": tweet})
    yield "]"


def write_export(file: BinaryIO) -> None:
    """A ZIP of Instagram's of nearly 2 GB: posts, and the videos that they are of."""
    chunk = urandom(1 << 20)
    posts = [
        {"media": [{"uri": f"{n}.mp4", "creation_timestamp": 1_700_000_000 + n}]}
        for n in range(_ROWS)
    ]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for number in range(_VIDEOS):
            with archive.open(f"media/posts/{number}.mp4", "w") as video:
                for _ in range(_VIDEO_CHUNKS):
                    video.write(chunk)
        archive.writestr("content/posts_1.json", json.dumps(posts))


async def import_watched(
    system: LocalSystem, person: Person, content: bytes | BinaryIO, **fields: str
) -> tuple[Any, Peak, Peak]:
    """Imports a file; the import, and the peaks of the service and its worker."""
    service = system.process("social").pid
    worker = system.process("social-worker").pid
    assert service
    assert worker
    async with watch_peak(service) as at_service, watch_peak(worker) as at_worker:
        answer = await person.call(
            "POST",
            "/social/posts/import",
            files={"file": ("file", content)},
            data=fields,
            timeout=300,
        )
        assert answer.status_code == 202, answer.text
        path = f"/social/imports/{answer.json()['id']}"
        while (found := await person.get(path))["status"] not in ENDED:
            await asyncio.sleep(0.1)
    return found, at_service, at_worker


class TestHundredMegabytes:
    @pytest.mark.parametrize("kind", ["table", "archive"])
    async def test_are_imported_in_little_memory(
        self, system: LocalSystem, sign_up: SignUp, kind: str
    ) -> None:
        person = await sign_up(system.public_url)
        names = ("platform", "creator", "id", "text", "likes")
        mapping = json.dumps({name: name for name in names})
        fields = {"mapping": mapping} if kind == "table" else {}
        content = write_table() if kind == "table" else write_archive()
        assert len(content) > 100_000_000
        found, service, worker = await import_watched(system, person, content, **fields)
        assert found["totals"]["imported"] == _ROWS, found
        assert service.bytes < _MOST_BYTES
        assert worker.bytes < _MOST_BYTES


class TestTwoGigabytes:
    async def test_are_imported_in_little_memory(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        """Neither the service nor the gateway nor the worker holds the file."""
        person = await sign_up(system.public_url)
        gateway = system.process("gateway").pid
        assert gateway
        with TemporaryFile() as file:
            write_export(file)
            assert file.tell() > 1_900_000_000
            file.seek(0)
            async with watch_peak(gateway) as at_gateway:
                found, service, worker = await import_watched(
                    system, person, file, account="ada"
                )
        assert found["totals"]["imported"] == _ROWS, found
        assert found["size_bytes"] < 1_000_000
        assert service.bytes < _MOST_BYTES
        assert worker.bytes < _MOST_BYTES
        assert at_gateway.bytes < _MOST_BYTES
