"""Jobs of ended credentials."""

from typing import ClassVar

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.ended_credentials.repository import EndedCredentialRepository


class PurgeEndedCredentials(Message):
    """Deletes what need not be refused any more."""

    name: ClassVar[str] = "auth.ended_credentials.purge"
    owner: ClassVar[str] = "auth"


async def purge_ended_credentials(
    resources: Resources, session: WriteSession, _: PurgeEndedCredentials
) -> None:
    """Handles PurgeEndedCredentials."""
    await EndedCredentialRepository(session).delete_over(resources.clock.now())
