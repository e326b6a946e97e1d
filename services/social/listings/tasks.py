"""The listings' job."""

from datetime import timedelta

from libs.common.contracts.social import BaselineCollected, CollectBaseline
from libs.common.jobs.handlers import Job
from services.social.listings.deciding import build_limits
from services.social.listings.running import BaselineCollection, BaselineOptions
from services.social.posts.freshness import build_freshness
from services.social.resources import social_resources


async def collect_baseline(job: Job, body: CollectBaseline) -> BaselineCollected:
    """Gets what a collected post is to be compared with."""
    own = social_resources(job.resources)
    options = BaselineOptions(
        sources=own.sources,
        limits=build_limits(own.settings),
        freshness=build_freshness(own.settings),
        claim=timedelta(seconds=own.settings.collection_claim_seconds),
    )
    return await BaselineCollection(job, body, options).run()
