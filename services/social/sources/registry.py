"""Which sources there are, and in which order they are asked."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

import structlog

from services.social.platforms.catalogue import load_platforms
from services.social.side_by_side import cut, run_side_by_side
from services.social.sources.chain import list_settings
from services.social.sources.collected_post import CollectedPost
from services.social.sources.joining import Said, join_failures
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

log = structlog.get_logger()

# Of one source, for one question: the pace is set by its own quota.
_BATCHES_AT_ONCE = 10
_SAID_NOTHING = Failure("malformed", "The answer does not mention this post.")


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

    def add_costs(self, found: "CollectionOutcome | ChainOutcome") -> None:
        """Takes over what asking took."""
        self.calls += found.calls
        self.cost_micro_usd += found.cost_micro_usd
        self.receipts += found.receipts

    def add(self, part: "ChainOutcome") -> None:
        """Takes over what is settled of other posts."""
        self.posts |= part.posts
        self.failures |= part.failures
        self.add_costs(part)


Settle = Callable[[ChainOutcome], Awaitable[None]]
"""Takes what is settled of some posts, and what asking for them took."""


class SourceRegistry:
    """The sources of this installation, the first to be asked first."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self.names = frozenset(source.name for source in self.sources)

    def batch_size(self, target: Target) -> int:
        """How many posts are best asked for together with this one: what the source
        takes that takes most. The others are given less at a time."""
        return max((s.batch_size for s in self._chain(target)), default=100)

    async def collect(self, targets: Sequence[Target]) -> ChainOutcome:
        """As `collect_by_parts`, all of it at the end."""
        outcome = ChainOutcome()

        async def keep(part: ChainOutcome) -> None:
            outcome.add(part)

        await self.collect_by_parts(targets, keep)
        return outcome

    async def collect_by_parts(self, targets: Sequence[Target], settle: Settle) -> None:
        """Asks the chain for posts of one platform, source after source.

        A later source is asked only for what the ones before could not look at. Each
        is given as many at a time as it takes; what it has settled is handed to
        `settle` at once, so that a kill forgets little. Where no source is configured
        the failure is `source_unavailable` and names the setting."""
        chains = {target.post_id: self._chain(target) for target in targets}
        alone = {
            target.post_id: self._no_source(target.platform)
            for target in targets
            if not chains[target.post_id]
        }
        if alone:
            await settle(ChainOutcome(failures=alone))
        said: dict[str, list[Said]] = {post_id: [] for post_id in chains}
        settled = set(alone)

        async def ask(source: Source, batch: Sequence[Target]) -> None:
            found = await source.collect(batch)
            part = ChainOutcome()
            part.add_costs(found)
            for post_id in (target.post_id for target in batch):
                if post_id in found.posts:
                    part.posts[post_id] = (source.name, found.posts[post_id])
                    continue
                failure = found.failures.get(post_id, _SAID_NOTHING)
                said[post_id].append(Said(source.name, failure))
                is_last = chains[post_id][-1] is source
                if is_last or failure.reason in DEFINITE:
                    part.failures[post_id] = join_failures(said[post_id])
            settled.update(part.posts, part.failures)
            _log_passed_on(
                [said[t.post_id][-1] for t in batch if t.post_id not in settled]
            )
            await settle(part)

        for source in self.sources:
            asked = [
                target
                for target in targets
                if source in chains[target.post_id] and target.post_id not in settled
            ]
            await run_side_by_side(
                (ask(source, batch) for batch in cut(asked, source.batch_size)),
                at_once=_BATCHES_AT_ONCE,
            )

    async def list_recent(self, creator: CreatorTarget, most: int) -> ChainOutcome:
        """The creator's newest posts, from the first source that can tell.

        Where none can, `failures` says why under the creator's name; where there are
        no posts, it is empty."""
        outcome = ChainOutcome()
        said: list[Said] = []
        for source in self._list_creator_sources(creator):
            found = await source.list_recent(creator, most)
            outcome.add_costs(found)
            failure = found.failures.get(creator.name)
            if found.posts or failure is None:
                outcome.posts = {k: (source.name, p) for k, p in found.posts.items()}
                return outcome
            said.append(Said(source.name, failure))
            if failure.reason in DEFINITE:
                break
            log.warning("creator_passed_on", source=source.name, **asdict(failure))
        outcome.failures[creator.name] = (
            join_failures(said) if said else self._no_source(creator.platform)
        )
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

    def _no_source(self, name: str) -> Failure:
        platform = load_platforms().get(name)
        label = platform.label if platform else name
        ways = [f"set {setting}" for setting in list_settings(name, self.names)]
        return Failure(
            "source_unavailable",
            f"No source for posts of {label} is configured: "
            f"{', or '.join([*ways, 'import your own posts'])}.",
        )


def _log_passed_on(said: Iterable[Said]) -> None:
    """A key that is wrong is to be seen, though the next source may do without it."""
    for (source_name, failure), posts in Counter(said).items():
        log.warning(
            "posts_passed_on", source=source_name, posts=posts, **asdict(failure)
        )
