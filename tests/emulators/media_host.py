"""A host of pictures and videos on real sockets, honest or not: each trap is a path.

In a test: `async with serve_media_host() as host`, then `host.put(name, content)` and
`host.url(name)`, or `host.trap("endless", name)`. By itself:
`python -m tests.emulators.media_host --port 9920`, with a picture `a.jpg`, a video
`a.mp4`, and everything that TRAPS lists before them."""

import argparse
import asyncio
import gzip
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.factories.media import draw_picture, film

_PIECE = 64 * 1024
HTML = b"<html><body><script>alert(document.cookie)</script></body></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9,\nfile:///etc/passwd\n"
MANIFEST = b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the file's name and content, and where to answer."""

    name: str
    content: bytes
    writer: asyncio.StreamWriter


@dataclass
class MediaHost:
    """What it serves, how fast, to how many at once, and what it was asked for.

    A name below `signed/` wants a `token` that is among `tokens`, and is 403 with
    another: so addresses run out. `expired_status` may say 410 instead."""

    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    expired_status: int = 403
    delay_seconds: float = 0
    bytes_per_second: float = 0
    most_at_once: int = 1_000
    fetched: Counter[str] = field(default_factory=Counter)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Everybody is answered, until `gate` is cleared."""
        self.gate.set()
        self.places = asyncio.Semaphore(self.most_at_once)

    @property
    def host_and_port(self) -> str:
        """For URL_GUARD_ALLOWED_HOSTS."""
        return f"127.0.0.1:{self.port}"

    def put(self, name: str, content: bytes) -> str:
        """Serves the content from now on; its URL."""
        self.files[name] = content
        return self.url(name)

    def url(self, name: str) -> str:
        """Where a file is."""
        return f"http://{self.host_and_port}/{name}"

    def trap(self, kind: str, name: str = "a.jpg") -> str:
        """Where the file is served in that way."""
        assert kind in TRAPS, kind
        return f"http://{self.host_and_port}/{kind}/{name}"

    def sign(self, name: str, token: str) -> str:
        """An address that works for as long as the token is among `tokens`."""
        return f"http://{self.host_and_port}/signed/{name}?token={token}"

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answers one request, and hangs up."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await self._answer(head.split(" ")[1], writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, target: str, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(target)
        first, _, rest = parts.path.strip("/").partition("/")
        is_special = first in TRAPS or first == "signed"
        name = rest if is_special else parts.path.strip("/")
        self.fetched[name] += 1
        await self.gate.wait()
        await asyncio.sleep(self.delay_seconds)
        if first == "signed":
            token = parse_qs(parts.query).get("token", [""])[0]
            if token not in self.tokens:
                _head(writer, self.expired_status, 0)
                return
        if name not in self.files:
            _head(writer, 404, 0)
            return
        asked = Asked(name, self.files[name], writer)
        async with self.places:
            await TRAPS.get(first, self._send)(asked)

    async def _send(self, asked: Asked) -> None:
        _head(asked.writer, 200, len(asked.content))
        for start in range(0, len(asked.content), _PIECE):
            piece = asked.content[start : start + _PIECE]
            asked.writer.write(piece)
            await asked.writer.drain()
            if self.bytes_per_second:
                await asyncio.sleep(len(piece) / self.bytes_per_second)


def _head(writer: asyncio.StreamWriter, status: int, length: int, *more: str) -> None:
    head = f"HTTP/1.1 {status} Said", f"Content-Length: {length}", "Connection: close"
    lines = [*head, *more, "", ""]
    writer.write("\r\n".join(lines).encode())


async def _empty(asked: Asked) -> None:
    _head(asked.writer, 200, 0)


def _instead(content: bytes) -> Callable[[Asked], Awaitable[None]]:
    async def send(asked: Asked) -> None:
        # It says that it is what it should be.
        _head(asked.writer, 200, len(content), "Content-Type: image/jpeg")
        asked.writer.write(content)

    return send


async def _short(asked: Asked) -> None:
    _head(asked.writer, 200, len(asked.content) + 1_000)
    asked.writer.write(asked.content)


async def _half(asked: Asked) -> None:
    """Ends in the middle, without a word of it."""
    half = asked.content[: len(asked.content) // 2]
    _head(asked.writer, 200, len(half))
    asked.writer.write(half)


async def _endless(asked: Asked) -> None:
    asked.writer.write(b"HTTP/1.1 200 Said\r\n\r\n" + asked.content)
    while True:
        asked.writer.write(b"\0" * _PIECE)
        await asked.writer.drain()


async def _endless_chunks(asked: Asked) -> None:
    asked.writer.write(b"HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = asked.content
    while True:
        asked.writer.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        await asked.writer.drain()
        piece = b"\0" * _PIECE


async def _huge(asked: Asked) -> None:
    """Announces more than there is on earth."""
    _head(asked.writer, 200, 10**15)
    asked.writer.write(asked.content)


async def _drip(asked: Asked) -> None:
    _head(asked.writer, 200, len(asked.content))
    for byte in asked.content:
        asked.writer.write(bytes([byte]))
        await asked.writer.drain()
        await asyncio.sleep(0.05)


async def _silent(asked: Asked) -> None:
    await asyncio.sleep(3_600)


async def _gzip_bomb(asked: Asked) -> None:
    packed = gzip.compress(asked.content + bytes(5_000_000), 9)
    _head(asked.writer, 200, len(packed), "Content-Encoding: gzip")
    asked.writer.write(packed)


async def _gzipped(asked: Asked) -> None:
    packed = gzip.compress(asked.content)
    _head(asked.writer, 200, len(packed), "Content-Encoding: gzip")
    asked.writer.write(packed)


async def _polyglot(asked: Asked) -> None:
    """A picture that is a page as well."""
    content = asked.content + HTML
    _head(asked.writer, 200, len(content), "Content-Type: text/html")
    asked.writer.write(content)


async def _into_private(asked: Asked) -> None:
    where = "Location: http://169.254.169.254/latest/meta-data/"
    _head(asked.writer, 302, 0, where)


async def _round_and_round(asked: Asked) -> None:
    _head(asked.writer, 302, 0, f"Location: /round/{asked.name}")


async def _broken(asked: Asked) -> None:
    asked.writer.write(b"this is no HTTP\r\n\r\n")


async def _failing(asked: Asked) -> None:
    _head(asked.writer, 503, 0)


TRAPS: dict[str, Callable[[Asked], Awaitable[None]]] = {
    "empty": _empty,
    "html": _instead(HTML),
    "svg": _instead(SVG),
    "playlist": _instead(PLAYLIST),
    "manifest": _instead(MANIFEST),
    "short": _short,
    "half": _half,
    "endless": _endless,
    "endless-chunks": _endless_chunks,
    "huge": _huge,
    "drip": _drip,
    "silent": _silent,
    "gzip-bomb": _gzip_bomb,
    "gzipped": _gzipped,
    "polyglot": _polyglot,
    "private": _into_private,
    "round": _round_and_round,
    "broken": _broken,
    "failing": _failing,
}


@asynccontextmanager
async def serve_media_host(
    port: int = 0, most_at_once: int = 1_000
) -> AsyncIterator[MediaHost]:
    """A host on a port of this machine (0 = any that is free)."""
    host = MediaHost(most_at_once=most_at_once)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        serving.add(task)
        try:
            await host.serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the host goes off
        finally:
            serving.discard(task)

    listener = await asyncio.start_server(serve, "127.0.0.1", port)
    host.port = listener.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        listener.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def pad_video(video: bytes, size: int, number: int) -> bytes:
    """The same video as another file, of about that size: a box that players skip."""
    room = max(16, size - len(video))
    return video + struct.pack(">I4sQ", room, b"free", number) + bytes(room - 16)


async def _main(options: argparse.Namespace) -> None:
    async with serve_media_host(options.port, options.at_once) as host:
        host.bytes_per_second, host.delay_seconds = options.rate, options.delay
        host.put("a.jpg", draw_picture())
        host.put("a.mp4", film(3.0, has_sound=True))
        clip = film(6.0, size=(640, 360), shades=(20, 90, 160, 230))
        for number in range(options.many):
            host.put(f"{number}.mp4", pad_video(clip, options.size, number))
            host.put(f"{number}.jpg", draw_picture(width=640, height=360, seed=number))
        print(f"URL_GUARD_ALLOWED_HOSTS={host.host_and_port}")  # noqa: T201 - a command
        print("\n".join(host.trap(kind) for kind in TRAPS))  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9920)
    parser.add_argument("--many", type=int, default=0, help="so many 0.mp4, 0.jpg, ...")
    parser.add_argument("--size", type=int, default=0, help="bytes of each such video")
    parser.add_argument("--rate", type=float, default=0, help="bytes/s of a connection")
    parser.add_argument("--delay", type=float, default=0, help="seconds before answers")
    parser.add_argument("--at_once", type=int, default=1_000, help="others wait")
    asyncio.run(_main(parser.parse_args()))
