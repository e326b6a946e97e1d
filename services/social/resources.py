"""What social's processes hold open beside the common: storage, sources, the guard."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from libs.common import resources as common
from libs.common.clock import Clock
from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.url_guard import UrlGuard
from libs.common.resources import Resources
from libs.common.settings import CommonSettings
from libs.common.storage.links import MediaLinks
from services.social.clients.custom_collector import CollectorOptions
from services.social.clients.link_hops import LinkHops
from services.social.collection.pointers import OpenHop
from services.social.media.pictures import PictureReader
from services.social.settings import Settings
from services.social.sources.demo_source import DemoSource
from services.social.sources.http_source import HttpSource
from services.social.sources.registry import SourceRegistry
from services.social.sources.source import Source


@dataclass(frozen=True, slots=True)
class SocialResources(Resources):
    """The common resources and social's own."""

    settings: Settings
    links: MediaLinks
    guard: UrlGuard
    pictures: PictureReader
    open_hop: OpenHop
    sources: SourceRegistry


@asynccontextmanager
async def open_resources(
    settings: CommonSettings, clock: Clock | None = None
) -> AsyncIterator[SocialResources]:
    """Opens all of it, and closes it in order."""
    if not isinstance(settings, Settings):
        raise TypeError("social needs its own settings")
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(common.open_resources(settings, clock))
        guard = UrlGuard(allowed_hosts=frozenset(settings.url_guard_allowed_hosts))
        sources: list[Source] = [DemoSource(opened.clock)]
        custom = build_custom_source(settings, opened.clock, opened.outside_calls)
        if custom:
            stack.push_async_callback(custom.close)
            sources.append(custom)
        yield SocialResources(
            **opened.shared() | {"settings": settings},
            links=MediaLinks(
                settings,
                opened.clock,
                timedelta(seconds=settings.media_link_seconds),
            ),
            guard=guard,
            pictures=PictureReader(),
            open_hop=LinkHops(guard, opened.outside_calls).open_hop,
            sources=SourceRegistry(sources),
        )


def build_custom_source(
    settings: Settings, clock: Clock, calls: OutsideCalls
) -> HttpSource | None:
    """The collector of one's own, where CUSTOM_SOURCE_URL is set."""
    if settings.custom_source_url is None:
        return None
    key = settings.custom_source_key
    return HttpSource(
        CollectorOptions(
            url=str(settings.custom_source_url),
            key=key.get_secret_value() if key else None,
            platforms=frozenset(settings.custom_source_platforms),
            timeout_seconds=settings.custom_source_timeout_seconds,
            batch_size=settings.custom_source_batch_size,
        ),
        clock,
        calls,
    )


def social_resources(resources: Resources) -> SocialResources:
    """The process's resources as what they are here."""
    if not isinstance(resources, SocialResources):
        raise TypeError("opened without services.social.resources.open_resources")
    return resources
