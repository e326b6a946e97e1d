"""A collector of one's own (CUSTOM_SOURCE_URL): stateful, slow and faulty on demand.

In a test: `async with serve_collector() as collector`. By itself, for trying things
out: `python -m tests.emulators.collector --port 9900`. Every well-formed id is a post
unless it was refused; a post's figures follow from its id."""

import argparse
import asyncio
import hashlib
import json
import struct
import zlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.emulators.serving import serve_app

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)


def _build_open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Collector:
    """What it will answer, and what it was asked.

    `faults` are taken one per call: a status (429 with Retry-After 0), `malformed`,
    `slow` (answers after `slow_seconds`) or `cut` (breaks off in mid-answer).

    By post id: `reasons` to fail for, `rows` to give instead of a post, `silent` ones
    that the answer does not mention. By file name: `media` gives a status and bytes,
    `redirects` an address to go on to, `media_delays` seconds of its own.
    `recent` are the ids of creators' newest posts, newest first, by what the creator is
    called; None = it has no such route. What a listing costs is `listing_cost`.
    With a `key`, whoever comes without it is refused. While `gate` is not set, nobody
    is answered about posts; while `listing_gate` is not, nobody about creators."""

    url: str = ""
    delay_seconds: float = 0
    media_delay_seconds: float = 0
    slow_seconds: float = 60
    faults: deque[int | str] = field(default_factory=deque)
    reasons: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    recent: dict[str, list[str]] | None = None
    media: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    media_delays: dict[str, float] = field(default_factory=dict)
    key: str | None = None
    retry_after: str = "0"
    views: dict[str, int] = field(default_factory=dict)
    published: dict[str, datetime] = field(default_factory=dict)
    creators: dict[str, str] = field(default_factory=dict)
    listed: Counter[str] = field(default_factory=Counter)
    listing_delay_seconds: float = 0
    listing_faults: deque[int | str] = field(default_factory=deque)
    listing_cost: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    gate: asyncio.Event = field(default_factory=_build_open_gate)
    listing_gate: asyncio.Event = field(default_factory=_build_open_gate)
    fetched: Counter[str] = field(default_factory=Counter)
    correlations: list[dict[str, str]] = field(default_factory=list)

    @property
    def host_and_port(self) -> str:
        """For URL_GUARD_ALLOWED_HOSTS: its media lie on this machine."""
        return self.url.removeprefix("http://")

    def refuse(self, post_id: str, reason: str) -> None:
        """From now on this post cannot be had, for this reason."""
        self.reasons[post_id] = reason

    def publish(self, post_id: str, *, at: datetime) -> None:
        """The post is of that moment; its figures are then those of the moment it is
        asked for."""
        self.published[post_id] = at

    def publish_series(
        self, creator: str, ids: Sequence[str], *, newest_at: datetime
    ) -> None:
        """These are the creator's newest posts, newest first, a day apart."""
        self.recent = {**(self.recent or {}), creator: [*ids]}
        for days, post_id in enumerate(ids):
            self.creators[post_id] = creator
            self.publish(post_id, at=newest_at - timedelta(days=days))

    def calls_of(self, post_id: str) -> int:
        """How often this post was asked for."""
        return self.asked[post_id]

    def build_app(self) -> FastAPI:
        """Its routes: posts, a creator's posts, and the bytes of their pictures."""
        app = FastAPI()

        @app.post("/collect")
        async def collect(request: Request) -> Response:
            given = request.headers.get("authorization")
            if self.key and given != f"Bearer {self.key}":
                return Response(status_code=401)
            body = await request.json()
            self.correlations.append(_correlation(request))
            self.calls += 1
            self.asked.update(body["ids"])
            await self.gate.wait()
            await asyncio.sleep(self.delay_seconds)
            if self.faults:
                return await self._fault(self.faults.popleft())
            answer = self._answer(body["platform"], body["ids"])
            return Response(json.dumps(answer), media_type="application/json")

        @app.post("/recent")
        async def recent(request: Request) -> Response:
            self.calls += 1
            body = await request.json()
            if self.recent is None:
                return Response(status_code=404)
            creator = body["creator"]
            self.listed[creator] += 1
            await self.listing_gate.wait()
            await asyncio.sleep(self.listing_delay_seconds)
            if self.listing_faults:
                return await self._fault(self.listing_faults.popleft())
            ids = self.recent.get(creator, [])[: body["most"]]
            answer = self._answer(body["platform"], ids)
            answer["cost_micro_usd"] = self.listing_cost
            return Response(json.dumps(answer), media_type="application/json")

        @app.get("/media/{name}")
        async def media(name: str) -> Response:
            self.fetched[name] += 1
            delay = self.media_delays.get(name, self.media_delay_seconds)
            await asyncio.sleep(delay)
            if name in self.redirects:
                return Response(None, 302, {"Location": self.redirects[name]})
            status, picture = self.media.get(name, (200, draw_picture(name)))
            return Response(picture, status, media_type="image/png")

        return app

    async def _fault(self, fault: int | str) -> Response:
        if fault == "malformed":
            return Response(b'{"posts": [', media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
            return Response(b"{}", media_type="application/json")
        if fault == "cut":
            headers = {"Content-Length": "1000"}
            return Response(b"{", headers=headers, media_type="application/json")
        assert isinstance(fault, int), fault
        return Response(status_code=fault, headers={"Retry-After": self.retry_after})

    def _answer(self, platform: str, ids: list[str]) -> dict[str, Any]:
        found = [i for i in ids if i not in self.reasons and i not in self.silent]
        refused = [i for i in ids if i in self.reasons]
        return {
            # Turned round: whoever matches rows by position gets all of them wrong.
            "posts": [
                self.rows.get(post_id, self._post(platform, post_id))
                for post_id in reversed(found)
            ],
            "failures": [{"id": i, "reason": self.reasons[i]} for i in refused],
        }

    def _published_at(self, post_id: str, number: int) -> datetime:
        usual = AS_OF - timedelta(hours=24 + number % 2000)
        return self.published.get(post_id, usual)

    def _post(self, platform: str, post_id: str) -> dict[str, Any]:
        number = int.from_bytes(hashlib.sha256(post_id.encode()).digest()[:4], "big")
        return {
            "id": post_id,
            "creator_key": self.creators.get(post_id, "collected-creator"),
            "creator_name": "Collected Creator",
            "as_of": None if post_id in self.published else AS_OF.isoformat(),
            "kind": "post" if platform == "x" else "video",
            "title": f"Post {post_id}",
            "content": "Collected by the emulator.",
            "published_at": self._published_at(post_id, number).isoformat(),
            "duration_seconds": 60 + number % 600,
            "metrics": {
                "views": self.views.get(post_id, 1_000 + number % 1_000),
                "likes": 10 + number % 90,
                "comments": number % 10,
            },
            "transcript_segments": [
                {"start_seconds": 0, "end_seconds": 2, "text": "Hello."}
            ],
            "transcript": "Hello.",
            "media": [{"kind": "thumbnail", "url": f"{self.url}/media/{post_id}.png"}],
        }


def _correlation(request: Request) -> dict[str, str]:
    """What the caller says of the request and the trace that it is of."""
    names = ("x-request-id", "traceparent")
    return {name: request.headers[name] for name in names if name in request.headers}


@asynccontextmanager
async def serve_collector(port: int = 0) -> AsyncIterator[Collector]:
    """A collector on a port of this machine (0 = any that is free)."""
    collector = Collector()
    async with serve_app(collector.build_app(), port) as url:
        collector.url = url
        yield collector


def draw_picture(name: str) -> bytes:
    """A small PNG of one colour, another one for each name."""
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    width, height = 16, 9
    rows = (b"\x00" + bytes((red, green, blue)) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


async def _main(port: int) -> None:
    async with serve_collector(port) as collector:
        print(f"CUSTOM_SOURCE_URL={collector.url}")  # noqa: T201 - this is a command
        print(f"URL_GUARD_ALLOWED_HOSTS={collector.host_and_port}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9900)
    asyncio.run(_main(parser.parse_args().port))
