"""What every source of posts offers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from uuid import UUID

from libs.common.contracts.social import FailureReason
from services.social.sources.collected_post import CollectedPost

DEFINITE: frozenset[FailureReason] = frozenset(
    {
        "not_found",
        "private",
        "age_restricted",
        "members_only",
        "geo_blocked",
        "not_yet",
    }
)
"""Reasons that speak of the post itself: a source has looked, nobody need ask again."""


@dataclass(frozen=True, slots=True)
class Target:
    """A post to collect: its platform's id and canonical URL, the kind if known."""

    platform: str
    post_id: str
    url: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class CreatorTarget:
    """An account whose newest posts are wanted: at least one of its names is known.

    `creator_key` is that of `CollectedPost`, `handle` comes without @. `kind` is what
    the posts are to be compared with, where that is known: a source that has to choose
    lists posts of that kind."""

    platform: str
    creator_key: str | None = None
    handle: str | None = None
    url: str | None = None
    kind: str | None = None

    @property
    def name(self) -> str:
        """What outcomes call it."""
        return self.creator_key or self.handle or self.url or ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a post was not collected, or a creator not listed."""

    reason: FailureReason
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A vendor's answer about one thing, which has been paid for: it is remembered as
    such until whoever stores what came of it hands this back to `vendor_jobs`."""

    job_id: UUID
    input: str


@dataclass(slots=True)
class CollectionOutcome:
    """What a source found, by the platform's post id.

    Every target is in `posts` or in `failures`. Of a creator's newest posts there are
    only those that could be read; where there are none, `failures` says why under the
    creator's name, or is empty, too: then there are none. `calls` are requests that
    left this machine, repeated ones included; `receipts` are to be handed back with
    what is stored."""

    posts: dict[str, CollectedPost] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    calls: int = 0
    cost_micro_usd: int = 0
    receipts: list[Receipt] = field(default_factory=list)


class Source(Protocol):
    """Gets posts of some platforms from somewhere."""

    name: str
    platforms: frozenset[str]
    batch_size: int

    def accepts(self, target: Target) -> bool:
        """Whether this source is to be asked for the post."""
        ...

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """Gets posts of one platform, at most `batch_size`. Never raises for what the
        other side does: that is a failure of each post."""
        ...

    async def close(self) -> None:
        """Closes what it holds open."""
        ...


@runtime_checkable
class CreatorSource(Protocol):
    """A source that also lists what an account has published lately."""

    name: str
    platforms: frozenset[str]

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """Whether this source is to be asked for the creator's posts."""
        ...

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """The newest posts, at most so many, at the lowest price that there is. Never
        raises for what the other side does."""
        ...
