"""Which sources there are, and in which order they are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.social.platforms.catalogue import load_platforms
from services.social.sources.chain import list_settings
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    DEFINITE,
    CollectionOutcome,
    CreatorSource,
    CreatorTarget,
    Failure,
    Receipt,
    Source,
    Target,
)


@dataclass(slots=True)
class ChainOutcome:
    """What the chain found, by the platform's post id.

    Posts come with the name of their source; every target is in one of the two. A
    creator that could not be listed is in `failures` by name."""

    posts: dict[str, tuple[str, CollectedPost]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    calls: int = 0
    cost_micro_usd: int = 0
    receipts: list[Receipt] = field(default_factory=list)

    def add(self, source_name: str, found: CollectionOutcome) -> None:
        """Takes over what one source found."""
        self.calls += found.calls
        self.cost_micro_usd += found.cost_micro_usd
        self.receipts += found.receipts
        self.failures |= found.failures
        for post_id, post in found.posts.items():
            self.posts[post_id] = (source_name, post)
            self.failures.pop(post_id, None)


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
            outcome.failures[target.post_id] = _no_source(target.platform)
        for source in self.sources:
            asked = [t for t in targets if self._is_open(source, t, outcome)]
            if not asked:
                continue
            outcome.add(source.name, await source.collect(asked))
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> ChainOutcome:
        """The creator's newest posts, from the first source that can tell.

        Where none can, `failures` says why under the creator's name; where there are
        no posts, it is empty."""
        outcome = ChainOutcome(failures={creator.name: _no_source(creator.platform)})
        for source in self._list_creator_sources(creator):
            found = await source.list_recent(creator, most)
            outcome.failures.pop(creator.name)
            outcome.add(source.name, found)
            failure = outcome.failures.get(creator.name)
            if failure is None or failure.reason in DEFINITE:
                break
        return outcome

    def can_list(self, creator: CreatorTarget) -> bool:
        """Whether any source can be asked for the creator's newest posts."""
        return bool(self._list_creator_sources(creator))

    async def close(self) -> None:
        """Closes all sources."""
        for source in self.sources:
            await source.close()

    def _list_creator_sources(self, creator: CreatorTarget) -> list[CreatorSource]:
        return [
            source
            for source in self.sources
            if isinstance(source, CreatorSource)
            and creator.platform in source.platforms
            and source.accepts_creator(creator)
        ]

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


def _no_source(name: str) -> Failure:
    platform = load_platforms().get(name)
    label = platform.label if platform else name
    ways = [f"set {setting}" for setting in list_settings(name)]
    return Failure(
        "source_unavailable",
        f"No source for posts of {label} is configured: "
        f"{', or '.join([*ways, 'import your own posts'])}.",
    )
