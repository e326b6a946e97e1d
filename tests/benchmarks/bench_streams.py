"""Many who follow one analysis at once: when they see each update, what each costs."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import datetime
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import orjson

from tests.benchmarks.memory import measure_pss
from tests.benchmarks.stage import Figure, Scene, Stage
from tests.benchmarks.timing import name_posts
from tests.e2e.person import Person

_POSTS = 3
_AT_ONCE = 20
_SETTLE_SECONDS = 3.0
_MOST_SECONDS = 120.0


class Follower(asyncio.Protocol):
    """One stream, read as cheaply as can be: when each status was there, whole."""

    def __init__(self, request: bytes) -> None:
        self.seen_at: dict[int, float] = {}
        self.rows: dict[int, datetime] = {}
        self.opened = asyncio.Event()
        self.ended = asyncio.Event()
        self._request = request
        self._rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self._rest += data
        *whole, self._rest = self._rest.split(b"\n\n")
        for event in whole:
            if b"event: status" in event:
                self._take(event, now)
            elif b"event: end" in event:
                self.ended.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.opened.set()
        self.ended.set()

    @property
    def said(self) -> bytes:
        """What came beside events: an error's head and body, when there is one."""
        return self._rest

    def _take(self, event: bytes, now: float) -> None:
        body = orjson.loads(event.partition(b"data: ")[2].splitlines()[0])
        self.seen_at[body["seq"]] = now
        self.rows[body["seq"]] = datetime.fromisoformat(body["at"])
        self.opened.set()


async def run(stage: Stage) -> list[Figure]:
    """Who saw all, the 95th percentile of the delay, and the memory of a stream."""
    count = stage.pick(1000, 10)
    async with stage.open() as scene, AsyncExitStack() as stack:
        collector = scene.collector
        # Nothing comes before all are there; then one post after the other.
        collector.gate.clear()
        stack.callback(collector.gate.set)
        ids = name_posts("follow", _POSTS)
        collector.media_delays |= {f"{i}.png": n + 1.0 for n, i in enumerate(ids)}
        person = await scene.new_person()
        before = _measure(scene)
        request_id = await person.analyse(
            [f"https://www.youtube.com/watch?v={post_id}" for post_id in ids]
        )
        followers = await _open_all(scene, person, request_id, count)
        stack.callback(_close_all, followers)
        await asyncio.sleep(stage.pick(_SETTLE_SECONDS, 0))
        memory = (_measure(scene) - before) / count
        opened_at = time.time()
        collector.gate.set()
        async with asyncio.timeout(_MOST_SECONDS):
            await asyncio.gather(*(follower.ended.wait() for follower in followers))
        body = await person.wait_for(request_id)
    rows = [row["seq"] for row in body["history"]]
    delays = _delays(followers, opened_at)
    assert delays, "all was over before all were there"
    return [
        Figure("unseen", sum(sorted(f.seen_at) != rows for f in followers)),
        Figure("p95", quantiles(delays, n=20)[-1] * 1000, f"{len(delays)} updates"),
        Figure("median_ms", quantiles(delays, n=2)[0] * 1000),
        Figure("slowest_ms", max(delays) * 1000),
        Figure("memory", memory / 1000, "idle before"),
    ]


def _delays(followers: list[Follower], since: float) -> list[float]:
    """Seconds between the row's time, which is before its commit, and its arrival."""
    return [
        seen - at.timestamp()
        for follower in followers
        for seq, seen in follower.seen_at.items()
        if (at := follower.rows[seq]).timestamp() > since
    ]


async def _open_all(
    scene: Scene, person: Person, request_id: str, count: int
) -> list[Follower]:
    """Opens the streams, some at once, until each has its first row."""
    url = urlsplit(scene.system.public_url)
    request = (
        f"GET /api/v1/analysis/requests/{request_id}/events HTTP/1.1\r\n"
        f"Host: {url.netloc}\r\nAuthorization: Bearer {person.token}\r\n\r\n"
    ).encode()
    places = asyncio.Semaphore(_AT_ONCE)

    async def open_one() -> Follower:
        async with places:
            loop = asyncio.get_running_loop()
            host, port = url.hostname or "", url.port or 80
            _, follower = await loop.create_connection(
                lambda: Follower(request), host, port
            )
            await follower.opened.wait()
            assert follower.rows, follower.said
            return follower

    return await asyncio.gather(*(open_one() for _ in range(count)))


def _close_all(followers: list[Follower]) -> None:
    for follower in followers:
        if follower.transport:
            follower.transport.close()


def _measure(scene: Scene) -> int:
    names = ("gateway", "analysis")
    return measure_pss(scene.system.process(name).pid or 0 for name in names)
