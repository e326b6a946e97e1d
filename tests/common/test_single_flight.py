"""Of many who ask the same at one moment, one does."""

import asyncio

import pytest

from libs.common.single_flight import SingleFlight


class Oracle:
    """Answers when it is told to, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.speaks = asyncio.Event()
        self.error: Exception | None = None

    async def ask(self, key: str) -> str:
        self.asked.append(key)
        await self.speaks.wait()
        if self.error:
            raise self.error
        return key.upper()


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


class TestWait:
    async def test_all_get_the_one_answer_and_the_next_asks_anew(
        self, oracle: Oracle
    ) -> None:
        flight = SingleFlight(oracle.ask)
        waiting = [asyncio.create_task(flight.wait(key)) for key in "aab"]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        oracle.speaks.set()

        assert await asyncio.gather(*waiting) == ["A", "A", "B"]
        assert oracle.asked == ["a", "b"]
        assert await flight.wait("a") == "A"
        assert oracle.asked == ["a", "b", "a"]

    async def test_who_leaves_takes_nothing_from_the_others(
        self, oracle: Oracle
    ) -> None:
        flight = SingleFlight(oracle.ask)
        first, second = (asyncio.create_task(flight.wait("a")) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        oracle.speaks.set()

        assert await second == "A"
        assert oracle.asked == ["a"]

    async def test_error_reaches_all_and_is_not_kept(self, oracle: Oracle) -> None:
        flight = SingleFlight(oracle.ask)
        oracle.error = ValueError("no")
        oracle.speaks.set()
        waiting = [flight.wait("a") for _ in range(2)]
        errors = await asyncio.gather(*waiting, return_exceptions=True)
        assert errors == [oracle.error, oracle.error]
        oracle.error = None

        assert await flight.wait("a") == "A"

    async def test_close_ends_what_is_asked(self, oracle: Oracle) -> None:
        flight = SingleFlight(oracle.ask)
        task = flight.start("a")
        await flight.close()

        assert task.cancelled()
