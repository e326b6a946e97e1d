"""TwitterAPI.io: stateful, with a balance, a rate limit, and every odd thing it does.

In a test: `async with serve_twitterapi() as api`. By itself, for trying things out:
`python -m tests.emulators.twitterapi_io --port 9920`; `POST /control` with the name of
a switch and its value then does what tests do by attribute. Every well-formed id is a
post unless it is `missing`; every handle an account with a timeline."""

import argparse
import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.emulators.collector import draw_picture
from tests.emulators.serving import serve_app
from tests.emulators.twitterapi_io_tweets import (
    build_tweet,
    build_tweet_id,
    build_user,
    number_of,
    time_of,
    user_id_of,
)

KEY = "emulated-twitterapi-key"
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)

_OF_ITS_OWN = object()
_PAGE = 20
_LEAST_CREDITS = 15
_BETWEEN_POSTS = timedelta(hours=31)
_FREE_TIER = "For free-tier users, the QPS limit is one request every 5 seconds."


class Refused(Exception):
    """What is answered instead: a status and a body."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class TwitterApi:
    """What it will answer, and what it was asked.

    `faults` are taken one per call: a status (429, 500, ...), `status_error` (HTTP 200
    that says error), `malformed`, `empty`, `cut`, `endless`, `slow` (answers after
    `slow_seconds`). With `credits` a balance is kept, and 402 answered at its end;
    `per_second` is how many calls it takes (0.2 is the free tier).

    By post: `missing` ones are left out without a word, `changes` to what a post
    says, `rows` to give instead of one. By account (lower case): `suspended`,
    `protected`, `nobody`, and how many posts a timeline has (`lengths`).
    `form` is how a timeline is told: live, documented, bare. `repeats_cursor` and
    `never_ends` are how pages go on for ever, `numeric_ids` writes ids as numbers. A
    `body` is given as the answer to everything."""

    url: str = ""
    key: str = KEY
    credits: int | None = None
    per_second: float | None = None
    delay_seconds: float = 0
    slow_seconds: float = 60
    faults: deque[int | str] = field(default_factory=deque)
    missing: set[str] = field(default_factory=set)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    creators: int = 1
    suspended: set[str] = field(default_factory=set)
    protected: set[str] = field(default_factory=set)
    nobody: set[str] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)
    length: int = 45
    form: str = "live"
    repeats_cursor: bool = False
    never_ends: bool = False
    numeric_ids: bool = False
    body: Any = _OF_ITS_OWN
    iso_dates: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    spent: int = 0
    refused_at_the_door: int = 0
    _handles: dict[str, str] = field(default_factory=dict)
    _bucket: tuple[float, float] | None = None

    @property
    def host_and_port(self) -> str:
        """For URL_GUARD_ALLOWED_HOSTS: its media lie on this machine."""
        return self.url.removeprefix("http://")

    def calls_of(self, operation: str) -> list[dict[str, str]]:
        """What was asked of one of its paths, in order."""
        return [query for name, query in self.calls if name == operation]

    def change(self, tweet_id: str, **values: Any) -> None:
        """From now on this post says so."""
        self.changes.setdefault(tweet_id, {}).update(values)

    def reset(self) -> None:
        """As new, under its address."""
        vars(self).update(vars(TwitterApi(url=self.url)))

    def set(self, name: str, value: Any) -> None:
        """A switch by its name, as it comes in JSON."""
        held = getattr(self, name)
        if isinstance(held, set | deque):
            value = type(held)(value)
        setattr(self, name, value)

    def author_of(self, tweet_id: str) -> str:
        """The handle of the account that wrote it."""
        if tweet_id not in self.authors:
            place = number_of(tweet_id) % self.creators
            self.authors[tweet_id] = f"Emulated_{place}"
        handle = self.authors[tweet_id]
        self._handles[user_id_of(handle)] = handle
        return handle

    def timeline_of(self, handle: str) -> list[str]:
        """The ids of an account's posts, newest first."""
        offset = number_of(handle.lower()) % (1 << 20)
        count = self.lengths.get(handle.lower(), self.length)
        ids = [
            build_tweet_id(NEWEST - place * _BETWEEN_POSTS, offset)
            for place in range(count)
        ]
        self.authors |= dict.fromkeys(ids, handle)
        return ids

    def tweet(self, tweet_id: str, **changes: Any) -> Any:
        """A post as it is answered."""
        if tweet_id in self.rows:
            return self.rows[tweet_id]
        changes = {**changes, **self.changes.get(tweet_id, {})}
        tweet = build_tweet(tweet_id, self.author_of(tweet_id), self.url, **changes)
        if self.numeric_ids:
            tweet["id"] = int(tweet_id)
        if self.iso_dates:
            tweet["createdAt"] = f"{time_of(tweet_id):%Y-%m-%dT%H:%M:%S.000000Z}"
        return tweet

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """The body of an answer. Raises Refused."""
        if self.body is not _OF_ITS_OWN:
            return self.body
        match path:
            case "tweets":
                return self._list_by_id(query)
            case "user/last_tweets":
                return self._list_last(query)
            case "tweet/replies/v2" | "tweet/replies":
                return self._list_replies(query)
            case "user/info":
                return self._tell_user(query)
        raise Refused(404, {"detail": "Not Found"})

    def enter(self, key: str | None) -> None:
        """Who comes in at all. Raises Refused."""
        if key != self.key:
            message = "Invalid API key"
            raise Refused(401, {"error": "Unauthorized", "message": message})
        if self.credits is not None and self.credits <= 0:
            message = "Credits is not enough.Please recharge"
            raise Refused(402, {"error": "Unauthorized", "message": message})
        if self.per_second is not None:
            self._take_turn(self.per_second)

    def _take_turn(self, per_second: float) -> None:
        """A bucket that holds the calls of a second, one at least."""
        now, most = time.monotonic(), max(1.0, per_second)
        tokens, filled_at = self._bucket or (most, now)
        tokens = min(most, tokens + (now - filled_at) * per_second)
        self._bucket = (max(0.0, tokens - 1) if tokens >= 1 else tokens, now)
        if tokens < 1:
            self.refused_at_the_door += 1
            raise _too_many()

    def _spend(self, count: int) -> None:
        cost = max(_LEAST_CREDITS, _LEAST_CREDITS * count)
        self.spent += cost
        if self.credits is not None:
            self.credits -= cost

    def _list_by_id(self, query: dict[str, str]) -> Any:
        ids = query.get("tweet_ids", "").split(",")
        if len(ids) > 100 or not all(i.isascii() and i.isdecimal() for i in ids):
            raise Refused(400, {"error": "Bad Request", "message": "tweet_ids"})
        self.asked.update(ids)
        # Turned round: whoever matches rows by position gets all of them wrong.
        found = [self.tweet(i) for i in reversed(ids) if i not in self.missing]
        self._spend(len(found))
        return {"tweets": found, "status": "success", "message": "success"}

    def _list_last(self, query: dict[str, str]) -> Any:
        handle = self._find_handle(query)
        ids = self.timeline_of(handle)
        if query.get("includeReplies") != "true":
            ids = [i for i in ids if not self.changes.get(i, {}).get("isReply")]
        page, end = self._page(ids, query.get("cursor", ""))
        tweets = [self.tweet(i) for i in page if i not in self.missing]
        pinned = next((i for i in ids if self.changes.get(i, {}).get("isPinned")), None)
        pinned_tweet = self.tweet(pinned) if pinned else None
        if pinned_tweet and self.form != "live":
            tweets.insert(0, pinned_tweet)
        self._spend(len(tweets))
        match self.form:
            case "documented":
                return {"tweets": tweets, **end, "status": "success", "message": "ok"}
            case "bare":
                return {"status": "success", "msg": "ok", "data": tweets, **end}
        data = {"pin_tweet": pinned_tweet, "tweets": tweets}
        return {"status": "success", "code": 0, "msg": "success", "data": data, **end}

    def _find_handle(self, query: dict[str, str]) -> str:
        by_id = self._handles.get(query.get("userId", ""), "")
        handle = by_id or query.get("userName", "")
        if not handle or handle.lower() in self.nobody:
            raise _no("user not found")
        if handle.lower() in self.suspended:
            raise _no("User has been suspended")
        if handle.lower() in self.protected:
            raise _no("This user's tweets are protected")
        return handle

    def _list_replies(self, query: dict[str, str]) -> Any:
        tweet_id = query["tweetId"]
        if tweet_id in self.missing:
            raise _no("tweet is not available")
        count = self.tweet(tweet_id)["replyCount"]
        ids = [str(int(tweet_id) + 1 + number) for number in range(count)]
        for place, reply_id in enumerate(ids):
            self.authors.setdefault(reply_id, f"Reader_{place % 9}")
        page, end = self._page(ids, query.get("cursor", ""))
        found = [
            self.tweet(i, isReply=True, inReplyToId=tweet_id, text=f"Reply {i}")
            for i in page
        ]
        self._spend(len(found))
        name = "tweets" if self.form == "documented" else "replies"
        return {name: found, **end, "status": "success", "message": "success"}

    def _tell_user(self, query: dict[str, str]) -> Any:
        handle = query.get("userName", "")
        if handle.lower() in self.nobody:
            body = {"status": "error", "msg": "user not found", "data": None}
            raise Refused(200, body)
        self._spend(1)
        user = build_user(handle, self.url)
        if handle.lower() in self.suspended:
            user = {"unavailable": True, "unavailableReason": "Suspended"}
        return {"data": user, "status": "success", "msg": "success"}

    def _page(
        self, ids: Sequence[str], cursor: str
    ) -> tuple[Sequence[str], dict[str, Any]]:
        start = int(cursor.removeprefix("DAAB")) if cursor else 0
        page = ids[start : start + _PAGE]
        has_more = self.never_ends or start + _PAGE < len(ids)
        following = start if self.repeats_cursor and cursor else start + _PAGE
        shown = f"DAAB{following}" if has_more else ""
        return page, {"has_next_page": has_more, "next_cursor": shown}

    def build_app(self) -> FastAPI:
        """Its paths, the bytes of its pictures, and the switches."""
        app = FastAPI()

        @app.get("/twitter/{path:path}")
        async def ask(path: str, request: Request) -> Response:
            query = dict(request.query_params)
            self.calls.append((path, query))
            fault = self.faults.popleft() if self.faults else None
            try:
                if fault is not None:
                    return await self._fail(fault)
                self.enter(request.headers.get("x-api-key"))
                await asyncio.sleep(self.delay_seconds)
                return _json(200, self.answer(path, query))
            except Refused as refused:
                return _json(refused.status, refused.body)

        @app.get("/media/{name}")
        async def media(name: str) -> Response:
            return Response(draw_picture(name), media_type="image/png")

        @app.post("/control")
        async def control(request: Request) -> Response:
            for name, value in (await request.json()).items():
                self.set(name, value)
            return Response(status_code=204)

        return app

    async def _fail(self, fault: int | str) -> Response:
        if fault == "status_error":
            raise _no("something went wrong")
        if fault == 429:
            raise _too_many()
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
        if isinstance(fault, str):
            body, headers = _BROKEN[fault]
            return Response(body, headers=headers, media_type="application/json")
        page = "<html><body><h1>Bad Gateway</h1></body></html>"
        return Response(page, fault, media_type="text/html")


