"""Requests byte for byte, as no well-behaved client would send them, at the one door.

`{token}` and `{host}` are filled in; the rest goes out as it stands."""

import asyncio

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.operations import check_outcome
from tests.e2e.hostile.stored import count_stored
from tests.e2e.person import Person
from tests.fixtures.people import SignUp

PATIENCE_SECONDS = 1.5

POST = (
    b"POST /api/v1/analysis/analyze HTTP/1.1\r\nHost: {host}\r\n"
    b"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
)
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = (
    b"GET /api/v1/accounts/me HTTP/1.1\r\nHost: {host}\r\n"
    b"Authorization: Bearer {token}\r\n"
)
BODY = b'{"post_urls": ["https://youtu.be/hOstiLe___A"]}'
TRICK = b"GET /internal/auth/ended-credentials HTTP/1.1\r\nHost: {host}\r\n\r\n"

# Never an answer of success, and never a second answer to what was hidden inside.
REFUSED = {
    "chunk without size": CHUNKED + b"\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunk of no number": CHUNKED + b"zz\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunk below zero": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "chunk of all memory": CHUNKED + b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "chunk longer than said": CHUNKED + b"2\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunks of nothing legible": CHUNKED + b"5\r\n\xff\xfe\x00\xd8!\r\n0\r\n\r\n",
    "chunk cut off": CHUNKED + b"fff\r\n" + BODY,
    "last chunk missing": CHUNKED + b"5\r\nhello\r\n",
    "length and chunks": POST
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + TRICK,
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 90\r\n\r\n{}" + TRICK,
    "length below zero": POST + b"Content-Length: -1\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "length in hexadecimal": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "length beyond all": POST + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "length larger than sent": POST + b"Content-Length: 500\r\n\r\n" + BODY,
    "coding unknown": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding misspelt": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding twice": POST
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "blank before the colon": GET + b"X-Bad : 1\r\n\r\n",
    "header folded": GET + b"X-Long: a\r\n b\r\n c: d\r\n\r\n",
    "header with NUL": GET + b"X-Bad: a\x00b\r\n\r\n",
    "header without name": GET + b": nothing\r\n\r\n",
    "header of 100 kB": GET + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
    "30,000 headers": GET + b"X: 1\r\n" * 30_000 + b"\r\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "no host": b"GET /api/v1/accounts/me HTTP/1.1\r\n\r\n",
    "other host": b"GET /api/v1/accounts/me HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "other host in the line": b"GET http://169.254.169.254/latest HTTP/1.1\r\n"
    b"Host: 169.254.169.254\r\n\r\n",
    "tunnel": b"CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: 127.0.0.1:5432\r\n\r\n",
    "path of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "path that is none": b"GET nowhere HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "path with NUL": b"GET /a\x00b HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "method unknown": b"MAKE /api/v1/accounts/me HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "version unknown": b"GET / HTTP/9.9\r\nHost: {host}\r\n\r\n",
    "no version": b"GET /api/v1/accounts/me\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "Redis": b"*1\r\n$8\r\nFLUSHALL\r\n",
    "PostgreSQL": b"\x00\x00\x00\x08\x04\xd2\x16\x2f",
    "noise": bytes(range(256)) * 20,
}
# The rest of these may still come, so there is nothing to say yet.
UNFINISHED = (
    "chunk of all memory",
    "chunk cut off",
    "last chunk missing",
    "length larger than sent",
)

pytestmark = pytest.mark.usefixtures("no_mistakes")


async def exchange(system: LocalSystem, person: Person, request: bytes) -> bytes:
    """All that comes back to these bytes.

    Our side ends after a while: some wait for more, and more answers may come."""
    host = system.public_url.removeprefix("http://")
    filled = request.replace(b"{host}", host.encode())
    filled = filled.replace(b"{token}", person.token.encode())
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    try:
        writer.write(filled)
        await asyncio.sleep(PATIENCE_SECONDS)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), 20)
    except (ConnectionError, OSError):
        return b""  # hung up while we were talking: an answer as well
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def read_statuses(answer: bytes) -> list[int]:
    """The statuses of all answers in what came back."""
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]
    return [int(line.split(b" ")[1]) for line in lines]


class TestBytes:
    async def test_what_is_no_request_is_refused_or_hung_up_on(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)
        answers = await asyncio.gather(
            *(exchange(system, person, request) for request in REFUSED.values())
        )
        for label, answer in zip(REFUSED, answers, strict=True):
            statuses = read_statuses(answer)
            assert all(400 <= status < 500 for status in statuses), (label, answer)
            assert len(statuses) <= 1, (label, answer)
            assert statuses or label in UNFINISHED, label
            assert b'"request_id"' in answer or label in UNFINISHED, answer
        assert await count_stored(system, person) == before
        # And the door is open to whoever knocks as one should.
        assert check_outcome(await person.call("GET", "/accounts/me"))

    async def test_whole_body_in_odd_pieces_is_understood(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        pieces = b"".join(b"1;note=%d\r\n%c\r\n" % (n, c) for n, c in enumerate(BODY))
        answer = await exchange(system, person, CHUNKED + pieces + b"0\r\n\r\n")
        assert read_statuses(answer) == [202]
