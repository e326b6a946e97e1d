"""How platforms call things: proper names, and which words of the catalogue."""

from libs.common.contracts.engagement import Interaction
from libs.common.contracts.post_format import SPOKEN_FORMATS

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
FORMATS = frozenset(
    {
        "carousel",
        "clip",
        "image",
        "live",
        "photo",
        "post",
        "reel",
        "short",
        "space",
        "story",
        "text",
        "thread",
        "video",
    }
)
_INTERACTIONS: dict[str, dict[Interaction, str]] = {
    "facebook": {"likes": "reactions"},
    "linkedin": {"likes": "reactions", "shares": "reposts"},
    "x": {"comments": "replies", "shares": "reposts", "saves": "bookmarks"},
}


def platform_name(platform: str) -> str:
    """ "youtube" → "YouTube"; an unknown platform keeps its name, capitalised."""
    return _PLATFORMS.get(platform, platform.capitalize())


def known_format(post_format: str) -> str:
    """The format by a name that the catalogues hold; an unknown one is a post."""
    return post_format if post_format in FORMATS else "post"


def interaction_word(platform: str, interaction: Interaction) -> str:
    """The platform's own word: on X `comments` are `replies`."""
    return _INTERACTIONS.get(platform, {}).get(interaction, interaction)


def account_word(platform: str) -> str:
    """`channel` on YouTube, else `account`."""
    return "channel" if platform == "youtube" else "account"


def follower_word(platform: str) -> str:
    """`subscribers` on YouTube, else `followers`."""
    return "subscribers" if platform == "youtube" else "followers"


def is_spoken_format(post_format: str) -> bool:
    """Whether posts of this format have sound, so that a transcript may be missed."""
    return post_format in SPOKEN_FORMATS
