"""Files of a hundred megabytes, in processes that stay small."""

import asyncio
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.benchmarks.memory import Peak, watch_peak
from tests.e2e.person import ENDED, Person
from tests.fixtures.people import SignUp

_TEXT = "A post took off, and nobody knew why. " * 500
_ROWS = 5_300
_MOST_BYTES = 300_000_000

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


async def import_watched(
    system: LocalSystem, person: Person, content: bytes, **fields: str
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
