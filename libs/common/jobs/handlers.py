"""What a service's worker does with each message."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from redis.exceptions import RedisError

from libs.common.contracts.base import Contract, Message, Named
from libs.common.db.session import Database, WriteSession
from libs.common.jobs import inbox
from libs.common.jobs.answers import NoteProgress, ignore_progress
from libs.common.jobs.client import Jobs
from libs.common.jobs.inbox import Lease

if TYPE_CHECKING:
    from libs.common.resources import Resources

Body = TypeVar("Body", bound=Named)
Answer = TypeVar("Answer", bound=Contract)


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a handler, under its lease."""

    lease: Lease
    resources: "Resources"

    @property
    def id(self) -> UUID:
        """The message's id: the same in every run of it."""
        return self.lease.envelope.id

    @property
    def database(self) -> Database:
        """For reads; write through `unit_of_work`."""
        return self.resources.database

    @property
    def jobs(self) -> Jobs:
        """For sending further messages."""
        return self.resources.jobs

    def unit_of_work(self) -> AbstractAsyncContextManager[WriteSession]:
        """A transaction that commits only while this worker holds the lease."""

        async def check(session: WriteSession) -> None:
            await inbox.check_fence(session, self.lease)

        return self.resources.database.unit_of_work(before_commit=check)

    async def call(
        self,
        message: Message,
        answer: type[Answer],
        *,
        message_id: UUID,
        timeout: timedelta,
        on_progress: NoteProgress = ignore_progress,
    ) -> Answer:
        """`Jobs.call` on behalf of this job: fenced, for the same owner."""
        return await self.jobs.call(
            message,
            answer,
            message_id=message_id,
            timeout=timeout,
            owner_id=self.lease.envelope.owner_id,
            unit_of_work=self.unit_of_work,
            on_progress=on_progress,
        )

    async def tell_progress(self, done_ratio: float) -> None:
        """Tells whoever waits for the answer how far the work is, 0 to 1.

        Best effort: what is lost is made up for by the next."""
        envelope = self.lease.envelope
        with suppress(RedisError, OSError):
            await self.resources.dispatcher.announce_progress(
                envelope.sender, envelope.id, done_ratio
            )


LongHandler = Callable[[Job, Any], Awaitable[Contract | None]]
ShortHandler = Callable[["Resources", WriteSession, Any], Awaitable[Contract | None]]
FailureHandler = Callable[["Resources", WriteSession, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler and the model its message is read into."""

    body: type[Named]
    long: LongHandler | None = None
    short: ShortHandler | None = None
    on_failure: FailureHandler | None = None
    keeps_content: bool = True


class Handlers:
    """The handlers of one service, by message name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Registration] = {}

    def long(
        self,
        body: type[Body],
        handler: Callable[[Job, Body], Awaitable[Any]],
        *,
        on_failure: Callable[["Resources", WriteSession, Body], Awaitable[None]]
        | None = None,
        keeps_content: bool = True,
    ) -> None:
        """For work in several steps: the handler opens its own `job.unit_of_work()`s.

        It may be run again after any of them, and must find what is done already.
        `on_failure` is for work that people wait for: it runs in the transaction that
        ends the message as failed or dead, and says so where they look. Without
        `keeps_content` what the message says is dropped once it is done."""
        registration = Registration(
            body, long=handler, on_failure=on_failure, keeps_content=keeps_content
        )
        self._add(body, registration)

    def short(
        self,
        body: type[Body],
        handler: Callable[["Resources", WriteSession, Body], Awaitable[Any]],
    ) -> None:
        """For work in one transaction, which also ends the message: all or nothing."""
        self._add(body, Registration(body, short=handler))

    def list_all(self) -> list[Registration]:
        """All of them."""
        return list(self._by_name.values())

    def find(self, name: str) -> Registration | None:
        """The handler for a message name."""
        return self._by_name.get(name)

    def _add(self, body: type[Named], registration: Registration) -> None:
        if body.name in self._by_name:
            msg = f"{body.name} has two handlers"
            raise ValueError(msg)
        self._by_name[body.name] = registration
