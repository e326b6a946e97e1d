"""Answers in one piece: what is read without the parser says what the parser would."""

import string
from typing import NamedTuple

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.headers import keep_for_client
from gateway.whole_answer import read_whole

NOTHING: frozenset[bytes] = frozenset()
GOOD = (
    b"HTTP/1.1 200 OK\r\ndate: now\r\nContent-Type: text/plain\r\n"
    b"content-length: 2\r\nx-request-id: theirs\r\nconnection: keep-alive\r\n\r\nok"
)


class Parsed(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    is_kept: bool


class _Collector:
    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.completed = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.completed += 1
        self.is_kept = self.parser.should_keep_alive()
        self.status = self.parser.get_status_code()

    parser: httptools.HttpResponseParser


def parse(data: bytes) -> Parsed | None:
    """The one whole answer that these bytes are for the parser."""
    collector = _Collector()
    collector.parser = httptools.HttpResponseParser(collector)
    try:
        collector.parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    if collector.completed != 1:
        return None
    return Parsed(
        collector.status, collector.headers, collector.body, bool(collector.is_kept)
    )


def test_usual_answer_is_read_and_what_is_not_the_clients_left_out() -> None:
    read = read_whole(GOOD, frozenset({b"content-type"}))

    assert read == (200, [b"content-length: 2\r\n"], len(GOOD) - 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n\r\nok", b"\r\n\r\no"),
        (b"\r\n\r\nok", b"\r\n\r\nok2"),
        (b"\r\n\r\nok", b""),
        (b"HTTP/1.1 200", b"HTTP/1.0 200"),
        (b"HTTP/1.1 200", b"HTTP/1.1 100"),
        (b"HTTP/1.1 200", b"HTTP/1.1 204"),
        (b"HTTP/1.1 200", b"HTTP/1.1 304"),
        (b"HTTP/1.1 200", b"HTTP/1.1 2x0"),
        (b"content-length: 2", b"content-length: +2"),
        (b"content-length: 2", b"content-length: 2, 2"),
        (b"content-length: 2", b"content-length: 2\r\ncontent-length: 2"),
        (b"content-length: 2", b"content-length : 2"),
        (b"content-length: 2", b"content-length: 2\r\n folded: yes"),
        (b"content-length: 2", b"content-length: 2\r\nx: a\rb"),
        (b"content-length: 2", b"content-length: 2\r\nx: a\nb: c"),
        (b"content-length: 2", b"content-length: 2\r\nx: a\x00b"),
        (b"content-length: 2", b"content-length: 2\r\ntransfer-encoding: chunked"),
        (b"content-length: 2", b"transfer-encoding: chunked"),
        (b"content-length: 2", b"content-length: 2\r\nx: " + b"y" * 4000),
        (b"text/plain", b"text/event-stream"),
        (b"keep-alive", b"close"),
        (b"keep-alive", b"keep-alive, x-hop"),
        (b"keep-alive", b"upgrade\r\nupgrade: websocket"),
    ],
)
def test_what_is_unusual_is_left_to_the_parser(old: bytes, new: bytes) -> None:
    assert old in GOOD
    assert read_whole(GOOD.replace(old, new), NOTHING) is None


names = st.sampled_from(
    [
        *(b"Content-Length", b"content-type", b"Connection", b"X-Request-Id", b"Date"),
        *(b"Transfer-Encoding", b"keep-alive", b"set-cookie", b"vary", b"upgrade"),
    ]
) | st.text(string.ascii_letters + "-_ :\r\n", min_size=1, max_size=8).map(str.encode)
values = st.sampled_from(
    [b"2", b"0", b"3", b"chunked", b"close", b"keep-alive", b"x", b" padded\t", b""]
) | st.binary(max_size=6)
bodies = st.sampled_from([b"", b"ok", b"okk", b"0\r\n\r\n", b"2\r\nok\r\n0\r\n\r\n"])


@given(
    status=st.sampled_from([b"200 OK", b"404 ", b"204 No", b"101 Up", b"500", b"99 x"]),
    headers=st.lists(st.tuples(names, values), max_size=5),
    length=st.sampled_from([b"content-length: 2\r\n", b"Content-Length:2 \r\n", b""]),
    body=bodies,
)
@example(status=b"200 OK", headers=[], length=b"content-length: 2\r\n", body=b"ok")
def test_what_is_read_is_what_the_parser_reads(
    status: bytes, headers: list[tuple[bytes, bytes]], length: bytes, body: bytes
) -> None:
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    data = b"HTTP/1.1 %b\r\n%b%b\r\n%b" % (status, lines, length, body)
    read = read_whole(data, NOTHING)
    if read is None:
        return
    parsed = parse(data)

    assert parsed is not None
    assert (parsed.status, parsed.body, parsed.is_kept) == (
        read[0],
        data[read[2] :],
        True,
    )
    kept = keep_for_client(parsed.status, parsed.headers)
    # White space around a value is none of it.
    assert read[1] == [b"%b: %b\r\n" % (n, value.strip(b" \t")) for n, value in kept]
