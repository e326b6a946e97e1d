"""Background tasks end for certain."""

import asyncio

import pytest

from libs.common.tasks import end_tasks


class TestEndTasks:
    async def test_swallowed_cancellation_is_asked_again(self) -> None:
        asked = 0

        async def swallow_once() -> None:
            nonlocal asked
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                asked += 1
            await asyncio.sleep(60)

        task = asyncio.create_task(swallow_once())
        await asyncio.sleep(0)
        await asyncio.wait_for(end_tasks(task), 5)
        assert task.cancelled()
        assert asked == 1

    async def test_clean_up_is_waited_for(self) -> None:
        cleaned = []

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.05)
                cleaned.append(1)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        await end_tasks(task)
        assert cleaned == [1]

    @pytest.mark.filterwarnings("error")
    async def test_errors_are_dropped_and_ended_tasks_left_alone(self) -> None:
        async def fail() -> None:
            raise ZeroDivisionError

        failed = asyncio.create_task(fail())
        await asyncio.sleep(0)
        done: asyncio.Task[None] = asyncio.create_task(asyncio.sleep(0))
        await done
        await end_tasks(failed, done)
        assert isinstance(failed.exception(), ZeroDivisionError)

    async def test_nothing_to_end_is_fine(self) -> None:
        await end_tasks()
