"""What Bright Data is asked for, and how much of it."""

from dataclasses import dataclass

from services.social.clients.brightdata import BrightDataOptions
from services.social.settings import Settings
from services.social.sources.brightdata.jobs import JobPatience


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Datasets by what they bring, and bounds."""

    posts: str
    reels: str
    comments: str
    profiles: str
    batch_size: int
    most_scraped: int
    comments_per_post: int
    patience: JobPatience


def build_client_options(settings: Settings, key: str) -> BrightDataOptions:
    """How the client reaches it."""
    return BrightDataOptions(
        key=key,
        base_url=str(settings.brightdata_base_url),
        record_micro_usd=settings.brightdata_record_micro_usd,
        first_delay_seconds=settings.brightdata_retry_seconds,
    )


def build_source_options(settings: Settings) -> SourceOptions:
    """What the source asks for."""
    return SourceOptions(
        posts=settings.brightdata_posts_dataset,
        reels=settings.brightdata_reels_dataset,
        comments=settings.brightdata_comments_dataset,
        profiles=settings.brightdata_profiles_dataset,
        batch_size=settings.brightdata_batch_size,
        most_scraped=settings.brightdata_sync_urls,
        comments_per_post=settings.brightdata_comments_per_post,
        patience=JobPatience(
            first_poll_seconds=settings.brightdata_first_poll_seconds,
            poll_seconds=settings.brightdata_poll_seconds,
            patience_seconds=settings.brightdata_patience_seconds,
        ),
    )
