"""Requests in numbers: as many as go, or as many a second as are asked for."""

import asyncio
import os
import re
from collections import deque
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import cast
from urllib.parse import urlsplit

import httptools

from tests.benchmarks.peers import OTHER_CORE

PROGRAM = "wrk"
_LAST_ANSWER_SECONDS = 30.0
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAULTS = re.compile(r"(Socket errors|Non-2xx).*")


# Asks as one of many, then as the next one.
_SCRIPT = """
local requests, turn = {}, 0
init = function()
  for token in io.lines("%s") do
    local headers = {Authorization = "Bearer " .. token}
    requests[#requests + 1] = wrk.format("GET", nil, headers)
  end
end
request = function()
  turn = turn %% #requests + 1
  return requests[turn]
end
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for, and by whom: one token each, or nobody in particular."""

    url: str
    tokens: tuple[str, ...] = ()

    def arguments(self, folder: Path) -> list[str]:
        """As the program takes them; what it reads is put into the folder."""
        if not self.tokens:
            return [self.url]
        tokens, script = folder / "tokens", folder / "script.lua"
        tokens.write_text("\n".join(self.tokens))
        script.write_text(_SCRIPT % tokens)
        return ["-s", str(script), self.url]


async def measure_rate(target: Target, *, connections: int, seconds: float) -> float:
    """Answers a second while so many connections ask without pause; all were good."""
    with TemporaryDirectory(prefix="postscope-bench-") as folder:
        arguments = target.arguments(Path(folder))
        said = await _run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", *arguments]
        )
    rate, faults = _RATE.search(said), _FAULTS.search(said)
    assert rate, said
    assert not faults, said
    return float(rate[1])


async def measure_p99(
    target: Target, *, connections: int, seconds: float, rate: float
) -> float:
    """Milliseconds within which 99 of 100 answers come, at so many requests a second.

    Each is asked for at its own time, however slow the others are, and its wait counts
    from then."""
    url = urlsplit(target.url)
    head = f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\n"
    requests = cycle(
        f"{head}Authorization: Bearer {token}\r\n\r\n".encode()
        for token in target.tokens or ("none",)
    )
    loop = asyncio.get_running_loop()
    crew = Crew()
    for request in islice(requests, connections):
        await loop.create_connection(
            partial(_Asker, crew, request), url.hostname or "", url.port or 80
        )
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {OTHER_CORE})
    try:
        began = loop.time()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (early := due - loop.time()) > 0:
                await asyncio.sleep(early)
            crew.ask(due)
        async with asyncio.timeout(_LAST_ANSWER_SECONDS):
            await crew.wait_for_all()
    finally:
        os.sched_setaffinity(0, cores)
        crew.leave()
    return quantiles(crew.waits, n=100)[-1] * 1000


class Crew:
    """Connections that ask as soon as one is free; what waits is asked first."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.free: list[_Asker] = []
        self.all: list[_Asker] = []
        self._due: deque[float] = deque()

    def ask(self, due: float) -> None:
        """Asks now, or with the next connection that is free."""
        self._due.append(due)
        if self.free:
            self.free.pop().ask(self._due.popleft())

    def take_back(self, asker: "_Asker") -> None:
        """It has its answer."""
        if self._due:
            asker.ask(self._due.popleft())
        else:
            self.free.append(asker)

    async def wait_for_all(self) -> None:
        """Until every connection is free."""
        while len(self.free) < len(self.all):
            await asyncio.sleep(0.01)

    def leave(self) -> None:
        """Closes all."""
        for asker in self.all:
            asker.close()


class _Asker(asyncio.Protocol):
    def __init__(self, crew: Crew, request: bytes) -> None:
        self._crew = crew
        self._request = request
        self._due = 0.0
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._crew.all.append(self)
        self._crew.free.append(self)

    def ask(self, due: float) -> None:
        self._due = due
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        assert self._parser.get_status_code() == 200
        now = asyncio.get_running_loop().time()
        self._crew.waits.append(now - self._due)
        self._parser = httptools.HttpResponseParser(self)
        self._crew.take_back(self)

    def close(self) -> None:
        self._transport.close()


async def _run(command: list[str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *("taskset", "-c", str(OTHER_CORE), *command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()
