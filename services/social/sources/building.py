"""The sources of this installation, made from its settings, in the chain's order."""

from collections.abc import Callable
from dataclasses import dataclass

from redis.asyncio import Redis

from libs.common.db.session import Database
from libs.common.http.vendor import VendorTools
from libs.common.http.vendor_terms import VendorPatience, name_account
from services.social.clients.brightdata import BrightDataClient
from services.social.clients.custom_collector import CollectorOptions
from services.social.clients.twitterapi_io import TwitterApiOptions
from services.social.clients.youtube_captions import RememberedTracks
from services.social.clients.youtube_data import (
    MOST_IDS,
    YouTubeDataClient,
    YouTubeOptions,
)
from services.social.clients.youtube_units import DailyUnits
from services.social.clients.ytdlp import Extract, YtDlp, YtDlpOptions
from services.social.settings import Settings
from services.social.sources.brightdata.jobs import BrightDataJobs
from services.social.sources.brightdata.options import (
    build_client_options,
    build_source_options,
)
from services.social.sources.brightdata.source import BrightDataSource
from services.social.sources.chain import CHAIN
from services.social.sources.demo_source import DemoSource
from services.social.sources.http_source import HttpSource
from services.social.sources.source import Source
from services.social.sources.twitterapi_io.source import TweetRules, TwitterApiSource
from services.social.sources.youtube.source import YouTubeDataSource
from services.social.sources.ytdlp.source import YtDlpSource


@dataclass(frozen=True, slots=True)
class SourceParts:
    """What sources are made from."""

    settings: Settings
    tools: VendorTools
    database: Database
    redis: Redis
    extract: Extract | None = None


def build_sources(parts: SourceParts) -> list[Source]:
    """Those that are configured, the first to be asked first."""
    built = (_BUILDERS[kind.name](parts) for kind in CHAIN)
    return [source for source in built if source]


def build_demo_source(parts: SourceParts) -> DemoSource:
    """The invented posts, which are always there."""
    return DemoSource(parts.tools.clock)


def build_custom_source(parts: SourceParts) -> HttpSource | None:
    """The collector of one's own, where CUSTOM_SOURCE_URL is set."""
    settings = parts.settings
    if settings.custom_source_url is None:
        return None
    key = settings.custom_source_key
    options = CollectorOptions(
        url=str(settings.custom_source_url),
        key=key.get_secret_value() if key else None,
        platforms=frozenset(settings.custom_source_platforms),
        timeout_seconds=settings.custom_source_timeout_seconds,
        batch_size=settings.custom_source_batch_size,
    )
    return HttpSource(options, parts.tools)


def build_twitterapi_source(parts: SourceParts) -> TwitterApiSource | None:
    """TwitterAPI.io, where TWITTERAPI_KEY is set."""
    settings = parts.settings
    if settings.twitterapi_key is None:
        return None
    options = TwitterApiOptions(
        key=settings.twitterapi_key.get_secret_value(),
        base_url=str(settings.twitterapi_base_url),
        requests_per_second=settings.twitterapi_requests_per_second,
        post_micro_usd=settings.twitterapi_post_micro_usd,
        patience=VendorPatience(timeout_seconds=settings.twitterapi_timeout_seconds),
    )
    rules = TweetRules(
        most_replies=settings.twitterapi_replies_per_post,
        most_video_bytes=settings.media_max_video_bytes,
    )
    return TwitterApiSource(options, rules, parts.tools)


def build_brightdata_source(parts: SourceParts) -> BrightDataSource | None:
    """Instagram, where BRIGHTDATA_API_KEY is set."""
    settings = parts.settings
    if settings.brightdata_api_key is None:
        return None
    key = settings.brightdata_api_key.get_secret_value()
    client = BrightDataClient(build_client_options(settings, key), parts.tools)
    options = build_source_options(settings)
    jobs = BrightDataJobs(
        client, parts.database, options.patience, options.most_scraped
    )
    return BrightDataSource(options, client, jobs, parts.tools.clock)


def build_extract(settings: Settings, tools: VendorTools) -> Extract | None:
    """yt-dlp, where YTDLP_ENABLED says so; unsaid, on a development machine.

    A service for others has data centre addresses, which YouTube mostly does not
    answer, and somebody who is to decide whether its terms allow this."""
    is_on = settings.ytdlp_enabled
    if is_on is None:
        is_on = settings.environment == "development"
    if not is_on or tools.limiter is None:
        return None
    proxy = settings.ytdlp_proxy
    options = YtDlpOptions(
        timeout_seconds=settings.ytdlp_timeout_seconds,
        memory_bytes=settings.ytdlp_memory_bytes,
        processes=settings.ytdlp_processes,
        asks_per_hour=settings.ytdlp_asks_per_hour,
        proxy=proxy.get_secret_value() if proxy else None,
    )
    return YtDlp(options, tools.limiter, tools.calls).extract


def build_youtube_source(parts: SourceParts) -> YouTubeDataSource | None:
    """YouTube's own API, where YOUTUBE_API_KEY is set."""
    settings, clock = parts.settings, parts.tools.clock
    if settings.youtube_api_key is None:
        return None
    key = settings.youtube_api_key.get_secret_value()
    most = settings.youtube_units_per_day
    units = DailyUnits(parts.redis, clock, name_account(key), most)
    options = YouTubeOptions(url=str(settings.youtube_api_url), key=key)
    client = YouTubeDataClient(options, parts.tools, units)
    return YouTubeDataSource(client, clock, settings.youtube_comments_per_post)


def build_ytdlp_source(parts: SourceParts) -> YtDlpSource | None:
    """yt-dlp, where it is on."""
    if parts.extract is None:
        return None
    settings = parts.settings
    has_key = settings.youtube_api_key is not None
    return YtDlpSource(
        parts.extract,
        RememberedTracks(parts.redis),
        parts.tools.clock,
        # Alone it is asked for few at a time: what is answered is stored by batch.
        batch_size=MOST_IDS if has_key else 2 * settings.ytdlp_processes,
        most_recent=settings.ytdlp_recent_posts,
    )


_BUILDERS: dict[str, Callable[[SourceParts], Source | None]] = {
    "demo": build_demo_source,
    "custom": build_custom_source,
    "twitterapi_io": build_twitterapi_source,
    "brightdata": build_brightdata_source,
    "youtube_api": build_youtube_source,
    "yt-dlp": build_ytdlp_source,
}
