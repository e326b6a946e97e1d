"""Collects a post anew where the addresses of its media have run out."""

from collections.abc import Sequence
from datetime import datetime

from libs.common.jobs.handlers import Job
from services.social.collection.repository import CollectionRepository
from services.social.media.models import PostMedia
from services.social.media.repository import MediaRepository
from services.social.posts.models import Post
from services.social.resources import SocialResources
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.sources.source import Target
from services.social.takedowns.guard import TakedownGuard
from services.social.vendor_jobs.repository import VendorJobRepository

_RULE = MergeRule(always_snapshot=True, confirms_time=True)


async def renew_addresses(
    job: Job,
    own: SocialResources,
    post: Post,
    media: Sequence[PostMedia],
    since: datetime,
) -> list[PostMedia]:
    """Asks the post's sources once more; those media that have another address now.

    Once for each medium since the run was first begun, however often it is run: it is
    noted before anybody is asked, who might want money for it."""
    if post.owner_id is not None or post.is_invented:
        return []
    async with job.unit_of_work() as session:
        ids = [medium.id for medium in media]
        asked = await MediaRepository(session).note_renewal(ids, since)
    if not asked:
        return []
    target = Target(post.platform, post.platform_post_id, post.url, post.kind)
    outcome = await own.sources.collect([target])
    async with job.unit_of_work() as session:
        await CollectionRepository(session).add_costs(
            job.id, outcome.calls, outcome.cost_micro_usd
        )
        await TakedownGuard(session).strike(outcome)
        for source, collected in outcome.posts.values():
            plan = SavePlan(
                owner_id=None, origin=source, fetched_at=own.clock.now(), rule=_RULE
            )
            await PostSaver(session).save([collected], plan)
        await VendorJobRepository(session).finish(outcome.receipts)
        missing = await MediaRepository(session).list_missing(post.id)
    before = {medium.id: medium.source_url for medium in media if medium.id in asked}
    return [m for m in missing if m.id in before and m.source_url != before[m.id]]
