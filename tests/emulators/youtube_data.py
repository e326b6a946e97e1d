"""YouTube's Data API v3 and its captions: stateful, slow and faulty on demand.

In a test: `async with serve_youtube() as youtube`. By itself, for trying things out:
`python -m tests.emulators.youtube_data --port 9910`. Every well-formed id is a video of
an invented channel unless it was removed; figures follow from the id. From another
process it is switched by `POST /control` with fields of `YouTube` as JSON."""

import argparse
import asyncio
import json
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.emulators.collector import draw_picture
from tests.emulators.serving import serve_app
from tests.emulators.youtube_rows import (
    PICTURES,
    UPLOADS,
    build_channel,
    build_comment_thread,
    build_video,
    pick_id,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "emulated-key-of-youtube-58213907"
CHANNEL = "UCemulated0channel00000w"

NO_CHANNEL = {
    "kind": "youtube#channelListResponse",
    "pageInfo": {"totalResults": 0, "resultsPerPage": 5},
}

# status, domain, message of each reason that an error can have.
ERRORS: dict[str, tuple[int, str, str]] = {
    "keyInvalid": (400, "global", "API key not valid. Please pass a valid API key."),
    "badRequest": (400, "global", "API key not valid. Please pass a valid API key."),
    "invalidParameter": (400, "youtube.parameter", "Invalid parameter."),
    "quotaExceeded": (403, "youtube.quota", "You have exceeded your quota."),
    "dailyLimitExceeded": (403, "usageLimits", "Daily Limit Exceeded."),
    "rateLimitExceeded": (403, "usageLimits", "Rate Limit Exceeded."),
    "userRateLimitExceeded": (429, "usageLimits", "User Rate Limit Exceeded."),
    "commentsDisabled": (403, "youtube.commentThread", "Comments are disabled."),
    "forbidden": (403, "youtube.common", "Access forbidden."),
    "accessNotConfigured": (
        403,
        "usageLimits",
        "YouTube Data API v3 has not been used in project 1 before.",
    ),
    "ipRefererBlocked": (403, "usageLimits", "The request did not come from there."),
    "videoNotFound": (404, "youtube.commentThread", "No such video."),
    "playlistNotFound": (404, "youtube.playlistItem", "No such playlist."),
    "backendError": (503, "global", "Backend Error"),
}


@dataclass
class YouTube:
    """What it will answer, and what it was asked.

    `faults` are taken one per call: a reason of ERRORS, a status, `truncated`, `cut`
    or `slow` (answers after `slow_seconds`). The others hold until taken back:
    `shuffled` items, `foreign` ones that nobody asked for, `numbers` instead of texts,
    `null_stats`, `lying_totals`. `captions` by `video/language`: status and content."""

    url: str = ""
    key: str = KEY
    units_per_day: int = 10_000
    units: int = 0
    delay_seconds: float = 0
    slow_seconds: float = 60
    faults: deque[int | str] = field(default_factory=deque)
    shuffled: bool = False
    foreign: bool = False
    numbers: bool = False
    null_stats: bool = False
    lying_totals: bool = False
    invents: bool = True
    removed: set[str] = field(default_factory=set)
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: dict[str, list[str]] = field(default_factory=dict)
    threads: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    comments_disabled: set[str] = field(default_factory=set)
    captions: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    batches: list[int] = field(default_factory=list)
    user_agents: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """One channel is there from the beginning, with 30 uploads."""
        self.add_channel(CHANNEL, "emulated")
        for number in range(30):
            at = NOW - timedelta(days=1 + number)
            self.add_video(pick_id(f"upload {number}"), CHANNEL, published_at=at)

    @property
    def api_url(self) -> str:
        """For YOUTUBE_API_URL."""
        return f"{self.url}/youtube/v3"

    @property
    def host_and_port(self) -> str:
        """For URL_GUARD_ALLOWED_HOSTS: its pictures and captions lie here."""
        return self.url.removeprefix("http://")

    def add_channel(self, channel_id: str, handle: str, **changes: Any) -> None:
        """A channel, without videos yet."""
        self.channels[channel_id] = build_channel(channel_id, handle, **changes)
        self.uploads.setdefault(channel_id, [])

    def add_video(self, video_id: str, channel_id: str, **changes: Any) -> None:
        """A video, the channel's oldest upload so far."""
        title = self.channels[channel_id]["snippet"]["title"]
        self.videos[video_id] = build_video(video_id, channel_id, title, **changes)
        self.uploads[channel_id].append(video_id)

    def add_comments(self, video_id: str, count: int) -> None:
        """Threads of comments below a video."""
        self.threads[video_id] = [
            build_comment_thread(video_id, number) for number in range(count)
        ]

    def build_app(self) -> FastAPI:
        """The endpoints that are used of the API, captions, and the switchboard."""
        app = FastAPI()
        answers = {
            "videos": self._list_videos,
            "channels": self._list_channels,
            "playlistItems": self._list_uploads,
            "commentThreads": self._list_threads,
        }

        @app.get("/youtube/v3/{name}")
        async def call(name: str, request: Request) -> Response:
            self.calls[name] += 1
            self.units += 1
            await asyncio.sleep(self.delay_seconds)
            if self.faults:
                return await self._fault(self.faults.popleft())
            if _key_of(request) != self.key:
                return error("keyInvalid")
            if self.units > self.units_per_day:
                return error("quotaExceeded")
            return answers[name](dict(request.query_params))

        @app.get("/api/timedtext")
        async def captions(v: str, lang: str, request: Request) -> Response:
            self.calls["timedtext"] += 1
            self.user_agents.append(request.headers["user-agent"])
            status, content = self.captions.get(f"{v}/{lang}", (404, b""))
            return Response(content, status, media_type="application/json")

        @app.get("/vi/{video_id}/{name}")
        async def thumbnail(video_id: str, name: str) -> Response:
            return Response(draw_picture(video_id), media_type="image/png")

        @app.post("/control")
        async def control(request: Request) -> None:
            for name, value in (await request.json()).items():
                kind = type(getattr(self, name))
                setattr(self, name, kind(value))

        return app

    async def _fault(self, fault: int | str) -> Response:
        if fault == "truncated":
            return Response(b'{"items": [{"id": ', media_type="application/json")
        if fault == "cut":
            return Response(b"{", headers={"Content-Length": "1000"})
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
            return Response(b"{}", media_type="application/json")
        if isinstance(fault, int):
            return Response(status_code=fault, headers={"Retry-After": "0"})
        return error(fault)

    def _list_videos(self, asked: dict[str, str]) -> Response:
        ids = asked.get("id", "").split(",")
        if len(ids) > 50 or not asked.get("part"):
            return error("invalidParameter")
        self.batches.append(len(ids))
        self.asked.update(ids)
        return self._answer([video for i in ids if (video := self._find_video(i))])

    def _find_video(self, video_id: str) -> dict[str, Any] | None:
        if video_id in self.removed:
            return None
        if video_id not in self.videos and self.invents and len(video_id) == 11:
            return build_video(video_id, CHANNEL, "Emulated")
        return self.videos.get(video_id)

    def _list_channels(self, asked: dict[str, str]) -> Response:
        if "forHandle" in asked:
            handle = "@" + asked["forHandle"].removeprefix("@").lower()
            found = [
                channel
                for channel in self.channels.values()
                if channel["snippet"]["customUrl"] == handle
            ]
        else:
            ids = asked.get("id", "").split(",")
            found = [self.channels[i] for i in ids if i in self.channels]
        # Where nothing is found there are no items at all, not an empty list.
        return self._answer(found) if found else _json(NO_CHANNEL)

    def _list_uploads(self, asked: dict[str, str]) -> Response:
        channel_id = "UC" + asked.get("playlistId", "").removeprefix(UPLOADS)
        if channel_id not in self.uploads:
            return error("playlistNotFound")
        items = [
            {"contentDetails": {"videoId": video_id}}
            for video_id in self.uploads[channel_id]
        ]
        return self._page(items, asked, most=50)

    def _list_threads(self, asked: dict[str, str]) -> Response:
        video_id = asked["videoId"]
        if video_id in self.comments_disabled:
            return error("commentsDisabled")
        if self._find_video(video_id) is None:
            return error("videoNotFound")
        return self._page(self.threads.get(video_id, []), asked, most=100)

    def _page(
        self, items: list[dict[str, Any]], asked: dict[str, str], *, most: int
    ) -> Response:
        begin = int(asked.get("pageToken") or 0)
        size = int(asked.get("maxResults", 20))
        if not 1 <= size <= most:
            return error("invalidParameter")
        end = begin + size
        token = str(end) if end < len(items) else None
        return self._answer(items[begin:end], len(items), token)

    def _answer(
        self, items: Iterable[Any], total: int | None = None, token: str | None = None
    ) -> Response:
        # Pictures lie here, as far as there is a network.
        told = json.dumps(list(items)).replace(PICTURES, self.url or PICTURES)
        rows = json.loads(told)
        if self.foreign:
            rows.append(build_video(pick_id("nobody asked"), CHANNEL, "Emulated"))
        if self.shuffled:
            random.Random(len(rows)).shuffle(rows)
        for row in rows:
            statistics = row.get("statistics")
            if statistics and self.null_stats:
                row["statistics"] = dict.fromkeys(statistics)
            elif statistics and self.numbers:
                row["statistics"] = {k: _number(v) for k, v in statistics.items()}
        count = 10**9 if self.lying_totals else total or len(rows)
        body: dict[str, Any] = {
            "kind": "youtube#listResponse",
            "pageInfo": {"totalResults": count, "resultsPerPage": len(rows)},
            "items": rows,
        }
        if token:
            body["nextPageToken"] = token
        return _json(body)


def error(reason: str) -> Response:
    """An error as the API words it."""
    status, domain, message = ERRORS[reason]
    told: dict[str, Any] = {"message": message, "domain": domain, "reason": reason}
    body: dict[str, Any] = {"code": status, "message": message, "errors": [told]}
    if reason == "badRequest":
        body["status"] = "INVALID_ARGUMENT"
        body["details"] = [{"reason": "API_KEY_INVALID"}]
    return _json({"error": body}, status)


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")


def _key_of(request: Request) -> str | None:
    return request.headers.get("x-goog-api-key") or request.query_params.get("key")


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


@asynccontextmanager
async def serve_youtube(port: int = 0) -> AsyncIterator[YouTube]:
    """YouTube on a port of this machine (0 = any that is free)."""
    youtube = YouTube()
    async with serve_app(youtube.build_app(), port) as url:
        youtube.url = url
        yield youtube


async def _main(port: int) -> None:
    async with serve_youtube(port) as youtube:
        print(f"YOUTUBE_API_URL={youtube.api_url}")  # noqa: T201 - this is a command
        print(f"YOUTUBE_API_KEY={youtube.key}")  # noqa: T201
        print(f"URL_GUARD_ALLOWED_HOSTS={youtube.host_and_port}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9910)
    asyncio.run(_main(parser.parse_args().port))
