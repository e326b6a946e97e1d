"""Many who watch one request: all are told all, in order, once, by one read."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from libs.common.identity import Identity
from services.analysis.events.hub import StatusHub, Watcher
from services.analysis.events.rendering import ProgressEvent
from services.analysis.events.stream import ProgressStream
from services.analysis.requests.recorder import StatusRecorder
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.states import RequestStatus, Stage
from tests.fixtures.app import RunningService

URL = "https://www.youtube.com/watch?v=watched_01A"


class Watched:
    """A request that moves when the test says so, and its hub."""

    def __init__(self, service: RunningService, request_id: UUID) -> None:
        resources: Any = service.resources
        self.resources = resources
        self.hub: StatusHub = resources.hub
        self.id = request_id

    async def tell(
        self, *messages: str, end: bool = False, quietly: bool = False
    ) -> None:
        """One row for each message, committed together; `quietly` wakes nobody."""
        async with self.resources.database.unit_of_work() as session:
            requests = RequestRepository(session)
            request = await requests.lock(self.id)
            posts = await requests.list_posts(self.id)
            dispatcher = self.resources.dispatcher
            recorder = StatusRecorder(session, dispatcher, request, posts)
            for message in messages:
                recorder.tell(Stage.FETCHING_POSTS, message=message)
            if end:
                recorder.move(RequestStatus.CANCELLED)
            if quietly:
                session.info["after_commit"].clear()

    def follow(self, after_seq: int = 0) -> "asyncio.Task[str]":
        """All that a stream says until its end."""
        return asyncio.create_task(self._read(after_seq))

    async def _read(self, after_seq: int) -> str:
        stream = ProgressStream(self.hub, self.id, after_seq)
        chunks = [chunk async for chunk in stream.events()]
        return b"".join(chunks).decode()


@pytest.fixture
async def watched(idle_analysis: RunningService, alice: Identity) -> Watched:
    """A request with one row, that nobody works on."""
    client = idle_analysis.client(alice)
    response = await client.post("/api/v1/analysis/analyze", json={"post_urls": [URL]})
    assert response.status_code == 202, response.text
    return Watched(idle_analysis, UUID(response.json()["id"]))


def ids_of(said: str) -> list[int]:
    """The ids of the status events, and then that of the end."""
    return [int(line[4:]) for line in said.splitlines() if line.startswith("id: ")]


class TestStreams:
    async def test_all_are_told_all_wherever_they_came_in(
        self, watched: Watched
    ) -> None:
        early = [watched.follow() for _ in range(20)]
        await asyncio.sleep(0.2)
        await watched.tell("a", "b")
        late = [watched.follow() for _ in range(20)] + [watched.follow(after_seq=2)]
        await watched.tell("c")
        await asyncio.sleep(0.1)
        await watched.tell("d", end=True)
        said = await asyncio.gather(*early, *late)
        assert [ids_of(one) for one in said[:-1]] == [[1, 2, 3, 4, 5, 5]] * 40
        assert ids_of(said[-1]) == [3, 4, 5, 5]
        assert {one.count("event: end") for one in said} == {1}

    async def test_all_share_one_read_of_what_is_new(self, watched: Watched) -> None:
        streams = [watched.follow() for _ in range(50)]
        await asyncio.sleep(0.3)
        reads = 0

        def count(*_: object) -> None:
            nonlocal reads
            reads += 1

        engine = watched.resources.database.engine.sync_engine
        event.listen(engine, "after_cursor_execute", count)
        try:
            await watched.tell("a", end=True)
            await asyncio.gather(*streams)
        finally:
            event.remove(engine, "after_cursor_execute", count)
        assert reads < 20

    async def test_place_beyond_the_end_holds_up_nobody_else(
        self, watched: Watched
    ) -> None:
        beyond, other = watched.follow(after_seq=9_999), watched.follow()
        await asyncio.sleep(0.2)
        await watched.tell("a", end=True)
        assert ids_of(await other) == [1, 2, 2]
        assert ids_of(await beyond) == [2]

    async def test_row_whose_wake_up_was_lost_comes_by_the_poll(
        self, watched: Watched
    ) -> None:
        stream = watched.follow()
        await asyncio.sleep(0.2)
        await watched.tell("a", end=True, quietly=True)
        async with asyncio.timeout(5):
            assert ids_of(await stream) == [1, 2, 2]

    async def test_rows_of_one_commit_come_in_one_piece(self, watched: Watched) -> None:
        stream = ProgressStream(watched.hub, watched.id, 1)
        events = stream.events()
        first = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.2)
        await watched.tell("a", "b", "c")
        assert ids_of((await first).decode()) == [2, 3, 4]

    async def test_reader_that_leaves_ends_its_stream_at_once(
        self, watched: Watched
    ) -> None:
        stream = ProgressStream(watched.hub, watched.id, 1)
        reading = asyncio.create_task(_read_all(stream))
        await asyncio.sleep(0.2)
        stream.leave()
        async with asyncio.timeout(1):
            await reading
        assert not watched.hub._feeds


async def _read_all(stream: ProgressStream) -> bytes:
    return b"".join([chunk async for chunk in stream.events()])


class TestWatcher:
    async def test_nothing_new_is_nothing_after_a_while(self) -> None:
        assert await Watcher(0).next(0.01) == []

    async def test_what_was_told_is_not_told_again_nor_anything_after_the_end(
        self,
    ) -> None:
        watcher = Watcher(2)
        events = [ProgressEvent(n, b"", is_end=False) for n in range(1, 5)]
        end = ProgressEvent(4, b"", is_end=True)
        watcher.push(events[:3])
        watcher.push([*events, end])
        watcher.push([ProgressEvent(9, b"", is_end=False), end])
        found = await watcher.next(1)
        assert [(e.seq, e.is_end) for e in found] == [(3, False), (4, False), (4, True)]
