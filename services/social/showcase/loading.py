"""Brings the invented posts into the database, as public posts marked as such."""

from datetime import datetime

from libs.common.db.session import WriteSession
from services.social.demo.posts import demo_posts
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.showcase.repository import ShowcaseRepository

_RULE = MergeRule(always_snapshot=False, confirms_time=False)


async def load_demo(session: WriteSession, now: datetime) -> None:
    """Stores all invented posts; those already there are brought up to date."""
    plan = SavePlan(owner_id=None, origin="demo", fetched_at=now, rule=_RULE)
    await PostSaver(session).save(demo_posts(now), plan)
    await ShowcaseRepository(session).name_pictures()


async def ensure_demo_loaded(session: WriteSession, now: datetime) -> None:
    """Loads the demo if it is not there, or not all of it."""
    held = await ShowcaseRepository(session).count_posts()
    if held < len(demo_posts(now)):
        await load_demo(session, now)
