"""Whether a creator's newest posts are to be asked for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from libs.common.standing.nearest import WINDOW
from services.social.posts.freshness import Freshness, SeenPost, is_recent
from services.social.settings import Settings

_SHORT_VIDEOS = {
    "instagram": frozenset({"reel", "video"}),
    "youtube": frozenset({"short"}),
}

_CHOOSING = frozenset({"yt-dlp"})


class ListingKey(NamedTuple):
    """What is listed: an account's posts, of one kind where sources have to choose."""

    platform: str
    creator_key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The last time that it was tried; see `CreatorListing`."""

    listed_at: datetime
    posts: int = 0
    reaches_back_to: datetime | None = None
    reason: str | None = None
    message: str | None = None
    asked: int = 0
    source: str | None = None
    post_ids: Sequence[UUID] = ()

    @property
    def is_cut_off(self) -> bool:
        """There may be older ones that were not asked for."""
        return self.posts >= self.asked

    def tells(self, most: int) -> bool:
        """Whether to ask for so many would bring nothing else."""
        return self.asked >= most or not self.is_cut_off


class Listed(NamedTuple):
    """A post that was listed, and is stored."""

    source: str
    post_id: UUID
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListingLimits:
    """How much is asked for, how often, and at what price.

    `posts` per creator, `creators` and `cost_micro_usd` per request; of `enough`
    comparable posts with fresh figures no more are asked for. A listing `lasts`, a
    failed one is tried again after `pause`."""

    posts: int
    enough: int
    creators: int
    cost_micro_usd: int
    lasts: timedelta
    pause: timedelta


def build_limits(settings: Settings) -> ListingLimits:
    """The limits as the settings have them."""
    return ListingLimits(
        posts=settings.baseline_posts_per_creator,
        enough=settings.baseline_enough_posts,
        creators=settings.baseline_creators_per_request,
        cost_micro_usd=settings.baseline_cost_per_request_micro_usd,
        lasts=timedelta(seconds=settings.baseline_listing_seconds),
        pause=timedelta(seconds=settings.baseline_retry_seconds),
    )


def build_key(platform: str, creator_key: str, post_format: str) -> ListingKey:
    """Under which key a listing is kept that serves posts of this format.

    Some sources list Instagram's reels apart from its other posts, or look for
    YouTube's shorts before its longer videos; all else is listed together."""
    is_short = post_format in _SHORT_VIDEOS.get(platform, frozenset())
    return ListingKey(platform, creator_key, "short" if is_short else "")


def describe(
    stored: Sequence[Listed], now: datetime, *, asked: int, came: int
) -> Listing:
    """What is kept of a listing at that moment: of the posts that came, others' may be
    left out."""
    times = [post.published_at for post in stored if post.published_at]
    newest = sorted(stored, key=_published_at, reverse=True)
    return Listing(
        now,
        came,
        min(times, default=None),
        asked=asked,
        source=stored[0].source if stored else None,
        post_ids=[post.post_id for post in newest],
    )


def is_for_all(listing: Listing) -> bool:
    """Whether looks and comparisons would be told the same posts: some sources put
    those first that are to be compared with."""
    return listing.source not in _CHOOSING


def is_due(listing: Listing | None, now: datetime, limits: ListingLimits) -> bool:
    """Whether it may be asked for again."""
    if listing is None:
        return True
    lasts = limits.pause if listing.reason else limits.lasts
    is_over = not is_recent(listing.listed_at, now, lasts)
    return is_over or not (listing.reason or listing.tells(limits.posts))


def can_reach(listing: Listing | None, published_at: datetime) -> bool:
    """Whether the newest posts may be near enough in time to one of that moment.

    Where the last ones were all too young for it, today's are even younger."""
    if listing is None or listing.reaches_back_to is None:
        return True
    return not listing.is_cut_off or listing.reaches_back_to - WINDOW <= published_at


def is_enough(
    nearest: Iterable[SeenPost],
    now: datetime,
    freshness: Freshness,
    limits: ListingLimits,
) -> bool:
    """Whether the posts that one would be compared with do as they are held."""
    fresh = sum(1 for other in nearest if freshness.covers(other, now))
    return fresh >= limits.enough


def _published_at(post: Listed) -> datetime:
    return post.published_at or datetime.min.replace(tzinfo=UTC)
