"""One run of one message: lease, heartbeat, handler, end."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.contracts.base import Contract
from libs.common.db.failures import is_database_away
from libs.common.db.session import WriteSession
from libs.common.errors import DomainError
from libs.common.jobs import inbox, of_owner, outbox
from libs.common.jobs.envelope import JobError
from libs.common.jobs.errors import (
    HandlerUnknown,
    LeaseLost,
    LeaseUncertain,
    Postponed,
)
from libs.common.jobs.handlers import Handlers, Job, Registration
from libs.common.jobs.heartbeat import Heartbeat
from libs.common.jobs.inbox import Lease
from libs.common.jobs.watch import Outcome, RunWatch
from libs.common.redaction import redact_text
from libs.common.tasks import end_tasks

if TYPE_CHECKING:
    from libs.common.resources import Resources

log = structlog.get_logger()

End = Callable[[WriteSession], Awaitable[None]]

_LONGEST_DELAY_SECONDS = 60.0
_INTERRUPTED_DELAY = timedelta(seconds=0.5)


class Runner:
    """Runs messages of one service's inbox, any number side by side."""

    def __init__(self, resources: "Resources", handlers: Handlers) -> None:
        self._resources = resources
        self._handlers = handlers
        self._settings = resources.settings
        self._database = resources.database
        self._heartbeat = Heartbeat(resources.settings)
        self._watch = RunWatch(resources.metrics.jobs, resources.tracing)

    async def run(self, message_id: UUID) -> None:
        """Runs the message if it is due and free. Never raises for the handler's sake.

        Cancelling gives the message back at once, without counting an attempt."""
        lease = await self._take(message_id)
        if lease is None:
            return
        with self._watch.watch(lease) as run:
            try:
                run.outcome = await self._run_leased(lease)
            except asyncio.CancelledError:
                await asyncio.shield(self._give_back_unfinished(lease))
                raise
            except Exception as error:
                telling = _most_telling(error)
                run.outcome = self._judge(lease, telling)
                await self._record_failure(lease, telling, run.outcome)
                await self._note_stopped(lease)

    async def _take(self, message_id: UUID) -> Lease | None:
        try:
            async with self._database.unit_of_work() as session:
                return await inbox.lease(session, message_id, self._settings.lease)
        except (SQLAlchemyError, OSError) as error:
            log.warning("lease_not_taken", error=repr(error))
            return None

    async def _run_leased(self, lease: Lease) -> Outcome:
        if lease.attempt > self._settings.job_max_attempts:
            async with self._database.unit_of_work() as session:
                await self._end(lease, "dead", _worn_out(lease), session)
            return "dead"
        registration = self._handlers.find(lease.envelope.name)
        if registration is None:
            raise HandlerUnknown(lease.envelope.name)
        await self._with_heartbeat(lease, self._handle(lease, registration))
        return "done"

    async def _handle(self, lease: Lease, registration: Registration) -> None:
        body = registration.body.model_validate(lease.envelope.payload)
        if registration.short:
            async with self._database.unit_of_work() as session:
                answer = await registration.short(self._resources, session, body)
                await self._complete(session, lease, registration, answer)
        elif registration.long:
            answer = await registration.long(Job(lease, self._resources), body)
            async with self._database.unit_of_work() as session:
                await self._complete(session, lease, registration, answer)

    async def _complete(
        self,
        session: WriteSession,
        lease: Lease,
        registration: Registration,
        answer: Contract | None,
    ) -> None:
        payload: dict[str, Any] = answer.model_dump(mode="json") if answer else {}
        await inbox.finish(
            session,
            lease,
            "done",
            answer=payload,
            keeps_content=registration.keeps_content,
        )
        await self._write_answer(session, lease, payload, None)

    async def _write_answer(
        self,
        session: WriteSession,
        lease: Lease,
        payload: dict[str, Any] | None,
        error: JobError | None,
    ) -> None:
        if not lease.envelope.wants_answer:
            return
        reply = lease.envelope.answer(payload, error)
        # Not `add`: after a replay there is an older one, which tells of the failure.
        await outbox.send_again(session, reply)
        session.after_commit(lambda: self._resources.dispatcher.send([reply]))

    async def _with_heartbeat(
        self, lease: Lease, work: Coroutine[Any, Any, None]
    ) -> None:
        async with self._heartbeat.keep(lease) as pulse:
            task = asyncio.create_task(work)
            either: set[asyncio.Future[Any]] = {task, pulse.failure}
            try:
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                if not task.done():
                    raise pulse.failure.result()  # the work must not go on
                await task
            finally:
                await end_tasks(task)

    async def _record_failure(
        self, lease: Lease, error: Exception, outcome: Outcome
    ) -> None:
        """Notes what the error means; waits for the database if that is away.

        Not to wait would cost an attempt, since the lease would run out."""
        end = self._build_end(lease, error, outcome)
        while end is not None:
            try:
                async with self._database.unit_of_work() as session:
                    await end(session)
            except LeaseLost:
                log.warning("lease_lost", message_id=str(lease.envelope.id))
            except (SQLAlchemyError, OSError) as failure:
                if is_database_away(failure):
                    await asyncio.sleep(_INTERRUPTED_DELAY.total_seconds())
                    continue
                # The lease runs out by itself, and the sweeper finds the message.
                log.warning("job_end_not_recorded", error=repr(failure))
            return

    def _judge(self, lease: Lease, error: Exception) -> Outcome:
        """What the error makes of the run; and says so in the log."""
        if isinstance(error, LeaseLost):
            log.warning("lease_lost", message_id=str(lease.envelope.id))
            return "lease_lost"
        if _is_interruption(error):
            log.warning("job_interrupted", error=repr(error))
            return "interrupted"
        if isinstance(error, Postponed):
            log.warning("job_postponed", error=str(error), seconds=error.delay.seconds)
            return "postponed"
        if isinstance(error, DomainError) and error.status_code < 500:
            log.info("job_refused", code=error.code, error=error.message)
            return "refused"
        if lease.attempt >= self._settings.job_max_attempts:
            log.error("job_dead", exc_info=error)
            return "dead"
        log.warning("job_failed", attempt=lease.attempt, exc_info=error)
        return "failed"

    def _build_end(
        self, lease: Lease, error: Exception, outcome: Outcome
    ) -> End | None:
        """What is to be written down after the error; None if nothing is."""
        match outcome:
            case "interrupted":
                return partial(self._give_back, lease, _INTERRUPTED_DELAY, None)
            case "postponed":
                delay = getattr(error, "delay", _INTERRUPTED_DELAY)
                return partial(self._give_back, lease, delay, None)
            case "refused":
                return partial(self._end, lease, "failed", _told(error))
            case "dead":
                return partial(self._end, lease, "dead", _told(error))
            case "failed":
                delay = min(2.0 ** (lease.attempt - 1), _LONGEST_DELAY_SECONDS)
                jitter = 1 + random.random() / 4  # noqa: S311 - spreads retries
                pause = timedelta(seconds=delay * jitter)
                return partial(self._give_back, lease, pause, _told(error))
            case _:
                return None

    async def _give_back(
        self,
        lease: Lease,
        delay: timedelta,
        error: JobError | None,
        session: WriteSession,
    ) -> None:
        await inbox.give_back(
            session, lease, delay=delay, error=error, is_attempt=error is not None
        )

    async def _give_back_unfinished(self, lease: Lease) -> None:
        with suppress(SQLAlchemyError, OSError):
            async with self._database.unit_of_work() as session:
                await self._give_back(lease, timedelta(0), None, session)
        await self._note_stopped(lease)

    async def _note_stopped(self, lease: Lease) -> None:
        """Whoever erases the owner of the message may be waiting for just that."""
        with suppress(SQLAlchemyError, OSError):
            async with self._database.unit_of_work() as session:
                await of_owner.note_stopped(session, lease)

    async def _end(
        self, lease: Lease, state: Any, error: JobError, session: WriteSession
    ) -> None:
        # Before the end of the message: handlers, too, lock their own rows first.
        await self._tell_of_failure(lease, session)
        await inbox.finish(session, lease, state, error=error)
        await self._write_answer(session, lease, None, error)

    async def _tell_of_failure(self, lease: Lease, session: WriteSession) -> None:
        """Whatever is wrong with the handler of failures, the message ends."""
        registration = self._handlers.find(lease.envelope.name)
        if registration is None or registration.on_failure is None:
            return
        try:
            body = registration.body.model_validate(lease.envelope.payload)
            async with session.begin_nested():
                await registration.on_failure(self._resources, session, body)
        except Exception as error:
            if is_database_away(error):
                raise
            log.exception("failure_not_told", message_id=str(lease.envelope.id))


def _told(error: Exception) -> JobError:
    if isinstance(error, DomainError) and error.status_code < 500:
        return JobError(code=error.code, message=error.message, details=error.details)
    return JobError(code=type(error).__name__, message=_storable(str(error)))


def _storable(text: str) -> str:
    """Without secrets, and without what jsonb cannot hold; at most 2,000 characters."""
    whole = redact_text(text).encode("utf-8", "replace").decode()
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:2000]


def _worn_out(lease: Lease) -> JobError:
    text = f"given up after {lease.attempt - 1} attempts that ended without a word"
    return JobError(code="AttemptsUsedUp", message=text)


def _most_telling(error: Exception) -> Exception:
    """Of the errors of tasks side by side: a lost lease or connection, else the first.

    Those two say that the others are but consequences."""
    if not isinstance(error, ExceptionGroup):
        return error
    found = [_most_telling(part) for part in error.exceptions]
    telling = [e for e in found if isinstance(e, LeaseLost) or _is_interruption(e)]
    return (telling or found)[0]


def _is_interruption(error: Exception) -> bool:
    return isinstance(error, LeaseUncertain) or is_database_away(error)
