"""A list of stolen passwords in the form of Have I Been Pwned's range API."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response

from tests.emulators.serving import serve_app


@dataclass
class BreachedList:
    """Passwords and how often each was stolen; what it was asked.

    `fault`: a status, or `slow`, `malformed`, `endless`."""

    url: str = ""
    passwords: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    fault: int | str | None = None

    def lines(self, prefix: str) -> str:
        """The hashes with this prefix, and padding."""
        found = [
            f"{digest[5:]}:{count}"
            for digest, count in (
                (_sha1(password), count) for password, count in self.passwords.items()
            )
            if digest.startswith(prefix)
        ]
        padding = [f"{_sha1(f'{prefix}{n}')[5:]}:0" for n in range(800)]
        return "\r\n".join(padding[:400] + found + padding[400:])


@asynccontextmanager
async def serve_breached_list() -> AsyncIterator[BreachedList]:
    """The list, on a port of this machine."""
    held = BreachedList()
    app = FastAPI()

    @app.get("/range/{prefix}")
    async def read_range(prefix: str, request: Request) -> Response:
        held.asked.append(prefix)
        held.headers.append(dict(request.headers))
        if isinstance(held.fault, int):
            return Response(status_code=held.fault)
        if held.fault == "slow":
            await asyncio.sleep(5)
        if held.fault == "malformed":
            suffixes = [_sha1(each)[5:] for each in held.passwords]
            return Response("\n".join(f"{each}:many" for each in suffixes))
        if held.fault == "endless":
            return Response(b"0" * 2_000_000)
        return Response(held.lines(prefix), media_type="text/plain")

    async with serve_app(app) as url:
        held.url = url
        yield held


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest().upper()
