"""The jobs that keep stored media within bounds."""

import asyncio
from datetime import timedelta

from libs.common.jobs.handlers import Job
from libs.common.storage.leftovers import discard_leftovers
from services.social.media.expiry.messages import SweepMedia, TrimMedia
from services.social.media.expiry.sweeping import sweep_strays
from services.social.media.expiry.trimming import MediaTrimming
from services.social.resources import social_resources

_LEFT_FOR = timedelta(days=1)


async def trim_media(job: Job, _: TrimMedia) -> None:
    """Gives up what nobody needs or is too much, and deletes what is left over."""
    own = social_resources(job.resources)
    retention = timedelta(days=own.settings.media_retention_days)
    await MediaTrimming(job, retention, own.settings.media_quota_bytes).run()
    await asyncio.to_thread(discard_leftovers, own.work_folder, _LEFT_FOR)
    await own.storage.discard_unfinished(_LEFT_FOR)


async def sweep_media(job: Job, _: SweepMedia) -> None:
    """Deletes objects that are noted nowhere."""
    await sweep_strays(job)
