"""Each service that honours keys has this done daily, under a message of its own."""

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.idempotency.repository import KeyRepository
from libs.common.resources import Resources


async def purge_idempotency_keys(
    resources: Resources, session: WriteSession, _: Message
) -> None:
    """Deletes the keys whose time is over."""
    await KeyRepository(session).delete_over(resources.clock.now())