_BROKEN: dict[str, tuple[bytes, dict[str, str]]] = {
    "malformed": (b'{"tweets": [{"id"', {}),
    "empty": (b"", {}),
    "cut": (b"{", {"Content-Length": "1000"}),
    "endless": (b'{"tweets": [' + b" " * 25_000_000, {}),
    "slow": (b'{"tweets": [], "status": "success"}', {}),
}


def _too_many() -> Refused:
    return Refused(429, {"error": "Too Many Requests", "message": _FREE_TIER})


def _no(message: str) -> Refused:
    """How it refuses most things: by an answer that has succeeded."""
    return Refused(200, {"status": "error", "msg": message, "data": None})


def _json(status: int, body: Any) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")


@asynccontextmanager
async def serve_twitterapi(port: int = 0) -> AsyncIterator[TwitterApi]:
    """One on a port of this machine (0 = any that is free)."""
    api = TwitterApi()
    async with serve_app(api.build_app(), port) as url:
        api.url = url
        yield api


async def _main(port: int) -> None:
    async with serve_twitterapi(port) as api:
        print(f"TWITTERAPI_BASE_URL={api.url}")  # noqa: T201 - this is a command
        print(f"TWITTERAPI_KEY={api.key}")  # noqa: T201
        print(f"URL_GUARD_ALLOWED_HOSTS={api.host_and_port}")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9920)
    asyncio.run(_main(parser.parse_args().port))
