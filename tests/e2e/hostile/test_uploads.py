"""Files that were never meant to be imported: refused with a reason, or row by row."""

import asyncio
import json
import os
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.operations import check_refusal, find_mistakes
from tests.e2e.person import Person
from tests.fixtures.people import SignUp

COLUMNS = ("platform", "creator", "id", "views", "time")
MAPPING = json.dumps({name: name for name in COLUMNS})
HEADER = b"platform,creator,id,views,time\n"
ROW = b"youtube,@me,dQw4w9WgXcQ,10,2026-01-01T00:00:00Z\n"
POST = b'{"platform":"youtube","creator":"@me","id":"dQw4w9WgXcQ","views":1}'

REFUSED: dict[str, tuple[bytes, dict[str, str]]] = {
    "empty": (b"", {}),
    "blank": (b" \n\n", {}),
    "header alone": (HEADER, {}),
    "noise": (os.urandom(100_000), {}),
    "zeros": (b"\0" * 100_000, {}),
    "mapping is no JSON": (HEADER + ROW, {"mapping": "{"}),
    "mapping nested": (HEADER + ROW, {"mapping": "[" * 80_000}),
    "mapping with NUL": (
        HEADER + ROW,
        {"mapping": MAPPING[:-1] + ',"title":{"value":"a\\u0000b"}}'},
    ),
    "no such column": (HEADER + ROW, {"mapping": MAPPING.replace('"time"}', '"x"}')}),
    "quote never closed": (HEADER + b'youtube,"@me,1\n' + ROW * 50_000, {}),
    "JSON cut off": (b"[" + POST + b"," + POST[:-20], {}),
    "JSON nested": (b"[" * 300_000, {}),
    "JSON objects nested": (
        b'[{"x":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}]",
        {},
    ),
    "half of a UTF-16 sign": ((HEADER + ROW).decode().encode("utf-16")[:-1], {}),
    "unknown encoding": (HEADER + ROW, {"encoding": "base64"}),
    "cell of 2 MB": (HEADER + b"youtube," + b"x" * 2_000_000 + b",1,1,1\n", {}),
    "encoding of names": (HEADER + ROW, {"encoding": "idna"}),
    "form with a part twice": (HEADER + ROW, {"time_format": "%Y-%m-%d %Y"}),
    "zone outside": (HEADER + ROW, {"timezone": "../../etc/passwd"}),
    "zone of the server": (HEADER + ROW, {"timezone": "localtime"}),
    "row of 5 MB": (HEADER + b",".join([b"x" * 500_000] * 10) + b"\n", {}),
    "line without end": (HEADER + b"a," * 3_000_000, {}),
}
TAKEN: dict[str, tuple[bytes, int, int]] = {
    # content, rows imported, rows refused
    "formula cells": (HEADER + b'youtube,"=1+1",dQw4w9WgXcQ,=1+1,\n' + ROW, 1, 1),
    "columns named twice": (b"id," + HEADER + b"x," + ROW, 1, 0),
    "cells beyond the header": (HEADER + ROW + ROW[:-1] + b",1" * 100_000, 1, 1),
    "20,000 columns": (
        HEADER[:-1] + b"".join(b",c%d" % n for n in range(20_000)) + b"\n" + ROW,
        1,
        0,
    ),
    "UTF-16": ((HEADER + ROW).decode().encode("utf-16"), 1, 0),
    "rows of 1 MB": (HEADER + (b"youtube,@me," + b"x" * 1_000_000 + b",,\n") * 3, 0, 3),
}


@pytest.fixture
async def person(system: LocalSystem, sign_up: SignUp) -> Any:
    """Someone whose uploads may end in nothing worse than a refusal."""
    before = len(find_mistakes(system))
    yield await sign_up(system.public_url)
    assert find_mistakes(system)[before:] == []


async def upload(person: Person, content: bytes, **fields: str) -> Any:
    return await person.call(
        "POST",
        "/social/posts/import",
        files={"file": ("file", content)},
        data={"mapping": MAPPING, **fields},
    )


class TestFiles:
    @pytest.mark.parametrize("name", REFUSED)
    async def test_is_refused_before_anything_is_stored(
        self, person: Person, name: str
    ) -> None:
        content, fields = REFUSED[name]
        async with asyncio.timeout(10):
            response = await upload(person, content, **fields)
        check_refusal(response, 422)

    @pytest.mark.parametrize("name", TAKEN)
    async def test_is_taken_row_by_row(self, person: Person, name: str) -> None:
        content, imported, refused = TAKEN[name]
        found = await person.import_posts(content, json.loads(MAPPING))
        assert found["status"] == "COMPLETED"
        totals = found["totals"]
        assert (totals["imported"], totals["refused"]) == (imported, refused)


class TestForms:
    async def test_announced_terabyte_is_refused_at_once(self, person: Person) -> None:
        reader, writer = await asyncio.open_connection(
            person.http.base_url.host, person.http.base_url.port
        )
        writer.write(
            b"POST /api/v1/social/posts/import HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer " + person.token.encode() + b"\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 1099511627776\r\n\r\n--x\r\n"
        )
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        assert b" 413 " in status

    @pytest.mark.parametrize(
        ("content_type", "body", "status"),
        [
            ("application/json", b"{}", 415),
            ("multipart/form-data", b"", 400),
            ("multipart/form-data; boundary=x", b"nonsense", 400),
            ("multipart/form-data; boundary=x", b"", 422),
            ("multipart/form-data; boundary=x; charset=nope", b"--x--\r\n", 422),
        ],
    )
    async def test_form_that_is_none_is_refused(
        self, person: Person, content_type: str, body: bytes, status: int
    ) -> None:
        response = await person.call(
            "POST",
            "/social/posts/import",
            content=body,
            headers={"Content-Type": content_type},
        )
        check_refusal(response, status)
