"""From a pasted text to the account it names. Pure: no network, no exception.

Handles: Instagram 1-30 of `A-Z a-z 0-9 . _`, X 1-15 of `A-Z a-z 0-9 _`, YouTube 3-30
letters, digits and `_ - . ·` of any script (each platform's help pages, November
2026). They are told apart without regard to case; channel ids are not."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from libs.common.post_urls.demo import DEMO_CREATOR, build_demo_creator_url
from libs.common.post_urls.model import PLATFORM_LABELS, Platform, PostUrl, Refusal
from libs.common.post_urls.normalise import MAX_TEXT_CHARACTERS, trim_text
from libs.common.post_urls.parse import parse_post_url
from libs.common.post_urls.youtube import CHANNEL_ID

CreatorReason = Literal[
    "not_a_creator",
    "platform_needed",
    "bad_handle",
    "post_not_profile",
    "unsupported_host",
    "old_address",
    "other_platform",
]

_HANDLES: dict[Platform, re.Pattern[str]] = {
    "instagram": re.compile(r"[A-Za-z0-9._]{1,30}"),
    "x": re.compile(r"[A-Za-z0-9_]{1,15}"),
    "youtube": re.compile(r"[\w.·-]{3,30}"),
}
_PROFILES: dict[Platform, Callable[[str], str]] = {
    "instagram": "https://www.instagram.com/{}/".format,
    "x": "https://x.com/{}".format,
    "youtube": "https://www.youtube.com/@{}".format,
}
_HANDLE_IN_PATH = re.compile(r"/(@|%40)")


@dataclass(frozen=True, slots=True)
class CreatorName:
    """An account, as a text names it.

    `name` is what it is told apart by within its platform: the handle in lower case,
    or YouTube's channel id. `handle` is as it was written, without @; None where the
    text has the channel id instead."""

    platform: Platform
    name: str
    handle: str | None
    url: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class CreatorRefusal:
    """Why a text is not taken as an account; `message` is for a person."""

    reason: CreatorReason
    message: str
    platform: str | None = None


def parse_creator(
    text: str, *, platform: Platform | None = None
) -> CreatorName | CreatorRefusal:
    """The account that a profile's address, an @handle or a channel id names.

    `platform` is the one the person chose: a bare handle is an account only then, and
    an address must be of it. Never raises, for any text; linear in its length."""
    if len(text) > MAX_TEXT_CHARACTERS:
        return _refuse("not_a_creator")
    trimmed = trim_text(text)
    if not trimmed:
        return _refuse("not_a_creator")
    reading = parse_post_url(trimmed)
    if isinstance(reading, PostUrl):
        return _refuse("post_not_profile", reading.platform)
    if reading.reason == "not_a_url":
        return _read_handle(trimmed, platform)
    found = _read_profile(trimmed, reading)
    if platform and isinstance(found, CreatorName) and found.platform != platform:
        return _refuse("other_platform", found.platform)
    return found


def _read_handle(text: str, platform: Platform | None) -> CreatorName | CreatorRefusal:
    if "/" in text or any(character.isspace() for character in text):
        return _refuse("not_a_creator")
    if CHANNEL_ID.fullmatch(text) and platform in (None, "youtube"):
        return _build_channel(text)
    if platform is None:
        return _refuse("platform_needed")
    return _build(platform, text.removeprefix("@"))


def _read_profile(text: str, reading: Refusal) -> CreatorName | CreatorRefusal:
    """What the reading of an address as a post's says of the account it shows."""
    platform = next((name for name in _PROFILES if name == reading.platform), None)
    if platform is None:
        return _refuse("unsupported_host", reading.platform)
    if reading.handle is None:
        return _refuse("not_a_creator", platform)
    if platform != "youtube" or DEMO_CREATOR.fullmatch(reading.handle):
        return _build(platform, reading.handle)
    if CHANNEL_ID.fullmatch(reading.handle):
        return _build_channel(reading.handle)
    if _HANDLE_IN_PATH.search(text) is None:
        return _refuse("old_address", platform)
    return _build(platform, reading.handle)


def _build(platform: Platform, handle: str) -> CreatorName | CreatorRefusal:
    handle = unicodedata.normalize("NFC", handle)
    if DEMO_CREATOR.fullmatch(handle.lower()):
        name = handle.lower()
        url = build_demo_creator_url(platform, name)
        return CreatorName(platform, name, name, url, is_demo=True)
    if _HANDLES[platform].fullmatch(handle) is None:
        return _refuse("bad_handle", platform)
    return CreatorName(platform, handle.lower(), handle, _PROFILES[platform](handle))


def _build_channel(channel_id: str) -> CreatorName:
    url = f"https://www.youtube.com/channel/{channel_id}"
    return CreatorName("youtube", channel_id, None, url)


def _refuse(reason: CreatorReason, platform: str | None = None) -> CreatorRefusal:
    label = next((PLATFORM_LABELS[p] for p in PLATFORM_LABELS if p == platform), "")
    return CreatorRefusal(reason, _MESSAGES[reason].format(label=label), platform)


_MESSAGES: dict[CreatorReason, str] = {
    "not_a_creator": "This names no account. Paste the address of a profile or "
    "channel, or its @handle.",
    "platform_needed": "Which platform is this handle of? Choose one, or paste the "
    "profile's address.",
    "bad_handle": "No account on {label} can have this name. Check how it is written.",
    "post_not_profile": "This is a post. Open its author's profile and copy that "
    "address.",
    "unsupported_host": "Accounts of this site cannot be followed. Use Instagram, X "
    "or YouTube.",
    "old_address": "This is an old form of a channel's address. Open the channel and "
    "copy its address: there is an @ in it.",
    "other_platform": "This address is on {label}, another platform than the one "
    "chosen.",
}
