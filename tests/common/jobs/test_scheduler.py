"""Which message runs next: bounded, fair, none twice."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import derived_id, new_id
from libs.common.jobs.scheduler import FairScheduler

OWNERS = (None, derived_id("a"), derived_id("b"), derived_id("c"))

Move = tuple[str, int]
moves = st.lists(
    st.tuples(st.sampled_from(["submit", "again", "end"]), st.integers(0, 50)),
    max_size=120,
)


class Board:
    """A scheduler whose messages run until the test ends them."""

    def __init__(self, limit: int, queue_limit: int = 2_000) -> None:
        self.scheduler = FairScheduler(self._run, limit, queue_limit=queue_limit)
        self.owners: dict[UUID, UUID | None] = {}
        self.running: dict[UUID, asyncio.Event] = {}
        self.started: list[UUID] = []

    async def _run(self, message_id: UUID) -> None:
        self.started.append(message_id)
        self.running[message_id] = asyncio.Event()
        try:
            await self.running[message_id].wait()
        finally:
            del self.running[message_id]

    def submit(self, owner_id: UUID | None, count: int = 1) -> list[UUID]:
        ids = [new_id() for _ in range(count)]
        for message_id in ids:
            self.owners[message_id] = owner_id
            self.scheduler.submit(message_id, owner_id)
        return ids

    async def end(self, message_id: UUID) -> None:
        self.running[message_id].set()
        await settle()

    async def end_all(self) -> None:
        await settle()
        while self.running:
            await self.end(next(iter(self.running)))

    def running_by_owner(self) -> Counter[UUID | None]:
        return Counter(self.owners[message_id] for message_id in self.running)

    def waiting_owners(self) -> set[UUID | None]:
        return {self.owners[i] for i in self.owners if i not in self.started}


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def play(board: Board, limit: int, played: list[Move]) -> None:
    for kind, number in played:
        if kind == "submit":
            board.submit(OWNERS[number % len(OWNERS)])
        elif kind == "again" and board.owners:
            message_id = list(board.owners)[number % len(board.owners)]
            if message_id not in board.started or message_id in board.running:
                board.scheduler.submit(message_id, board.owners[message_id])
        elif board.running:
            await board.end(list(board.running)[number % len(board.running)])
        await settle()
        check_places(board, limit)


def check_places(board: Board, limit: int) -> None:
    by_owner = board.running_by_owner()
    assert board.scheduler.running == len(board.running) <= limit
    assert all(count <= limit - limit // 10 for count in by_owner.values())
    if len(board.running) < limit:
        # A place is free: nobody within his half waits for it.
        half = max(1, limit // 2)
        assert all(by_owner[owner] >= half for owner in board.waiting_owners())


class TestSubmit:
    @given(limit=st.integers(1, 30), played=moves)
    async def test_limits_hold_and_each_runs_once(
        self, limit: int, played: list[Move]
    ) -> None:
        board = Board(limit)
        await play(board, limit, played)
        await board.end_all()
        assert sorted(board.started) == sorted(board.owners)
        assert board.scheduler.known == frozenset()

    async def test_owners_take_turns(self) -> None:
        board = Board(limit=1)
        flood = board.submit(OWNERS[1], 5)
        late = board.submit(OWNERS[2], 2)
        await board.end_all()
        assert board.started == [
            *(flood[0], flood[1], late[0], flood[2], late[1]),
            *flood[3:],
        ]

    async def test_flood_leaves_a_tenth_to_others(self) -> None:
        board = Board(limit=20)
        board.submit(OWNERS[1], 100)
        await settle()
        assert board.running_by_owner() == {OWNERS[1]: 18}
        board.submit(OWNERS[2], 5)
        await settle()
        assert board.running_by_owner() == {OWNERS[1]: 18, OWNERS[2]: 2}
        await board.end_all()

    async def test_queue_of_one_owner_is_bounded(self) -> None:
        board = Board(limit=1, queue_limit=3)
        board.submit(OWNERS[1], 10)
        other = board.submit(OWNERS[2])
        await board.end_all()
        assert len(board.started) == 1 + 3 + 1
        assert other[0] in board.started

    async def test_run_that_breaks_frees_its_place(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ran = []

        async def run(message_id: UUID) -> None:
            ran.append(message_id)
            raise ZeroDivisionError

        scheduler = FairScheduler(run, 1)
        ids = [new_id(), new_id()]
        for message_id in ids:
            scheduler.submit(message_id, None)
        await settle()
        await settle()
        assert ran == ids
        assert scheduler.running == 0
        assert "run_failed" in capsys.readouterr().out


class TestStop:
    async def test_what_ends_in_time_is_not_cancelled(self) -> None:
        board = Board(limit=2)
        first, second, _ = board.submit(OWNERS[1], 3)
        await settle()
        stopping = asyncio.create_task(board.scheduler.stop(5))
        await settle()
        board.running[first].set()
        board.running[second].set()
        await stopping
        assert board.started == [first, second]

    async def test_what_runs_on_is_cancelled_and_nothing_starts(self) -> None:
        board = Board(limit=2)
        board.submit(OWNERS[1], 5)
        await settle()
        await board.scheduler.stop(0.01)
        board.submit(OWNERS[2])
        await settle()
        assert len(board.started) == 2
        assert board.running == {}
