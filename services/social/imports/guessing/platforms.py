"""Which platform a file is of, by its addresses and the names of its columns. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from libs.common.post_urls import PostUrl, parse_post_url
from services.social.imports.guessing.columns import Column
from services.social.platforms.catalogue import load_platforms

_LOOKED_AT = 100
_ENOUGH = 0.9
_CERTAIN_SCORE = 2
_HOSTS = {
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "pinterest.com": "pinterest",
    "tiktok.com": "tiktok",
    "tiktokv.com": "tiktok",
}
# What only one platform calls so, or mostly one: weight by name.
_SIGNS = {
    "facebook": "page id 2, page name 2, lifetime post total reach 3, reactions 1, "
    "reactions comments and shares 3, post message 1",
    "instagram": "profile visits 2, from hashtags 2, from explore 2, from home 1, "
    "accounts reached 2, media product type 2, shortcode 2, taken at timestamp 2, "
    "ig id 3, account username 1, instagram id 3",
    "linkedin": "share commentary 3, share link 2, members reached 2, sharelink 3",
    "pinterest": "pin id 3, pin clicks 3, outbound clicks 2, pin title 3",
    "tiktok": "digg count 3, aweme id 3, play count 1, collect count 2, sound 1",
    "x": "retweets 2, retweet count 2, tweet id 3, tweet text 3, tweet permalink 3, "
    "tweet url 3, favorite count 1, favorites 1, quote count 1, bookmark count 1, "
    "in reply to status id 3, full text 1, impression count 1",
    "youtube": "video publish time 3, video publish timestamp 3, channel title 1, "
    "video id 1, approx duration 2, subscribers gained 1, video title 1, "
    "average view duration 1, watch time 1, channel id 1",
}


# Posts of TikTok's `user_data_tiktok.json` as a table: their times are UTC without
# saying so. Seen 2026.
_IN_UTC = (frozenset({"date", "link", "who can view"}),)


@dataclass(frozen=True, slots=True)
class PlatformGuess:
    """The likeliest platform, None if nothing speaks for any."""

    name: str | None
    is_certain: bool


def guess_platform(columns: Sequence[Column], url: Column | None) -> PlatformGuess:
    """By the column of addresses, if there is one; else by what columns are called."""
    if url:
        named = [_platform_of(text) for text in url.texts[:_LOOKED_AT]]
        counted = Counter(name for name in named if name)
        if counted:
            [(name, count)] = counted.most_common(1)
            if count >= _ENOUGH * len(named):
                return PlatformGuess(name, is_certain=True)
    return _guess_by_names(columns)


def are_in_utc(columns: Sequence[Column]) -> bool:
    """Whether times are UTC though none says so."""
    names = {column.words for column in columns}
    return any(names >= known for known in _IN_UTC)


def _guess_by_names(columns: Sequence[Column]) -> PlatformGuess:
    names = {column.words for column in columns} | {c.parent for c in columns}
    scores = Counter(
        {
            platform: sum(weight for sign, weight in signs.items() if sign in names)
            for platform, signs in _WEIGHTS.items()
            if load_platforms()[platform].is_active
        }
    )
    (best, score), (_, second) = scores.most_common(2)
    if not score:
        return PlatformGuess(None, is_certain=False)
    is_certain = score >= _CERTAIN_SCORE and score >= 2 * second
    return PlatformGuess(best, is_certain=is_certain)


def _platform_of(address: str) -> str | None:
    read = parse_post_url(address)
    if isinstance(read, PostUrl) and read.id and not read.is_demo:
        return read.platform
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    parts = host.split(".")
    return _HOSTS.get(".".join(parts[-2:]))


def _parse(signs: str) -> dict[str, int]:
    pairs = (sign.strip().rpartition(" ") for sign in signs.split(","))
    return {name: int(weight) for name, _, weight in pairs}


_WEIGHTS = {platform: _parse(signs) for platform, signs in _SIGNS.items()}
