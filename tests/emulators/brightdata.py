"""Bright Data's Web Scraper API: stateful, with every trap of the real one on demand.

In a test: `async with serve_brightdata() as brightdata`. By itself, for trying things
out: `python -m tests.emulators.brightdata --port 9910`. Every well-formed code is a
post unless something else was said; its figures follow from the code."""

import argparse
import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
from fastapi import FastAPI, Request, Response

from tests.emulators.brightdata_pages import (
    COMMENTS,
    POSTS,
    PROFILES,
    REELS,
    Pages,
    is_error,
    name_of,
)
from tests.emulators.collector import draw_picture
from tests.emulators.serving import serve_app

KEY = "brightdata-key-of-tests"

_MOST_REFUSALS = 25
_REFUSALS_WINDOW_SECONDS = 300
_IN_PROGRESS = (
    "Your request is still in progress and cannot be retrieved in this call. Use the "
    "provided Snapshot ID to track progress via the Monitor Snapshot endpoint and "
    "download it once ready via the Download Snapshot endpoint."
)
_BODIES = {
    "malformed": b"<html>We are down</html>",
    "empty": b"",
    "truncated": b'[{"url": "https://www.instagram.com/p/',
    "hang": b"",
}

Fault = int | str | bytes


@dataclass
class Snapshot:
    """A job: what it is about, and what it is said to be at each look."""

    dataset: str
    rows: list[dict[str, Any]]
    states: deque[str]
    not_ready: int
    names: list[str]
    ends_at: float
    downloads: int = 0


