"""What social's processes hold open beside the common: storage, sources, the guard."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from prometheus_client.core import Metric

from libs.common import resources as common
from libs.common.clock import Clock
from libs.common.http.url_guard import UrlGuard
from libs.common.http.vendor import VendorTools
from libs.common.rate_limit import RateLimiter
from libs.common.resources import Resources
from libs.common.settings import CommonSettings
from libs.common.storage.links import MediaLinks
from libs.common.storage.opening import work_folder
from services.social.activity.views import ViewNotes, keep_view_notes
from services.social.clients.link_hops import LinkHops
from services.social.clients.youtube_captions import RememberedTracks, YouTubeCaptions
from services.social.clients.ytdlp import Extract
from services.social.collection.pointers import OpenHop
from services.social.media.expiry.repository import ExpiryRepository
from services.social.media.figures import render_figures
from services.social.media.looks import MediaLooks
from services.social.media.probing.prober import ProbeLimits, Prober
from services.social.settings import Settings
from services.social.sources.building import (
    SourceParts,
    build_extract,
    build_sources,
)
from services.social.sources.registry import SourceRegistry
from services.social.transcripts.building import build_transcribers
from services.social.transcripts.transcriber import Transcriber


@dataclass(frozen=True, slots=True)
class SocialResources(Resources):
    """The common resources and social's own."""

    settings: Settings
    links: MediaLinks
    guard: UrlGuard
    looks: MediaLooks
    prober: Prober
    work_folder: Path
    open_hop: OpenHop
    sources: SourceRegistry
    transcribers: tuple[Transcriber, ...]
    views: ViewNotes
    captions: YouTubeCaptions

    async def read_figures(self) -> Sequence[Metric]:
        """How much is stored of media."""
        async with self.database.read() as session:
            stored = await ExpiryRepository(session).measure()
        return render_figures(stored, self.settings.media_quota_bytes)


@asynccontextmanager
async def open_resources(
    settings: CommonSettings,
    clock: Clock | None = None,
    extract: Extract | None = None,
) -> AsyncIterator[SocialResources]:
    """Opens all of it, and closes it in order. `extract` stands in for yt-dlp."""
    if not isinstance(settings, Settings):
        raise TypeError("social needs its own settings")
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(common.open_resources(settings, clock))
        guard = UrlGuard(allowed_hosts=frozenset(settings.url_guard_allowed_hosts))
        limiter = RateLimiter(opened.redis)
        tools = VendorTools(opened.clock, opened.outside_calls, limiter)
        extract = extract or build_extract(settings, tools)
        parts = SourceParts(settings, tools, opened.database, opened.redis, extract)
        sources = SourceRegistry(build_sources(parts))
        stack.push_async_callback(sources.close)
        prober = Prober(
            ProbeLimits(
                seconds=settings.media_probe_seconds,
                memory_bytes=settings.media_probe_memory_bytes,
            )
        )
        stack.push_async_callback(prober.close)
        transcribers = build_transcribers(settings, tools)
        for transcriber in transcribers:
            stack.push_async_callback(transcriber.close)
        views = await stack.enter_async_context(
            keep_view_notes(opened.database, opened.clock)
        )
        yield SocialResources(
            **opened.shared() | {"settings": settings},
            links=MediaLinks(
                settings,
                opened.clock,
                timedelta(seconds=settings.media_link_seconds),
            ),
            guard=guard,
            looks=MediaLooks(opened.database, opened.clock),
            prober=prober,
            work_folder=work_folder(settings),
            open_hop=LinkHops(guard, opened.outside_calls).open_hop,
            sources=sources,
            transcribers=transcribers,
            views=views,
            captions=YouTubeCaptions(
                extract, RememberedTracks(opened.redis), guard, opened.outside_calls
            ),
        )


def social_resources(resources: Resources) -> SocialResources:
    """The process's resources as what they are here."""
    if not isinstance(resources, SocialResources):
        raise TypeError("opened without services.social.resources.open_resources")
    return resources
