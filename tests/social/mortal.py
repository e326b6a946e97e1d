"""Runs of messages that are played by a test, and killed by it."""

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.handlers import Job
from tests.social.running import Social

MortalJob = TypeVar("MortalJob", bound=Job)


class Killed(BaseException):
    """The worker is no more."""


def build_envelope(
    message: Any,
    owner_id: UUID | None = None,
    *,
    message_id: UUID | None = None,
    kind: Any = "event",
) -> Envelope:
    """The message as it comes in."""
    return Envelope(
        id=message_id or new_id(),
        kind=kind,
        name=message.name,
        sender="auth",
        target="social",
        payload=message.model_dump(mode="json"),
        owner_id=owner_id,
    )


async def start_job(
    social: Social, envelope: Envelope, job_type: type[MortalJob]
) -> MortalJob:
    """The message under a lease, as a worker has it; taken over if it was worked on."""
    resources = social.resources
    # At once, so that no worker beside us takes it.
    async with resources.database.unit_of_work() as session:
        await inbox.record(session, envelope)
        await session.execute(
            text(
                "UPDATE inbox SET due_at = now(),"
                " lease_until = now() - interval '1 second' WHERE id = :id"
            ),
            {"id": envelope.id},
        )
        lease = await inbox.lease(session, envelope.id, timedelta(seconds=30))
    assert lease
    return job_type(lease, resources)
