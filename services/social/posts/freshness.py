"""How long what was seen of a post is as good as looking again. The one rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.social.settings import Settings

_CLOCKS_DIFFER = timedelta(minutes=5)


def is_recent(moment: datetime, now: datetime, lasts: timedelta) -> bool:
    """Whether what was seen at the moment lasts still.

    What was noted under a clock that was ahead by far lasts no longer: else it would
    until the clock is there again."""
    return -_CLOCKS_DIFFER <= now - moment < lasts


class SeenPost(Protocol):
    """What the rule looks at; a `Post` is one."""

    @property
    def owner_id(self) -> object:
        """Whose alone it is; None = public."""

    @property
    def is_invented(self) -> bool:
        """Whether it is a demo post."""

    @property
    def published_at(self) -> datetime | None:
        """When it was published, where that is known."""

    @property
    def fetched_at(self) -> datetime:
        """When it was last seen."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """A young post changes by the minute, an old one hardly any more: what was seen
    lasts for a share of the age that the post had then, within two bounds.

    `untimed` is for posts whose age nobody knows."""

    share_of_age: float
    shortest: timedelta
    longest: timedelta
    untimed: timedelta

    def lasts(self, age: timedelta | None) -> timedelta:
        """How long a look at a post of this age lasts; None = of unknown age."""
        if age is None:
            return self.untimed
        return min(max(age * self.share_of_age, self.shortest), self.longest)

    def covers(self, post: SeenPost, now: datetime) -> bool:
        """Whether the post's figures need not be asked for again.

        Imported and invented ones never need to be: nobody could be asked."""
        if post.owner_id is not None or post.is_invented:
            return True
        published_at, seen_at = post.published_at, post.fetched_at
        age = None if published_at is None else seen_at - published_at
        return is_recent(seen_at, now, self.lasts(age))


def build_freshness(settings: Settings) -> Freshness:
    """The rule as the settings have it."""
    return Freshness(
        share_of_age=settings.post_freshness_share_of_age,
        shortest=timedelta(seconds=settings.post_freshness_min_seconds),
        longest=timedelta(seconds=settings.post_freshness_max_seconds),
        untimed=timedelta(seconds=settings.post_freshness_seconds),
    )
