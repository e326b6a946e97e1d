"""The watch's jobs."""

from contextlib import suppress
from datetime import timedelta

from libs.common.contracts.social import ListRecentPosts, RecentPosts
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.social.resources import SocialResources, social_resources
from services.social.watching.looking import CreatorGone, CreatorLooking, LookOptions
from services.social.watching.messages import (
    LookAfterCreators,
    LookAtCreator,
    PurgeLooks,
)
from services.social.watching.recent import RecentPostsListing
from services.social.watching.repository import LookRepository, WatchRepository

_KEPT = timedelta(days=30)


async def look_at_creator(job: Job, body: LookAtCreator) -> None:
    """Looks at one account, and gives its posts to those who follow it."""
    options = build_look_options(social_resources(job.resources))
    looking = CreatorLooking(job, body.creator_id, options)
    with suppress(CreatorGone):
        await looking.share(await looking.look())


async def list_recent_posts(job: Job, body: ListRecentPosts) -> RecentPosts:
    """Looks at an account for an analysis of its newest posts."""
    options = build_look_options(social_resources(job.resources))
    return await RecentPostsListing(job, body, options).run()


async def look_after_creators(
    resources: Resources, session: WriteSession, _: LookAfterCreators
) -> None:
    """Asks for a look at the accounts whose turn has come, a bounded number of them.

    Whose turn was missed while nothing ran comes in the next rounds."""
    settings = social_resources(resources).settings
    due = await WatchRepository(session).take_due(
        resources.clock.now(),
        settings.creator_watch_at_once,
        timedelta(hours=settings.creator_watch_hours),
    )
    for creator_id in due:
        await resources.jobs.send(session, LookAtCreator(creator_id=creator_id))


async def purge_looks(_: Resources, session: WriteSession, __: PurgeLooks) -> None:
    """Forgets old looks, and accounts that nobody follows any more."""
    await LookRepository(session).purge(_KEPT)


def build_look_options(own: SocialResources) -> LookOptions:
    """How accounts are looked at in this installation."""
    settings = own.settings
    return LookOptions(
        sources=own.sources,
        most=settings.creator_watch_posts,
        freshness=timedelta(minutes=settings.creator_freshness_minutes),
        every=timedelta(hours=settings.creator_watch_hours),
        claim=timedelta(seconds=settings.collection_claim_seconds),
        daily_micro_usd=round(settings.creator_watch_daily_usd * 1_000_000),
    )
