"""What services use: `send`, `publish`, `call`. See docs/jobs.md for the whole."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from libs.common.contracts.base import Contract, Event, Message
from libs.common.contracts.domain_events import SUBSCRIBERS
from libs.common.db.session import Database, WriteSession
from libs.common.ids import derived_id, new_id
from libs.common.jobs import outbox
from libs.common.jobs.answers import AnswerBoard, NoteProgress, ignore_progress
from libs.common.jobs.dispatch import Dispatcher
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.errors import CallTimedOut, JobFailed
from libs.common.jobs.inbox import Recorded
from libs.common.observability.correlation import current_request_id
from libs.common.observability.trace_context import current_traceparent

Answer = TypeVar("Answer", bound=Contract)
UnitOfWork = Callable[[], AbstractAsyncContextManager[WriteSession]]


class Jobs:
    """The sending side of one service's process."""

    def __init__(
        self, service: str, database: Database, dispatcher: Dispatcher
    ) -> None:
        self.service = service
        self._database = database
        self._dispatcher = dispatcher
        self.answers = AnswerBoard(database, dispatcher)

    async def send(
        self,
        session: WriteSession,
        message: Message,
        *,
        message_id: UUID | None = None,
        owner_id: UUID | None = None,
        wants_answer: bool = False,
    ) -> UUID:
        """Writes the message in the caller's transaction; it goes out on commit.

        With a `message_id` used before, nothing is written: the first one stands.
        `owner_id` is whom the work is for (default: the message's own `owner_id` or
        `user_id`): nobody's flood delays others, and with him it is erased."""
        envelope = Envelope(
            id=message_id or new_id(),
            kind="job",
            name=message.name,
            sender=self.service,
            target=message.owner,
            lane=message.lane,
            payload=message.model_dump(mode="json"),
            owner_id=owner_id or _owner_of(message),
            wants_answer=wants_answer,
            request_id=_request_id(),
            traceparent=current_traceparent(),
        )
        await self._write(session, [envelope])
        return envelope.id

    async def publish(
        self,
        session: WriteSession,
        event: Event,
        *,
        event_id: UUID | None = None,
    ) -> None:
        """Writes the event for each of its subscribers; goes out on commit."""
        event_id = event_id or new_id()
        request_id = _request_id()
        await self._write(
            session,
            [
                Envelope(
                    id=derived_id(event_id, subscriber),
                    kind="event",
                    name=event.name,
                    sender=self.service,
                    target=subscriber,
                    payload=event.model_dump(mode="json"),
                    owner_id=getattr(event, "owner_id", None),
                    request_id=request_id,
                    traceparent=current_traceparent(),
                )
                for subscriber in SUBSCRIBERS[type(event)]
            ],
        )

    async def call(
        self,
        message: Message,
        answer: type[Answer],
        *,
        message_id: UUID,
        timeout: timedelta,
        owner_id: UUID | None = None,
        unit_of_work: UnitOfWork | None = None,
        on_progress: NoteProgress = ignore_progress,
    ) -> Answer:
        """Sends the message and waits for its answer, which is of type `answer`.

        `message_id` is derived from what is asked for (request, stage, platform, try),
        so that a restarted caller finds its call, or its answer. Holds no transaction
        while it waits. It waits for `timeout`, anew from each word of progress, which
        `on_progress` is told. Raises JobFailed, CallTimedOut."""
        with self.answers.expect(message_id) as arrival:
            recorded = await self.answers.find(message_id)
            if recorded is None:
                begin = unit_of_work or self._database.unit_of_work
                async with begin() as session:
                    await self.send(
                        session,
                        message,
                        message_id=message_id,
                        owner_id=owner_id,
                        wants_answer=True,
                    )
                try:
                    recorded = await self._wait(
                        arrival, message_id, timeout, on_progress
                    )
                except TimeoutError:
                    text = f"{message.name} did not answer within {timeout}."
                    raise CallTimedOut(text) from None
        return _read(recorded, answer)

    async def _wait(
        self,
        arrival: "asyncio.Future[Recorded]",
        call_id: UUID,
        timeout: timedelta,
        on_progress: NoteProgress,
    ) -> Recorded:
        seconds = timeout.total_seconds()
        clock = asyncio.get_running_loop().time
        async with asyncio.timeout(seconds) as patience:

            def note(done_ratio: float) -> None:
                patience.reschedule(clock() + seconds)
                on_progress(done_ratio)

            with self.answers.listen(call_id, note):
                return await arrival

    async def _write(
        self, session: WriteSession, envelopes: Sequence[Envelope]
    ) -> None:
        fresh = [e for e in envelopes if await outbox.add(session, e)]
        if fresh:
            session.after_commit(lambda: self._dispatcher.send(fresh))


def _request_id() -> str:
    """The current one; what no request causes (cron) gets one, the same in all runs."""
    return current_request_id() or new_id().hex


def _owner_of(message: Message) -> UUID | None:
    """A user's workspace has the user's own id."""
    owner_id: UUID | None = getattr(message, "owner_id", None)
    return owner_id or getattr(message, "user_id", None)


def _read(recorded: Recorded, answer: type[Answer]) -> Answer:
    if recorded.error is not None:
        error = recorded.error
        raise JobFailed(error.code, error.message, error.details)
    return answer.model_validate(recorded.answer)
