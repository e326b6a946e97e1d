"""X's forms of a post's URL, twitter.com's and those of its preview mirrors.

Source: yt-dlp `yt_dlp/extractor/twitter.py`, commit 81ecd58 (2026-08-20); ids:
https://docs.x.com/fundamentals/x-ids; mirrors: documentation of FxEmbed and of
BetterTwitFix. Seen November 2026."""

import re

from libs.common.post_urls.model import Kind, PostUrl, Refusal
from libs.common.post_urls.normalise import Address, read_ordinal
from libs.common.post_urls.refusals import refuse_id, refuse_listing, refuse_profile
from libs.common.post_urls.times import decode_x_time

_SHORT_LINK_HOST = "t.co"
_MEDIA_PAGE_HOST = "amp.twimg.com"
_ONION_HOST = "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion"
_OWN_HOSTS = frozenset(
    prefix + host
    for prefix in ("", "www.", "m.", "mobile.")
    for host in ("x.com", "twitter.com", _ONION_HOST)
)
# Repair previews in chats; same paths. Read, never contacted.
_MIRROR_HOSTS = frozenset(
    prefix + host
    for prefix in ("", "d.", "g.", "i.", "c.", "api.")
    for host in (
        "fxtwitter.com",
        "fixupx.com",
        "twittpr.com",
        "vxtwitter.com",
        "fixvx.com",
    )
)
_HOSTS = _OWN_HOSTS | _MIRROR_HOSTS | {_SHORT_LINK_HOST, _MEDIA_PAGE_HOST}

# First words of a path that are never an account, and what their pages are.
_LISTINGS = {
    "account": None,
    "compose": None,
    "explore": "a list of posts",
    "hashtag": "a hashtag",
    "home": "a list of posts",
    "i": None,
    "intent": None,
    "jobs": None,
    "login": None,
    "messages": "a list of messages",
    "notifications": "a list of notifications",
    "privacy": None,
    "search": "a search",
    "settings": None,
    "share": None,
    "signup": None,
    "tos": None,
}

_USER = re.compile(r"[A-Za-z0-9_]{1,15}")
# Whatever follows the digits is no part of the id: `.mp4` of a mirror, a stray mark.
_LEADING_DIGITS = re.compile(r"[0-9]*")
_ID = re.compile(r"[1-9][0-9]{0,19}")
_SPACE_ID = re.compile(r"[0-9A-Za-z]{13}")
_WORD = re.compile(r"[0-9A-Za-z_]{1,64}")
_SHORT_LINK_TOKEN = re.compile(r"[0-9A-Za-z]{1,32}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def owns_host(host: str) -> bool:
    """Whether a host (lower-case ASCII) is one of X's or a mirror's."""
    return host in _HOSTS


def read(address: Address) -> PostUrl | Refusal:
    """The post that an address on one of X's hosts names."""
    match address.words:
        case _ if address.host == _SHORT_LINK_HOST:
            reading = _read_short_link(address)
        case _ if address.host == _MEDIA_PAGE_HOST:
            reading = _read_media_page(address)
        case []:
            reading = refuse_listing("x", "X's front page")
        case ["i", *_]:
            reading = _read_internal(address)
        case ["status" | "statuses", *_]:
            reading = _read_post(address, 1)
        case [first, *_] if first in _LISTINGS:
            reading = refuse_listing("x", _LISTINGS[first])
        case [_, "status" | "statuses", *_]:
            reading = _read_post(address, 2, owner=_find_user(address.segment(0)))
        case _:
            reading = refuse_profile("x", _find_user(address.segment(0)))
    return reading


def _read_internal(address: Address) -> PostUrl | Refusal:
    match address.words[1:]:
        case ["web", "status" | "statuses", *_] | ["videos", "tweet", *_]:
            reading = _read_post(address, 3)
        case ["status" | "statuses" | "videos", *_]:
            reading = _read_post(address, 2)
        case ["cards", "tfw", "v1", *_]:
            reading = _read_post(address, 4)
        case ["spaces", *_]:
            reading = _read_broadcast(address, "space", _SPACE_ID)
        case ["broadcasts", *_]:
            reading = _read_broadcast(address, "live", _WORD)
        case ["events", *_]:
            reading = _read_event(address.segment(2))
        case ["lists", *_]:
            reading = refuse_listing("x", "a list")
        case _:
            reading = refuse_listing("x")
    return reading


def _read_post(
    address: Address, position: int, *, owner: str | None = None
) -> PostUrl | Refusal:
    """The post whose id is the path's segment at `position`.

    The account in front of it is decoration: X opens the post under any name."""
    found = _LEADING_DIGITS.match(address.segment(position))
    digits = found[0] if found else ""
    if _ID.fullmatch(digits) is None or int(digits) >= 1 << 64:
        return refuse_id("x")
    index = None
    if address.segment(position + 1).lower() in ("photo", "video"):
        index = read_ordinal(address.segment(position + 2))
    return PostUrl(
        platform="x",
        kind="post",
        id=digits,
        canonical_url=f"https://x.com/i/status/{digits}",
        owner_hint=owner,
        index=index,
        published_at_hint=decode_x_time(int(digits)),
    )


def _read_broadcast(
    address: Address, kind: Kind, pattern: re.Pattern[str]
) -> PostUrl | Refusal:
    """A space or a live broadcast. Digits alone are refused: they name a post."""
    word = address.segment(2)
    if pattern.fullmatch(word) is None or word.isdecimal():
        return refuse_id("x")
    return PostUrl(
        platform="x",
        kind=kind,
        id=word,
        canonical_url=f"https://x.com/i/{address.words[1]}/{word}",
    )


def _read_event(word: str) -> PostUrl | Refusal:
    """An event. Its number is not of the posts' numbers, so it is kept apart."""
    if _WORD.fullmatch(word) is None:
        return refuse_id("x")
    return PostUrl(
        platform="x",
        kind="event",
        id=f"event-{word}",
        canonical_url=f"https://x.com/i/events/{word}",
    )


def _read_short_link(address: Address) -> PostUrl | Refusal:
    token = address.segment(0)
    if _SHORT_LINK_TOKEN.fullmatch(token) is None:
        return refuse_id("x")
    return _build_pointer("post", f"https://t.co/{token}")


def _read_media_page(address: Address) -> PostUrl | Refusal:
    uuid = address.segment(1).lower()
    if address.words[:1] != ("v",) or _UUID.fullmatch(uuid) is None:
        return refuse_id("x")
    return _build_pointer("video", f"https://amp.twimg.com/v/{uuid}")


def _build_pointer(kind: Kind, url: str) -> PostUrl:
    return PostUrl(
        platform="x", kind=kind, id=None, canonical_url=url, needs_resolve=True
    )


def _find_user(segment: str) -> str | None:
    return segment if _USER.fullmatch(segment) else None
