"""Requests in numbers: as many as go, or as many a second as are asked for."""

import asyncio
import os
import re
from collections import deque
from dataclasses import dataclass
from statistics import quantiles
from typing import cast
from urllib.parse import urlsplit

import httptools

from tests.benchmarks.peers import OTHER_CORE

PROGRAM = "wrk"
_LAST_ANSWER_SECONDS = 30.0
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAULTS = re.compile(r"(Socket errors|Non-2xx).*")


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for, with what headers."""

    url: str
    headers: dict[str, str]

    def arguments(self) -> list[str]:
        """As the program takes them."""
        given = [("-H", f"{name}: {value}") for name, value in self.headers.items()]
        return [*(part for pair in given for part in pair), self.url]


async def measure_rate(target: Target, *, connections: int, seconds: float) -> float:
    """Answers a second while so many connections ask without pause; all were good."""
    said = await _run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", *target.arguments()]
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
    head = "".join(f"{name}: {value}\r\n" for name, value in target.headers.items())
    request = f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\n{head}\r\n".encode()
    loop = asyncio.get_running_loop()
    crew = Crew(request)
    for _ in range(connections):
        await loop.create_connection(
            lambda: _Asker(crew), url.hostname or "", url.port or 80
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

    def __init__(self, request: bytes) -> None:
        self.request = request
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
    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._due = 0.0
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._crew.all.append(self)
        self._crew.free.append(self)

    def ask(self, due: float) -> None:
        self._due = due
        self._transport.write(self._crew.request)

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
