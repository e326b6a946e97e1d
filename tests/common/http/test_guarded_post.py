"""Posting to strangers' URLs, over real sockets."""

import asyncio
import time
from collections.abc import Mapping

import pytest

from libs.common.http.fetch_errors import FetchTimedOut, UrlRefused
from libs.common.http.url_guard import UrlGuard
from tests.common.http.web_server import Answer, answering, redirects, running, says


async def _post(
    guard: UrlGuard,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    timeout_seconds: float = 5,
    start: int = 100,
) -> tuple[int, bytes]:
    """The answer's status, and its content's beginning."""
    checked = await guard.check(url)
    async with guard.guarded_post(
        checked,
        b'{"a": "\xc3\xa9"}',
        headers or {},
        max_bytes=1000,
        deadline=asyncio.get_running_loop().time() + timeout_seconds,
    ) as response:
        return response.status, await response.read_start(start)


class TestGuardedPost:
    async def test_body_and_headers_are_sent_as_they_are(self) -> None:
        received: list[bytes] = []

        async def echo(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            received.append(await reader.readuntil(b"\r\n\r\n"))
            received.append(await reader.readexactly(11))
            writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok")
            writer.close()

        listener = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            guard = UrlGuard(
                answering(["127.0.0.1"])[0], frozenset({f"hooks.example:{port}"})
            )
            answer = await _post(
                guard,
                f"http://hooks.example:{port}/in?x=1",
                {"Content-Type": "application/json", "User-Agent": "us/1"},
            )
        head, body = received
        assert answer == (202, b"ok")
        assert body == b'{"a": "\xc3\xa9"}'
        lines = head.decode().lower().split("\r\n")
        assert lines[0] == "post /in?x=1 http/1.1"
        assert f"host: hooks.example:{port}" in lines
        assert "content-type: application/json" in lines
        assert "content-length: 11" in lines
        assert [line for line in lines if line.startswith("user-agent")] == [
            "user-agent: us/1"
        ]

    async def test_redirect_is_an_answer_and_not_followed(self) -> None:
        pages = {"/": redirects("/other"), "/other": says("200 OK")}
        async with running(pages) as server:
            status, _ = await _post(server.guard(), server.url("/"))
        assert status == 302
        assert len(server.requests) == 1

    async def test_only_the_beginning_of_the_content_is_read(self) -> None:
        page = says("200 OK\nContent-Length: 999999", b"abcdef")
        async with running({"/": page}) as server:
            begun = time.monotonic()
            assert await _post(server.guard(), server.url("/"), start=4) == (
                200,
                b"abcd",
            )
        assert time.monotonic() - begun < 2

    async def test_receiver_that_says_nothing_is_left_at_the_deadline(self) -> None:
        silent: Answer = lambda _: asyncio.sleep(30)  # noqa: E731
        async with running({"/": silent}) as server:
            with pytest.raises(FetchTimedOut):
                await _post(server.guard(), server.url("/"), timeout_seconds=0.1)

    async def test_url_that_is_not_fetched_is_not_posted_to_either(self) -> None:
        with pytest.raises(UrlRefused):
            await _post(UrlGuard(answering(["10.0.0.1"])[0]), "https://a.example/")
