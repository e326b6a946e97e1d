"""One run of one message: what it ends in, and under whose lease."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from libs.common.db.session import WriteSession
from libs.common.errors import Conflict, NotFound, UpstreamUnavailable
from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.errors import LeaseLost, Postponed
from libs.common.jobs.handlers import Handlers, Job
from libs.common.jobs.runner import Runner
from libs.common.resources import Resources
from tests.common.jobs.pair import (
    Tell,
    Told,
    change,
    envelope,
    find,
    long,
    read_row,
    record,
    short,
    state_of,
)
from tests.fixtures.app import RunningService


@pytest.fixture
def callee_side(callee: RunningService) -> Resources:
    return callee.resources


def raising(error: BaseException) -> Handlers:
    async def handle(job: Job, body: Tell) -> None:
        raise error

    return long(handle)


async def run(resources: Resources, handlers: Handlers, **overrides: Any) -> Envelope:
    """Records a message and runs it once."""
    message = envelope(**overrides)
    await record(resources, message)
    await Runner(resources, handlers).run(message.id)
    return message


async def row_of(resources: Resources, message: Envelope) -> dict[str, Any]:
    return await read_row(resources, "inbox", message.id)


def lost_connection() -> Exception:
    return OperationalError("SELECT 1", {}, ConnectionResetError("gone"))


class TestEnd:
    @pytest.mark.parametrize("error", [Conflict("no"), NotFound()])
    async def test_refusal_is_final(
        self, callee_side: Resources, error: Exception
    ) -> None:
        message = await run(callee_side, raising(error))
        found = await find(callee_side, message.id)
        assert found
        assert (found.state, found.error and found.error.code) == (
            "failed",
            type(error).__name__,
        )

    @pytest.mark.parametrize(
        "error",
        [
            UpstreamUnavailable(),
            ValueError("bad"),
            TimeoutError(),
            FileNotFoundError("x"),
            PermissionError(),
        ],
    )
    async def test_anything_else_costs_an_attempt_and_waits(
        self, callee_side: Resources, error: Exception
    ) -> None:
        message = await run(callee_side, raising(error))
        row = await row_of(callee_side, message)
        assert (row["state"], row["attempts"]) == ("pending", 1)
        assert row["error"]["code"] == type(error).__name__
        assert 0.5 < (row["due_at"] - row["received_at"]).total_seconds() < 10

    async def test_lost_connection_costs_no_attempt(
        self, callee_side: Resources
    ) -> None:
        message = await run(callee_side, raising(lost_connection()))
        row = await row_of(callee_side, message)
        assert (row["state"], row["attempts"], row["error"]) == ("pending", 0, None)

    async def test_handler_may_put_itself_off_without_an_attempt(
        self, callee_side: Resources
    ) -> None:
        later = Postponed("nobody answers", timedelta(hours=1))
        message = await run(callee_side, raising(later))
        row = await row_of(callee_side, message)
        assert (row["state"], row["attempts"]) == ("pending", 0)
        waits = (row["due_at"] - row["received_at"]).total_seconds()
        assert 3600 <= waits < 3700

    async def test_group_of_errors_is_judged_by_the_telling_one(
        self, callee_side: Resources
    ) -> None:
        inner = ExceptionGroup("in", [ValueError("x"), lost_connection()])
        group = ExceptionGroup("side by side", [KeyError("y"), inner])
        message = await run(callee_side, raising(group))
        assert (await row_of(callee_side, message))["attempts"] == 0

    async def test_group_without_one_counts_as_its_first(
        self, callee_side: Resources
    ) -> None:
        group = ExceptionGroup("side by side", [Conflict("no"), ValueError("x")])
        message = await run(callee_side, raising(group))
        assert await state_of(callee_side, message.id) == "failed"

    async def test_last_attempt_ends_dead(self, callee_side: Resources) -> None:
        message = envelope()
        await record(callee_side, message)
        await change(callee_side, "UPDATE inbox SET attempts = 4")
        await Runner(callee_side, raising(ValueError("bad"))).run(message.id)
        assert await state_of(callee_side, message.id) == "dead"

    async def test_attempts_that_ended_without_a_word_end_dead(
        self, callee_side: Resources
    ) -> None:
        # As if each of five workers had been killed in the middle of it.
        message = envelope()
        await record(callee_side, message)
        await change(callee_side, "UPDATE inbox SET attempts = 5")
        ran: list[int] = []

        async def handle(job: Job, body: Tell) -> None:
            ran.append(1)

        await Runner(callee_side, long(handle)).run(message.id)
        found = await find(callee_side, message.id)
        assert found
        assert found.error
        assert (found.state, found.error.code) == ("dead", "AttemptsUsedUp")
        assert not ran

    async def test_unknown_name_is_tried_again(self, callee_side: Resources) -> None:
        message = await run(callee_side, Handlers())
        row = await row_of(callee_side, message)
        assert (row["state"], row["error"]["code"]) == ("pending", "HandlerUnknown")

    async def test_message_of_a_wrong_shape_is_tried_again(
        self, callee_side: Resources
    ) -> None:
        async def handle(job: Job, body: Tell) -> None: ...

        message = await run(callee_side, long(handle), payload={"text": [1]})
        row = await row_of(callee_side, message)
        assert (row["state"], row["error"]["code"]) == ("pending", "ValidationError")

    @pytest.mark.parametrize("words", ["a\x00b", "a\ud800b", "x" * 10_000])
    async def test_error_that_jsonb_cannot_hold_is_kept_all_the_same(
        self, callee_side: Resources, words: str
    ) -> None:
        message = await run(callee_side, raising(ValueError(words)))
        row = await row_of(callee_side, message)
        assert row["state"] == "pending"
        assert len(row["error"]["message"]) <= 2000

    async def test_secret_in_an_error_is_not_kept(self, callee_side: Resources) -> None:
        error = ValueError("postgresql://me:hunter2@db/x refused")
        message = await run(callee_side, raising(error))
        assert "hunter2" not in str(await row_of(callee_side, message))


class TestOnFailure:
    @pytest.mark.parametrize(
        ("error", "state"), [(Conflict("no"), "failed"), (ValueError("bad"), "dead")]
    )
    async def test_is_told_within_the_end_of_the_message(
        self, callee_side: Resources, error: Exception, state: str
    ) -> None:
        told: list[tuple[str, str]] = []

        async def note(_: Resources, session: WriteSession, body: Tell) -> None:
            statement = text("SELECT state FROM inbox")
            told.append((body.text, (await session.execute(statement)).scalar_one()))

        message = await run_last_attempt(callee_side, error, note)
        assert told == [("x", "running")]
        assert await state_of(callee_side, message.id) == state

    async def test_is_not_told_while_attempts_are_left(
        self, callee_side: Resources
    ) -> None:
        told: list[str] = []

        async def note(_: Resources, __: WriteSession, body: Tell) -> None:
            told.append(body.text)

        await run_last_attempt(callee_side, ValueError("bad"), note, attempts=0)
        assert told == []

    async def test_its_own_fault_does_not_keep_the_message_from_ending(
        self, callee_side: Resources
    ) -> None:
        async def break_down(_: Resources, session: WriteSession, body: Tell) -> None:
            await session.execute(text("SELECT 1 / 0"))

        with capture_logs() as lines:
            message = await run_last_attempt(callee_side, ValueError("bad"), break_down)
        assert await state_of(callee_side, message.id) == "dead"
        assert "failure_not_told" in [line["event"] for line in lines]


async def run_last_attempt(
    resources: Resources, error: Exception, on_failure: Any, *, attempts: int = 4
) -> Envelope:
    async def handle(job: Job, body: Tell) -> None:
        raise error

    handlers = Handlers()
    handlers.long(Tell, handle, on_failure=on_failure)
    message = envelope()
    await record(resources, message)
    await change(resources, "UPDATE inbox SET attempts = :n", n=attempts)
    await Runner(resources, handlers).run(message.id)
    return message


class TestShort:
    async def test_effects_and_end_commit_together(
        self, callee_side: Resources
    ) -> None:
        other = new_id()

        async def handle(_: Resources, session: WriteSession, body: Tell) -> Told:
            await inbox.record(session, envelope(id=other))
            # Somebody else takes over while this one works.
            await change(callee_side, "UPDATE inbox SET fence = fence + 1")
            return Told(text="done")

        message = await run(callee_side, short(handle))
        assert await find(callee_side, other) is None
        assert await state_of(callee_side, message.id) == "running"


class TestLease:
    async def test_heartbeat_keeps_a_long_run(self, callee_side: Resources) -> None:
        runs = []

        async def handle(job: Job, body: Tell) -> None:
            runs.append(job.lease.fence)
            await asyncio.sleep(2.6)  # the lease is of 2 s

        message = envelope()
        await record(callee_side, message)
        runner = Runner(callee_side, long(handle))
        first = asyncio.create_task(runner.run(message.id))
        while not first.done():
            await asyncio.sleep(0.2)
            await runner.run(message.id)
        assert runs == [1]
        assert await state_of(callee_side, message.id) == "done"

    async def test_end_that_takes_its_time_to_be_told_is_no_lost_lease(
        self, callee_side: Resources
    ) -> None:
        told = asyncio.Event()

        async def tell() -> None:
            await asyncio.sleep(1.2)  # two heartbeats find the message ended
            told.set()

        async def handle(_: Resources, session: WriteSession, body: Tell) -> None:
            session.after_commit(tell)

        message = await run(callee_side, short(handle))
        assert await state_of(callee_side, message.id) == "done"
        assert told.is_set()

    async def test_lost_lease_cancels_the_handler(self, callee_side: Resources) -> None:
        cancelled = asyncio.Event()

        async def handle(job: Job, body: Tell) -> None:
            await change(callee_side, "UPDATE inbox SET fence = fence + 1")
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                cancelled.set()
                raise

        message = await run(callee_side, long(handle))
        assert cancelled.is_set()
        row = await row_of(callee_side, message)
        assert (row["state"], row["fence"]) == ("running", 2)

    async def test_step_after_the_loss_does_not_commit(
        self, callee_side: Resources
    ) -> None:
        other = new_id()
        seen = []

        async def handle(job: Job, body: Tell) -> None:
            await change(callee_side, "UPDATE inbox SET fence = fence + 1")
            try:
                async with job.unit_of_work() as session:
                    await inbox.record(session, envelope(id=other))
            except LeaseLost as error:
                seen.append(error)
                raise

        await run(callee_side, long(handle))
        assert len(seen) == 1
        assert await find(callee_side, other) is None

    async def test_cancelled_run_is_given_back_at_once(
        self, callee_side: Resources
    ) -> None:
        started = asyncio.Event()

        async def handle(job: Job, body: Tell) -> None:
            started.set()
            await asyncio.sleep(30)

        message = envelope()
        await record(callee_side, message)
        task = asyncio.create_task(Runner(callee_side, long(handle)).run(message.id))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        row = await row_of(callee_side, message)
        assert (row["state"], row["attempts"]) == ("pending", 0)
        async with callee_side.database.read() as session:
            is_due = await session.scalar(text("SELECT due_at <= now() FROM inbox"))
        assert is_due