@dataclass
class BrightData(Pages):
    """How it will answer, and what it was asked; what it knows is in `Pages`.

    `states` are told of a job one after the other, then `ready` for ever: `404` for not
    found, else a status, also one that nobody knows. `not_ready` times a download says
    202 although it is. `form` is that of bodies: `array`, `object` (where there is one
    row) or `lines`. `is_slow`: synchronous questions become jobs. A job
    lasts `job_seconds` at least, and so does a synchronous question.

    `faults` are taken one per call, or per call of an operation with
    `faults_of[operation]`: a status, with a text that is no JSON, `malformed`, `empty`,
    `truncated`, `cut`, `hang`, or a body of its own. With `loses_jobs` a job is begun
    and paid for, and nobody hears of it. `refusals` are the 429s; after 25 within five
    minutes nobody is let in any more (`is_locked_out`).

    `expired_media` are refused with 403."""

    key: str = KEY
    states: list[str] = field(default_factory=lambda: ["404", "starting", "running"])
    not_ready: int = 1
    form: Literal["array", "object", "lines"] = "array"
    is_slow: bool = False
    job_seconds: float = 0
    retry_after: str = "0"
    faults: deque[Fault] = field(default_factory=deque)
    loses_jobs: bool = False
    faults_of: dict[str, deque[Fault]] = field(default_factory=dict)
    expired_media: set[str] = field(default_factory=set)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    jobs: list[tuple[str, list[str]]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    queries: list[dict[str, str]] = field(default_factory=list)
    paid_rows: int = 0
    refusals: deque[float] = field(default_factory=deque)
    fetched: Counter[str] = field(default_factory=Counter)

    @property
    def host_and_port(self) -> str:
        """For URL_GUARD_ALLOWED_HOSTS: its media lie on this machine."""
        return self.url.removeprefix("http://")

    @property
    def environment(self) -> dict[str, str]:
        """Settings with which the system collects from it, looking often."""
        return {
            "BRIGHTDATA_API_KEY": self.key,
            "BRIGHTDATA_BASE_URL": self.url,
            "BRIGHTDATA_FIRST_POLL_SECONDS": "0.05",
            "BRIGHTDATA_POLL_SECONDS": "0.1",
        }

    @property
    def is_locked_out(self) -> bool:
        """Somebody went on asking when told not to."""
        return len(self.refusals) >= _MOST_REFUSALS

    def reset(self) -> None:
        """As if nobody had been there."""
        self.__dict__.update(BrightData(url=self.url).__dict__)

    def asked_about(self, name: str) -> int:
        """How many jobs a post or an account was part of: what was paid for."""
        return sum(name in names for _, names in self.jobs)

    def find_snapshot(self, name: str) -> Snapshot:
        """The newest job that a post or an account was part of."""
        return [s for s in self.snapshots.values() if name in s.names][-1]

    def build_app(self) -> FastAPI:
        """Its routes, and the bytes of pictures."""
        app = FastAPI()
        base = "/datasets/v3"

        @app.post(f"{base}/trigger")
        async def trigger(request: Request) -> Response:
            if self.loses_jobs:
                self._begin(request, await request.body())
                await asyncio.sleep(60)
            refused = await self._enter(request, "trigger")
            return refused or self._begin(request, await request.body())

        @app.post(f"{base}/scrape")
        async def scrape(request: Request) -> Response:
            refused = await self._enter(request, "scrape")
            await asyncio.sleep(self.job_seconds)
            return refused or self._scrape(request, await request.body())

        @app.get(base + "/progress/{snapshot_id}")
        async def progress(request: Request, snapshot_id: str) -> Response:
            refused = await self._enter(request, "progress")
            return refused or self._tell_progress(snapshot_id)

        @app.get(base + "/snapshot/{snapshot_id}")
        async def snapshot(request: Request, snapshot_id: str) -> Response:
            refused = await self._enter(request, "snapshot")
            return refused or self._download(snapshot_id)

        @app.get("/media/{name}")
        async def media(name: str) -> Response:
            self.fetched[name] += 1
            if name in self.expired_media:
                return Response("URL signature expired", 403)
            return Response(draw_picture(name), media_type="image/png")

        return app

    async def _enter(self, request: Request, operation: str) -> Response | None:
        """Who is not let in, and why; faults that were ordered."""
        self.calls[operation] += 1
        if self.is_locked_out:
            return Response("Forbidden", 403)
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return Response("Invalid credentials", 401)
        faults = self.faults_of.get(operation) or self.faults
        return await self._fault(faults.popleft()) if faults else None

    async def _fault(self, fault: Fault) -> Response:
        if fault == "hang":
            await asyncio.sleep(60)
        if fault == "cut":
            return Response(b"[", headers={"Content-Length": "1000"})
        if fault == 429:
            return self._refuse()
        if isinstance(fault, int):
            return Response("<html>something is wrong</html>", fault)
        return Response(fault if isinstance(fault, bytes) else _BODIES[fault])

    def _refuse(self) -> Response:
        now = time.monotonic()
        while self.refusals and self.refusals[0] < now - _REFUSALS_WINDOW_SECONDS:
            self.refusals.popleft()
        self.refusals.append(now)
        words = "You have too many running jobs for this dataset"
        return Response(words, 429, {"Retry-After": self.retry_after})

    def _begin(self, request: Request, body: bytes) -> Response:
        made = self._make_job(request, body)
        if isinstance(made, Response):
            return made
        return _json({"snapshot_id": made})

    def _scrape(self, request: Request, body: bytes) -> Response:
        made = self._make_job(request, body)
        if isinstance(made, Response):
            return made
        if self.is_slow:
            told = {"snapshot_id": made, "message": _IN_PROGRESS}
            return _json(told, 202, {"Retry-After": "10"})
        return self._write(self.snapshots[made].rows)

    def _make_job(self, request: Request, body: bytes) -> str | Response:
        """Begins a job: from here on it is paid for."""
        query = dict(request.query_params)
        self.queries.append(query)
        dataset = query.get("dataset_id", "")
        if dataset not in (POSTS, REELS, COMMENTS, PROFILES):
            return Response("Collector not found", 404)
        told = orjson.loads(body)
        items = told["input"] if isinstance(told, dict) else told
        if not items:
            return Response("No data to trigger", 400)
        if any(not str(i.get("url", "")).startswith("https://") for i in items):
            field_errors = [["url", "This field must be a valid url"]]
            return _json(
                {
                    "error": "Invalid input provided",
                    "code": "validation_error",
                    "errors": field_errors,
                },
                400,
            )
        names = [name_of(item["url"]) for item in items]
        self.jobs.append((dataset, names))
        rows = [row for item in items for row in self.answer(dataset, query, item)]
        self.paid_rows += sum(not is_error(row) for row in rows)
        snapshot_id = f"sd_{len(self.snapshots):06d}x"
        self.snapshots[snapshot_id] = Snapshot(
            # Turned round: whoever matches rows by position gets all of them wrong.
            dataset,
            rows[::-1],
            deque(self.states),
            self.not_ready,
            names,
            time.monotonic() + self.job_seconds,
        )
        return snapshot_id

    def _tell_progress(self, snapshot_id: str) -> Response:
        snapshot = self.snapshots.get(snapshot_id)
        if snapshot is None:
            return Response("Snapshot not found", 404)
        is_over = time.monotonic() >= snapshot.ends_at
        last = "ready" if is_over else "running"
        state = snapshot.states.popleft() if snapshot.states else last
        if state == "404":
            return Response("Snapshot not found", 404)
        return _json(
            {
                "status": state,
                "snapshot_id": snapshot_id,
                "dataset_id": snapshot.dataset,
                "records": len(snapshot.rows),
                "errors": sum(is_error(row) for row in snapshot.rows),
            }
        )

    def _download(self, snapshot_id: str) -> Response:
        snapshot = self.snapshots.get(snapshot_id)
        if snapshot is None:
            return Response("Snapshot not found", 404)
        if snapshot.not_ready:
            snapshot.not_ready -= 1
            words = "Snapshot is not ready yet, try again in 30s"
            return _json({"status": "running", "message": words}, 202)
        snapshot.downloads += 1
        return self._write(snapshot.rows)

    def _write(self, rows: list[Any]) -> Response:
        if self.form == "lines":
            return Response(b"\n".join(orjson.dumps(row) for row in rows))
        if self.form == "object" and len(rows) == 1:
            return _json(rows[0])
        return _json(rows)


def _json(
    content: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    body = orjson.dumps(content)
    return Response(body, status, headers, media_type="application/json")


@asynccontextmanager
async def serve_brightdata(port: int = 0) -> AsyncIterator[BrightData]:
    """Bright Data on a port of this machine (0 = any that is free)."""
    brightdata = BrightData()
    async with serve_app(brightdata.build_app(), port) as url:
        brightdata.url = url
        yield brightdata


async def _main(port: int) -> None:
    async with serve_brightdata(port) as brightdata:
        print(f"BRIGHTDATA_API_KEY={brightdata.key}")  # noqa: T201 - this is a command
        print(f"BRIGHTDATA_BASE_URL={brightdata.url}")  # noqa: T201
        print(f"URL_GUARD_ALLOWED_HOSTS={brightdata.host_and_port}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9910)
    asyncio.run(_main(parser.parse_args().port))
