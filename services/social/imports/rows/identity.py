"""Which post a row is about: its platform's id and its address. Pure.

By its address or id where the platform's links are read; as told on the others; and
where there is neither, by what makes it unlike the account's other posts."""

import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal

from libs.common.post_urls import PostUrl, Refusal, parse_post_url
from services.social.imports.mapping import ImportField
from services.social.platforms.catalogue import Platform
from services.social.saving.preparing import DERIVED

_DIGEST_BYTES = 15
_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_INSTAGRAM_PK = re.compile(r"[1-9][0-9]{14,19}")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>,;|]+", re.ASCII)
_FROM_ID = {
    "instagram": "https://www.instagram.com/p/{}/",
    "x": "https://x.com/i/status/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
# Ids whose address says nothing more: for these the rules for links, which a test
# compares, would take half the time of a row.
_PLAIN_ID = {
    "x": re.compile(r"[1-9][0-9]{0,17}"),
    "youtube": re.compile(r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]"),
}
# Where the id stands in the addresses of platforms whose links are not read otherwise,
# as their own exports write them.
_ID_IN_ADDRESS = {
    "tiktok": re.compile(r"/(?:video|photo)/(\d{8,20})"),
    "linkedin": re.compile(
        r"urn(?:%3A|:)li(?:%3A|:)((?:share|ugcPost|activity)(?:%3A|:)\d+)", re.I
    ),
    "pinterest": re.compile(r"/pin/(\d+)"),
}
_TIKTOK_ID = re.compile(r"\d{15,20}")
_HANDLE = re.compile(r"[a-z0-9._]{2,24}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of its identity; texts without white space around them."""

    post_id: str | None
    url: str | None
    creator_key: str
    published_at: datetime | None
    text: str | None


@dataclass(frozen=True, slots=True)
class NoIdentity:
    """Why a row is about no post that could be told from others."""

    reason: Literal["bad_id", "bad_url", "missing"]
    field: ImportField
    message: str


def find_identity(platform: Platform, told: Told) -> tuple[str, str] | NoIdentity:
    """The post's id on its platform, and its address (empty if it has none)."""
    if not told.post_id and not told.url:
        return _derive(told)
    if platform.links:
        return _read_linked(platform, told)
    if told.url and not _WEB_ADDRESS.fullmatch(told.url):
        return NoIdentity("bad_url", "url", f"is no web address: {told.url[:80]!r}")
    return _read_told(platform, told)


def build_creator_key(creator: str) -> str:
    """The handle in lower case without @; a YouTube channel id as it is."""
    bare = creator.removeprefix("@")
    return bare if _CHANNEL_ID.fullmatch(bare) else bare.casefold()


def _read_linked(platform: Platform, told: Told) -> tuple[str, str] | NoIdentity:
    """The address goes first: exports of Instagram number posts in a way of their own
    beside it."""
    plain = _PLAIN_ID.get(platform.name)
    if plain and told.post_id and not told.url and plain.fullmatch(told.post_id):
        return told.post_id, _FROM_ID[platform.name].format(told.post_id)
    by_url = parse_post_url(told.url) if told.url else None
    if found := _take(platform, by_url):
        return found
    read = _read_id(platform.name, told.post_id) if told.post_id else by_url
    if found := _take(platform, read):
        return found
    message = f"is no post of {platform.label}: {told.post_id or told.url}"
    if isinstance(read, Refusal):
        message = read.message
    if told.post_id:
        return NoIdentity("bad_id", "id", message)
    return NoIdentity("bad_url", "url", message)


def _take(platform: Platform, read: PostUrl | Refusal | None) -> tuple[str, str] | None:
    """Id and address of what was read, if it is a post of the platform."""
    if not isinstance(read, PostUrl) or read.platform != platform.name:
        return None
    return (
        None
        if read.id is None or read.is_demo or read.is_held
        else (read.id, read.canonical_url)
    )


def _read_id(platform: str, post_id: str) -> PostUrl | Refusal:
    """Reads an id alone, by the rules for links; numbers of Instagram as well."""
    if platform == "instagram" and _INSTAGRAM_PK.fullmatch(post_id):
        return parse_post_url(f"instagram://media?id={post_id}")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", post_id, re.ASCII):
        return Refusal("bad_id", f"holds no id of this platform: {post_id[:40]!r}")
    return parse_post_url(_FROM_ID[platform].format(post_id))


def _read_told(platform: Platform, told: Told) -> tuple[str, str]:
    """Platforms whose links are not read: as told, one made of the other."""
    url = told.url or ""
    if told.post_id:
        return told.post_id, url or _build_address(platform.name, told)
    pattern = _ID_IN_ADDRESS.get(platform.name)
    found = pattern.search(url) if pattern else None
    if found:
        return re.sub("%3A", ":", found[1], flags=re.IGNORECASE), url
    return DERIVED + _digest(url), url


def _build_address(platform: str, told: Told) -> str:
    is_known = (
        platform == "tiktok"
        and _TIKTOK_ID.fullmatch(told.post_id or "")
        and _HANDLE.fullmatch(told.creator_key)
    )
    if not is_known:
        return ""
    return f"https://www.tiktok.com/@{told.creator_key}/video/{told.post_id}"


def _derive(told: Told) -> tuple[str, str] | NoIdentity:
    """An id of the account, the time if any, and a hash of the text: the same for the
    same row in whatever file."""
    if not told.text and not told.published_at:
        message = "is empty, and so are address, time and text: nothing tells this post"
        return NoIdentity("missing", "id", message)
    at = told.published_at.astimezone(UTC).isoformat() if told.published_at else ""
    return DERIVED + _digest("\0".join((told.creator_key, at, told.text or ""))), ""


def _digest(text: str) -> str:
    hashed = blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
    return b32encode(hashed).decode().lower()
