"""Which platforms there are, and how to come by their posts here."""

from services.social.platforms.catalogue import Platform, load_platforms
from services.social.platforms.schemas import (
    PlatformLimitRead,
    PlatformRead,
    PlatformSourceRead,
    PlatformsRead,
)
from services.social.sources.registry import SourceRegistry

# Sources that need a setting, and which.
_SETTINGS = {"custom": "CUSTOM_SOURCE_URL"}


class PlatformService:
    """Describes the platforms of this installation."""

    def __init__(self, sources: SourceRegistry) -> None:
        self._sources = sources

    def list_platforms(self) -> PlatformsRead:
        """All platforms, in the order to show them."""
        items = [self._describe(platform) for platform in load_platforms().values()]
        return PlatformsRead(items=items, next_cursor=None)

    def _describe(self, platform: Platform) -> PlatformRead:
        configured = [
            source.name
            for source in self._sources.sources
            if platform.name in source.platforms
        ]
        names = list(dict.fromkeys(["import", *configured]))
        if platform.links:
            names += [name for name in _SETTINGS if name not in names]
        return PlatformRead(
            name=platform.name,
            label=platform.label,
            is_active=platform.is_active,
            links=platform.links,
            limits=[PlatformLimitRead.model_validate(x) for x in platform.limits],
            sources=[
                PlatformSourceRead(
                    name=name,
                    is_configured=name == "import" or name in configured,
                    setting=_SETTINGS.get(name),
                )
                for name in names
            ],
        )
