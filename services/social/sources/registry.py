"""Which sources there are, and in which order they are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.social.platforms.catalogue import load_platforms
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    DEFINITE,
    Failure,
    Source,
    Target,
)


@dataclass(slots=True)
class ChainOutcome:
    """What the chain found, by the platform's post id.

    Posts come with the name of their source; every target is in one of the two."""

    posts: dict[str, tuple[str, CollectedPost]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    calls: int = 0
    cost_micro_usd: int = 0


class SourceRegistry:
    """The sources of this installation, the first to be asked first."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)

    def batch_size(self, target: Target) -> int:
        """How many posts may be asked for together with this one."""
        return min((s.batch_size for s in self._chain(target)), default=100)

    async def collect(self, targets: Sequence[Target]) -> ChainOutcome:
        """Asks the chain for posts of one platform, source after source.

        A later source is asked only for what the ones before could not look at. Where
        none is configured the failure is `source_unavailable` and names the setting."""
        outcome = ChainOutcome()
        for target in targets:
            outcome.failures[target.post_id] = _no_source(target)
        for source in self.sources:
            asked = [t for t in targets if self._is_open(source, t, outcome)]
            if not asked:
                continue
            found = await source.collect(asked)
            outcome.calls += found.calls
            outcome.cost_micro_usd += found.cost_micro_usd
            outcome.failures |= found.failures
            for post_id, post in found.posts.items():
                outcome.posts[post_id] = (source.name, post)
                outcome.failures.pop(post_id, None)
        return outcome

    def _chain(self, target: Target) -> list[Source]:
        return [
            source
            for source in self.sources
            if target.platform in source.platforms and source.accepts(target)
        ]

    def _is_open(self, source: Source, target: Target, outcome: ChainOutcome) -> bool:
        """Whether the source is to be asked for it after what was found so far."""
        if source not in self._chain(target) or target.post_id in outcome.posts:
            return False
        return outcome.failures[target.post_id].reason not in DEFINITE


def _no_source(target: Target) -> Failure:
    platform = load_platforms().get(target.platform)
    label = platform.label if platform else target.platform
    return Failure(
        "source_unavailable",
        f"No source for posts of {label} is configured: set CUSTOM_SOURCE_URL, "
        "or import your own posts.",
    )
