"""The media's job."""

from libs.common.contracts.social import CollectMedia, MediaCollected
from libs.common.jobs.handlers import Job
from services.social.media.collecting import MediaCollection
from services.social.media.fetching import MediaFetcher, MediaLimits
from services.social.resources import social_resources


async def collect_media(job: Job, body: CollectMedia) -> MediaCollected:
    """Brings the media of one post into our storage."""
    own = social_resources(job.resources)
    limits = MediaLimits(
        image_bytes=own.settings.media_max_image_bytes,
        video_bytes=own.settings.media_max_video_bytes,
        timeout_seconds=own.settings.media_timeout_seconds,
    )
    fetcher = MediaFetcher(own.guard, limits, own.outside_calls)
    return await MediaCollection(job, body, own, fetcher).run()
