"""The worker process of social."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from libs.common.app import run_worker
from libs.common.contracts.social import (
    CollectBaseline,
    CollectMedia,
    CollectPosts,
    ListRecentPosts,
    StopHearing,
    TranscribePost,
)
from libs.common.idempotency.tasks import purge_idempotency_keys
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.personal_data.handling import handle_personal_data
from libs.common.settings import CommonSettings
from services.social.activity.messages import PurgeActivity
from services.social.activity.tasks import purge_activity
from services.social.collection.messages import PurgeCollections
from services.social.collection.tasks import collect_posts, purge_collections
from services.social.imports.messages import (
    ImportPosts,
    PurgeStrayFiles,
    RemoveImport,
)
from services.social.imports.tasks import (
    abandon_import,
    abandon_removal,
    import_posts,
    purge_stray_files,
    remove_import,
)
from services.social.listings.tasks import collect_baseline
from services.social.media.expiry.messages import SweepMedia, TrimMedia
from services.social.media.expiry.tasks import sweep_media, trim_media
from services.social.media.tasks import collect_media
from services.social.messages import PurgeIdempotencyKeys
from services.social.personal_data import PERSONAL_DATA
from services.social.removal.messages import DeleteFiles, PurgeRemoved
from services.social.removal.tasks import delete_files, purge_removed
from services.social.resources import SocialResources, open_resources
from services.social.settings import Settings
from services.social.showcase.messages import LoadDemo
from services.social.showcase.tasks import enqueue_demo, load_demo_posts
from services.social.standings.messages import ComputeStandings, RefreshStandings
from services.social.standings.tasks import compute_standings, refresh_standings
from services.social.transcripts.tasks import stop_hearing, transcribe_post
from services.social.watching.messages import (
    LookAfterCreators,
    LookAtCreator,
    PurgeLooks,
)
from services.social.watching.tasks import (
    list_recent_posts,
    look_after_creators,
    look_at_creator,
    purge_looks,
)

CRON = (
    Cron("*/5 * * * *", LookAfterCreators()),
    Cron("11 3 * * *", PurgeLooks()),
    Cron("17 3 * * *", PurgeActivity()),
    Cron("23 3 * * *", PurgeCollections()),
    Cron("37 3 * * *", PurgeIdempotencyKeys()),
    Cron("41 3 * * *", PurgeRemoved()),
    Cron("53 3 * * *", PurgeStrayFiles()),
    Cron("13 * * * *", TrimMedia()),
    Cron("29 5 * * 0", SweepMedia()),
    Cron("7 4 * * *", RefreshStandings()),
)


def build_handlers() -> Handlers:
    """Everything that the worker of social handles."""
    handlers = Handlers()
    handlers.long(CollectPosts, collect_posts)
    handlers.long(CollectBaseline, collect_baseline)
    handlers.long(CollectMedia, collect_media)
    handlers.long(TranscribePost, transcribe_post)
    handlers.short(StopHearing, stop_hearing)
    handlers.long(TrimMedia, trim_media)
    handlers.long(SweepMedia, sweep_media)
    handlers.long(ImportPosts, import_posts, on_failure=abandon_import)
    handlers.short(PurgeStrayFiles, purge_stray_files)
    handlers.long(RemoveImport, remove_import, on_failure=abandon_removal)
    handlers.long(LoadDemo, load_demo_posts)
    handlers.short(PurgeIdempotencyKeys, purge_idempotency_keys)
    handlers.short(PurgeCollections, purge_collections)
    handlers.long(ComputeStandings, compute_standings)
    handlers.short(RefreshStandings, refresh_standings)
    handlers.long(PurgeRemoved, purge_removed)
    handlers.long(DeleteFiles, delete_files)
    handlers.short(PurgeActivity, purge_activity)
    handlers.long(LookAtCreator, look_at_creator)
    handlers.long(ListRecentPosts, list_recent_posts)
    handlers.short(LookAfterCreators, look_after_creators)
    handlers.short(PurgeLooks, purge_looks)
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


@asynccontextmanager
async def open_worker_resources(
    settings: CommonSettings,
) -> AsyncIterator[SocialResources]:
    """The resources, with the demo asked for."""
    async with open_resources(settings) as resources:
        await enqueue_demo(resources)
        yield resources


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON, open_resources=open_worker_resources)
