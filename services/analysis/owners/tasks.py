"""Events that keep the owners' profiles up to date."""

from libs.common.contracts.domain_events import UserProfile
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.analysis.owners.repository import OwnerRepository


async def handle_user_changed(
    _: Resources, session: WriteSession, event: UserProfile
) -> None:
    """Notes the user's timezone and language."""
    await OwnerRepository(session).save(event)
