"""Parts of a post in X's own form, which its archives and TwitterAPI.io share. Pure.

Nothing in it is trusted to be of the type that it should be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.social.sources.collected_post import CollectedMedia
from services.social.sources.values import WEB_ADDRESS

MOST_MEDIA = 40

_SHORT_LINK = re.compile(r"https?://t\.co/\w+", re.ASCII)
_MOVING = frozenset({"video", "animated_gif"})
_MOST_PIXELS = 100_000


def expand_links(text: str, links: Mapping[str, str]) -> str:
    """The text with each short link that is known replaced by its whole one."""
    return _SHORT_LINK.sub(lambda found: links.get(found[0], found[0]), text)


def expand_entities(
    text: str, urls: Iterable[Mapping[str, Any]], media: Iterable[Mapping[str, Any]]
) -> str:
    """The text with its links as they were; those to its own pictures go, as the
    pictures stand beside it."""
    links: dict[str, str] = {}
    for link in urls:
        short, whole = link.get("url"), link.get("expanded_url")
        if isinstance(short, str) and isinstance(whole, str):
            links[short] = whole
    for medium in media:
        short = medium.get("url")
        if isinstance(short, str) and text.rstrip().endswith(short):
            links[short] = ""
    return expand_links(text, links).strip()


def unescape_signs(text: str) -> str:
    """The three signs that X escapes; a text that names an entity keeps it."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">")
    return plain.replace("&amp;", "&")


def read_media(
    media: Iterable[Mapping[str, Any]], most_video_bytes: int | None = None
) -> Iterator[CollectedMedia]:
    """Pictures; of what moves the finest file, of those that are expected to have no
    more than so many bytes, and the picture that stands for it."""
    for medium in media:
        is_moving = str(medium.get("type")) in _MOVING
        video = _choose_variant(medium, most_video_bytes)
        if video:
            yield CollectedMedia("video", video, duration_seconds=read_length(medium))
        picture = medium.get("media_url_https")
        if isinstance(picture, str) and WEB_ADDRESS.fullmatch(picture):
            info = medium.get("original_info")
            size = info if isinstance(info, dict) and not is_moving else {}
            yield CollectedMedia(
                "thumbnail" if is_moving else "image",
                picture,
                width=_read_pixels(size.get("width")),
                height=_read_pixels(size.get("height")),
            )


def read_length(medium: Mapping[str, Any]) -> float | None:
    """Seconds that a video lasts."""
    info = medium.get("video_info")
    told = str(info.get("duration_millis", "")) if isinstance(info, dict) else ""
    return int(told) / 1000 if _is_number(told) else None


def _choose_variant(medium: Mapping[str, Any], most_bytes: int | None) -> str | None:
    info = medium.get("video_info")
    variants = info.get("variants") if isinstance(info, dict) else None
    found: list[tuple[int, str]] = []
    for variant in variants if isinstance(variants, list) else ():
        url = variant.get("url") if isinstance(variant, dict) else None
        if isinstance(url, str) and WEB_ADDRESS.fullmatch(url):
            is_file = variant.get("content_type") == "video/mp4"
            rate = str(variant.get("bitrate", "0"))
            if is_file:
                found.append((int(rate) if _is_number(rate) else 0, url))
    if not found:
        return None
    seconds = read_length(medium)
    if most_bytes is None or seconds is None:
        return max(found)[1]
    fitting = [one for one in found if one[0] * seconds / 8 <= most_bytes]
    # The smallest may be smaller than it says; the download itself is bounded.
    return max(fitting)[1] if fitting else min(found)[1]


def _read_pixels(told: object) -> int | None:
    text = str(told)
    return int(text) if _is_number(text) and 0 < int(text) <= _MOST_PIXELS else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
