"""What every source of posts offers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
class Failure:
    """Why a post was not collected."""

    reason: FailureReason
    message: str


@dataclass(slots=True)
class CollectionOutcome:
    """What a source found, by the platform's post id.

    Every target is in `posts` or in `failures`. `calls` are requests that left this
    machine, repeated ones included."""

    posts: dict[str, CollectedPost] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    calls: int = 0
    cost_micro_usd: int = 0


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
