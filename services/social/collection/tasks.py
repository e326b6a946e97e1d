"""The collection's jobs."""

from datetime import timedelta

from libs.common.contracts.social import CollectPosts, PostsCollected
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.social.collection.messages import PurgeCollections
from services.social.collection.repository import CollectionRepository
from services.social.collection.running import CollectionOptions, PostCollection
from services.social.listings.repository import ListingRepository
from services.social.posts.held import build_held_rules
from services.social.resources import social_resources
from services.social.vendor_jobs.repository import VendorJobRepository

# As long as the inbox remembers messages: later none of these can be run again.
_KEPT = timedelta(days=14)
_LISTINGS_KEPT = timedelta(days=365)


async def collect_posts(job: Job, body: CollectPosts) -> PostsCollected:
    """Gets posts of one platform for one owner."""
    own = social_resources(job.resources)
    options = CollectionOptions(
        sources=own.sources,
        open_hop=own.open_hop,
        held=build_held_rules(own.settings, own.sources),
        claim=timedelta(seconds=own.settings.collection_claim_seconds),
    )
    return await PostCollection(job, body, options).run()


async def purge_collections(
    resources: Resources, session: WriteSession, __: PurgeCollections
) -> None:
    """Forgets how old collections went; the posts stay."""
    await CollectionRepository(session).purge(_KEPT)
    listed_before = resources.clock.now() - _LISTINGS_KEPT
    await ListingRepository(session).purge(listed_before)
    await VendorJobRepository(session).purge(_KEPT)
