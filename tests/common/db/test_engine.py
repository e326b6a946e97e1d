"""A database that falls silent is one that is away."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from libs.common.db.engine import build_engine
from libs.common.db.failures import is_database_away
from libs.common.db.session import Database
from libs.common.tasks import end_tasks
from tests.fixtures.database import DatabaseUrlOf


class Line:
    """A TCP line to a server that can be made to carry nothing."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._carries = asyncio.Event()
        self._carries.set()
        self._stack = AsyncExitStack()
        self.port = 0

    async def __aenter__(self) -> "Line":
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._stack.callback(server.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def cut(self) -> None:
        """From now on nothing arrives, and nobody is told."""
        self._carries.clear()

    def mend(self) -> None:
        self._carries.set()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._there)
        tasks = [
            asyncio.create_task(self._carry(reader, far_writer)),
            asyncio.create_task(self._carry(far_reader, writer)),
        ]
        self._stack.push_async_callback(end_tasks, *tasks)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65_536):
            await self._carries.wait()
            writer.write(data)
        writer.close()


@pytest.fixture
async def line(database_url_of: DatabaseUrlOf) -> AsyncIterator[Line]:
    url = make_url(await database_url_of("insights"))
    async with Line(url.host or "", url.port or 5432) as line:
        yield line


class TestSilence:
    async def test_is_noticed_and_gone_with_its_connection(
        self,
        line: Line,
        database_url_of: DatabaseUrlOf,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("libs.common.db.engine._ANSWER_TIMEOUT_SECONDS", 0.3)
        url = make_url(await database_url_of("insights"))
        through = url.set(host="127.0.0.1", port=line.port)
        database = Database(
            build_engine(
                through.render_as_string(hide_password=False),
                application_name="line",
                pool_size=1,
            )
        )
        await database.ping()
        begun = time.monotonic()

        async def ask() -> None:
            async with database.read() as session:
                await session.execute(text("SELECT 1"))
                line.cut()
                await session.execute(text("SELECT 2"))

        with pytest.raises(DBAPIError) as caught:
            await ask()
        assert is_database_away(caught.value)
        assert time.monotonic() - begun < 5
        line.mend()
        await database.ping()
        await database.close()
