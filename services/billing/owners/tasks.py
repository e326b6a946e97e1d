"""Events that tell billing of its owners."""

from typing import cast

from libs.common.contracts.domain_events import UserProfile
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.billing.owners.service import OwnerService
from services.billing.resources import BillingResources


async def handle_user_changed(
    resources: Resources, session: WriteSession, event: UserProfile
) -> None:
    """Gives a new user the free plan; notes the timezone of a changed one."""
    held = cast("BillingResources", resources)
    await OwnerService(session, held.plans, held.clock, held.jobs).take_over(event)
