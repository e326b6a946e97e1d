"""From a pasted text to the post it names. Pure: no network, no clock, no exception."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import cast

from libs.common.post_urls import demo, held, instagram, x, youtube
from libs.common.post_urls.elsewhere import find_other_platform
from libs.common.post_urls.model import Platform, PostUrl, Reading, Refusal, Wrapped
from libs.common.post_urls.normalise import (
    MAX_TEXT_CHARACTERS,
    Address,
    AppLink,
    read_address,
    trim_text,
)
from libs.common.post_urls.refusals import (
    refuse_future_id,
    refuse_host,
    refuse_platform,
    refuse_text,
    refuse_wrapping,
)
from libs.common.post_urls.times import is_from_future

Reader = Callable[[Address], Reading]

_SITES: tuple[tuple[Callable[[str], bool], Reader], ...] = (
    (instagram.owns_host, instagram.read),
    (x.owns_host, x.read),
    (youtube.owns_host, youtube.read),
    (demo.owns_host, demo.read),
    (held.owns_host, held.read),
)
_APP_LINKS: dict[str, Callable[[str], Reading]] = {
    "instagram": instagram.read_app_link,
    "vnd.youtube": youtube.read_app_link,
    "youtube": youtube.read_app_link,
}
_BARE_IDS: dict[Platform, Callable[[str], PostUrl | None]] = {
    "youtube": youtube.read_bare_id,
}


def parse_post_url(
    text: str,
    *,
    now: datetime | None = None,
    platform: Platform | None = None,
    front_ends: Collection[str] = (),
) -> PostUrl | Refusal:
    """The post that a text of one URL names, or why it names none.

    Never raises, for any text; linear in its length; over 8,192 characters it is
    refused unread. Parsing an accepted `canonical_url` gives the same identity and
    canonical URL. With `now` (aware), an id whose time lies after it is refused.

    `platform` is the one the person chose, if any: a bare YouTube id is a post only
    then. `front_ends` are hosts (lower-case ASCII) with YouTube's `/watch?v=` paths;
    none is ever contacted."""
    if len(text) > MAX_TEXT_CHARACTERS:
        return refuse_text("This is too long to be a link. Paste one link at a time.")
    trimmed = trim_text(text)
    bare = _BARE_IDS[platform](trimmed) if platform in _BARE_IDS else None
    reading = bare or _read(trimmed, front_ends)
    if isinstance(reading, Wrapped):
        reading = _unwrap(reading, front_ends)
    if (
        isinstance(reading, PostUrl)
        and now is not None
        and is_from_future(reading, now)
    ):
        # No held post tells its time: its platform is one of those read by link.
        return refuse_future_id(cast("Platform", reading.platform))
    return reading


def _unwrap(wrapped: Wrapped, front_ends: Collection[str]) -> PostUrl | Refusal:
    """What the link inside a link names. Once: a chain would have no bound."""
    reading = (
        _read(trim_text(wrapped.target), front_ends) if wrapped.target else wrapped
    )
    return (
        refuse_wrapping(wrapped.platform) if isinstance(reading, Wrapped) else reading
    )


def _read(text: str, front_ends: Collection[str]) -> Reading:
    def is_known_host(host: str) -> bool:
        return bool(_find_reader(host, front_ends) or find_other_platform(host))

    address = read_address(text, is_known_host, _APP_LINKS)
    if isinstance(address, Refusal):
        return address
    if isinstance(address, AppLink):
        return _APP_LINKS[address.scheme](address.rest)
    reader = _find_reader(address.host, front_ends)
    if reader is not None:
        return reader(address)
    other = find_other_platform(address.host)
    return refuse_platform(*other) if other else refuse_host()


def _find_reader(host: str, front_ends: Collection[str]) -> Reader | None:
    for owns_host, reader in _SITES:
        if owns_host(host):
            return reader
    return youtube.read if host in front_ends else None
