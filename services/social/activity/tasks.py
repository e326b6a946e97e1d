"""The activity's jobs."""

from datetime import timedelta

from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.social.activity.messages import PurgeActivity
from services.social.activity.repository import ActivityRepository
from services.social.resources import social_resources


async def purge_activity(
    resources: Resources, session: WriteSession, _: PurgeActivity
) -> None:
    """Forgets what was done too long ago."""
    days = social_resources(resources).settings.activity_kept_days
    before = resources.clock.now() - timedelta(days=days)
    await ActivityRepository(session).purge(before)
