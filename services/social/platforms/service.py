"""Which platforms there are, and how to come by their posts here."""

from services.social.platforms.catalogue import Platform, load_platforms
from services.social.platforms.schemas import (
    PlatformLimitRead,
    PlatformRead,
    PlatformSourceRead,
    PlatformsRead,
)
from services.social.sources.chain import CHAIN, find_setting
from services.social.sources.registry import SourceRegistry


class PlatformService:
    """Describes the platforms of this installation."""

    def __init__(self, sources: SourceRegistry) -> None:
        self._sources = sources

    def list_platforms(self) -> PlatformsRead:
        """All platforms, in the order to show them."""
        items = [self._describe(platform) for platform in load_platforms().values()]
        return PlatformsRead(items=items, next_cursor=None)

    def _describe(self, platform: Platform) -> PlatformRead:
        configured = {
            source.name
            for source in self._sources.sources
            if platform.name in source.platforms
        }
        chain = [
            PlatformSourceRead(
                name=kind.name,
                is_configured=kind.name in configured,
                setting=kind.setting
                if kind.name in configured
                else find_setting(kind, self._sources.names),
            )
            for kind in CHAIN
            if kind.name in configured or platform.name in kind.platforms
        ]
        own = PlatformSourceRead(name="import", is_configured=True, setting=None)
        return PlatformRead(
            name=platform.name,
            label=platform.label,
            is_active=platform.is_active,
            links=platform.links,
            limits=[PlatformLimitRead.model_validate(x) for x in platform.limits],
            sources=[own, *chain],
        )
