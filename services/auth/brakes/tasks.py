"""Jobs of brakes."""

from datetime import timedelta
from typing import ClassVar

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.brakes.repository import BrakeRepository

# By then all failures of the slowest rule are forgotten.
_KEPT = timedelta(days=1)


class PurgeBrakes(Message):
    """Deletes what is counted of failures that are long forgotten."""

    name: ClassVar[str] = "auth.brakes.purge"
    owner: ClassVar[str] = "auth"


async def purge_brakes(
    resources: Resources, session: WriteSession, _: PurgeBrakes
) -> None:
    """Handles PurgeBrakes."""
    before = resources.clock.now() - _KEPT
    await BrakeRepository(session).delete_idle(before)
