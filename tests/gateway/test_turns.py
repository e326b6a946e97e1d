"""Turns at a service and its circuit."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.turns import Bounds, CircuitOpen, TooMany, Turn, Turns
from libs.common.circuit import Circuit
from tests.fixtures.clock import ManualTime


def fail(circuit: Circuit, times: int = 5) -> None:
    for _ in range(times):
        assert circuit.admit()
        circuit.fail()


class TestCircuit:
    def test_five_failures_in_a_row_open_it(self) -> None:
        circuit = Circuit(ManualTime())
        fail(circuit, 4)
        circuit.admit()
        circuit.succeed()
        fail(circuit, 4)
        assert circuit.admit()
        circuit.fail()

        assert circuit.is_open
        assert not circuit.admit()

    def test_after_its_pause_one_tries_and_closes_it(self) -> None:
        clock = ManualTime()
        circuit = Circuit(clock)
        fail(circuit)
        clock.seconds += 1.0

        assert [circuit.admit() for _ in range(3)] == [True, False, False]
        circuit.succeed()
        assert [circuit.admit() for _ in range(3)] == [True] * 3

    def test_failed_trial_begins_a_longer_pause_up_to_five_seconds(self) -> None:
        clock = ManualTime()
        circuit = Circuit(clock)
        fail(circuit)
        for pause in (1.0, 2.0, 4.0, 5.0, 5.0):
            clock.seconds += pause - 0.01
            assert not circuit.admit()
            clock.seconds += 0.01
            fail(circuit, 1)

    def test_trial_that_nobody_waited_for_lets_another_try(self) -> None:
        clock = ManualTime()
        circuit = Circuit(clock)
        fail(circuit)
        clock.seconds += 1.0
        assert circuit.admit()
        circuit.let_go()

        assert circuit.admit()


class TestTurns:
    async def test_longest_waiting_comes_next_and_no_more_than_fit_wait(self) -> None:
        turns = Turns(Bounds(asking=1, waiting=2, wait_seconds=5), ManualTime())
        order: list[int] = []

        async def come(number: int) -> None:
            turn = await turns.take()
            order.append(number)
            await asyncio.sleep(0)
            turn.end()

        first = await turns.take()
        waiting = [asyncio.create_task(come(n)) for n in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooMany):
            await turns.take()
        first.end()
        await asyncio.gather(*waiting)

        assert order == [0, 1]
        assert turns.asking == 0

    async def test_wait_has_an_end(self) -> None:
        turns = Turns(Bounds(asking=1, waiting=2, wait_seconds=0.05), ManualTime())
        held = await turns.take()
        with pytest.raises(TooMany):
            await turns.take()
        held.end()

        assert turns.take_now() is not None

    async def test_what_is_set_apart_keeps_nobody_waiting_but_is_bounded(self) -> None:
        turns = Turns(Bounds(asking=1, waiting=0, apart=2), ManualTime())
        apart = []
        for _ in range(2):
            turn = await turns.take()
            turn.succeed()
            turn.set_apart()
            apart.append(turn)
        third = await turns.take()
        with pytest.raises(TooMany):
            third.set_apart()
        third.end()
        for turn in apart:
            turn.end()

        assert (turns.asking, turns.apart) == (0, 0)

    async def test_open_circuit_lets_nobody_wait(self) -> None:
        turns = Turns(Bounds(asking=6, waiting=9), ManualTime())
        held = [await turns.take() for _ in range(6)]
        for turn in held[:5]:
            turn.fail()
        with pytest.raises(CircuitOpen):
            await turns.take()
        for turn in held:
            turn.end()
        with pytest.raises(CircuitOpen):
            turns.take_now()

        assert turns.asking == 0

    @given(st.lists(st.sampled_from(["take", "end", "fail", "apart", "leave"])))
    def test_whatever_comes_none_is_lost_and_none_too_many(
        self, steps: list[str]
    ) -> None:
        async def play() -> None:
            room = Room()
            for step in steps:
                await room.see(step)
                assert room.turns.asking <= 2
                assert room.turns.asking + room.turns.apart == len(room.held)
            await room.empty()
            assert (room.turns.asking, room.turns.apart) == (0, 0)

        asyncio.run(play())


class Room:
    """Some who have their turn, and some who wait for it."""

    def __init__(self) -> None:
        bounds = Bounds(asking=2, waiting=3, wait_seconds=60)
        self.turns = Turns(bounds, ManualTime())
        self.held: list[Turn] = []
        self._waiting: list[asyncio.Task[Turn]] = []

    async def see(self, step: str) -> None:
        if step == "take":
            self._waiting.append(asyncio.create_task(self.turns.take()))
        elif step == "leave" and self._waiting:
            self._waiting[len(self._waiting) // 2].cancel()
        elif step == "apart" and self.held:
            self.held[0].set_apart()
        elif step in {"end", "fail"} and self.held:
            turn = self.held.pop(0)
            turn.fail() if step == "fail" else turn.succeed()
            turn.end()
        await self._settle()

    async def empty(self) -> None:
        for task in self._waiting:
            task.cancel()
        await self._settle()
        for turn in self.held:
            turn.end()

    async def _settle(self) -> None:
        for _ in range(4):
            await asyncio.sleep(0)
        for task in [task for task in self._waiting if task.done()]:
            self._waiting.remove(task)
            if not task.cancelled() and task.exception() is None:
                self.held.append(task.result())
