"""What counts as interaction, and the score that is stored with each post."""

from typing import Literal, NamedTuple

from libs.common.contracts.social import PostMetrics

Interaction = Literal["likes", "comments", "shares", "saves"]

_ALL: tuple[Interaction, ...] = ("likes", "comments", "shares", "saves")
_WITHOUT_SAVES: tuple[Interaction, ...] = ("likes", "comments", "shares")
# Saves are shown apart, not counted, where the platform's own rate leaves them out.
_COUNTED: dict[str, tuple[Interaction, ...]] = {
    "facebook": _WITHOUT_SAVES,
    "instagram": _ALL,
    "linkedin": _WITHOUT_SAVES,
    "tiktok": _WITHOUT_SAVES,
    "x": _WITHOUT_SAVES,
    "youtube": _WITHOUT_SAVES,
}


class EngagementScore(NamedTuple):
    """A ratio (0-1, above 1 where people interact more than once) and the name of
    what it is divided by."""

    ratio: float
    denominator: Literal["views", "followers"]


def engagement_score(metrics: PostMetrics) -> EngagementScore | None:
    """(likes + comments + shares + saves, those known) ÷ views, where views are
    known, else ÷ followers.

    None where no interaction or no denominator is known, or the denominator is 0:
    views that are known to be 0 are not replaced by followers."""
    interactions = metrics.interactions
    if interactions is None:
        return None
    if metrics.views is not None:
        return _score(interactions, metrics.views, "views")
    if metrics.followers is not None:
        return _score(interactions, metrics.followers, "followers")
    return None


def counted_interactions(platform: str) -> tuple[Interaction, ...]:
    """The counts that an engagement rate adds up on this platform, in a fixed order.

    Platforms without a rule of their own count all four."""
    return _COUNTED.get(platform, _ALL)


def _score(
    interactions: int, of: int, denominator: Literal["views", "followers"]
) -> EngagementScore | None:
    return EngagementScore(interactions / of, denominator) if of > 0 else None
