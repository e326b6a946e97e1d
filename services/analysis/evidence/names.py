"""What platforms, formats and counts are called towards a person."""

from libs.common.contracts.engagement import Interaction
from libs.common.contracts.social import MetricBasis

_PLATFORMS = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "pinterest": "Pinterest",
    "threads": "Threads",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}
_FORMATS = {
    "carousel": ("carousel", "carousels"),
    "clip": ("clip", "clips"),
    "image": ("picture", "pictures"),
    "live": ("live stream", "live streams"),
    "photo": ("photo", "photos"),
    "post": ("post", "posts"),
    "reel": ("Reel", "Reels"),
    "short": ("Short", "Shorts"),
    "space": ("Space", "Spaces"),
    "story": ("story", "stories"),
    "text": ("text post", "text posts"),
    "thread": ("thread", "threads"),
    "video": ("video", "videos"),
}
_INTERACTIONS: dict[str, dict[Interaction, str]] = {
    "facebook": {"likes": "reactions"},
    "linkedin": {"likes": "reactions", "shares": "reposts"},
    "x": {"comments": "replies", "shares": "reposts", "saves": "bookmarks"},
}
_SPOKEN = frozenset({"clip", "live", "reel", "short", "video"})


def platform_name(platform: str) -> str:
    """ "youtube" → "YouTube"; an unknown platform keeps its name, capitalised."""
    return _PLATFORMS.get(platform, platform.capitalize())


def format_names(post_format: str) -> tuple[str, str]:
    """One and many: ("Reel", "Reels"); an unknown format is a post."""
    return _FORMATS.get(post_format, _FORMATS["post"])


def interaction_name(platform: str, interaction: Interaction) -> str:
    """The platform's own word, in the plural: on X `comments` are "replies"."""
    return _INTERACTIONS.get(platform, {}).get(interaction, interaction)


def account_noun(platform: str) -> str:
    """ "channel" on YouTube, else "account"."""
    return "channel" if platform == "youtube" else "account"


def follower_noun(platform: str) -> str:
    """ "subscribers" on YouTube, else "followers"."""
    return "subscribers" if platform == "youtube" else "followers"


def is_spoken_format(post_format: str) -> bool:
    """Whether posts of this format have sound, so that a transcript may be missed."""
    return post_format in _SPOKEN


def basis_label(basis: MetricBasis) -> str:
    """The metric as the name of an evidence row."""
    return basis.capitalize()
