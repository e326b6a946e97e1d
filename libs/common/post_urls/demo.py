"""The invented posts' URLs: `https://demo.invalid/{platform}/{id}`.

They imitate a platform without naming any real person's post. `.invalid` never
resolves (RFC 2606), and an id here can be no id of the platform it imitates: those of
YouTube have 11 characters, Instagram's shortcodes at most 11, all others no hyphen or
another beginning."""

import re
from typing import get_args

from libs.common.post_urls.model import Kind, Platform, PostUrl, Refusal
from libs.common.post_urls.normalise import Address
from libs.common.post_urls.refusals import refuse_demo, refuse_profile

_HOST = "demo.invalid"
_ID = re.compile(r"demo-[a-z0-9-]{7,59}")
DEMO_CREATOR = re.compile(r"demo-[a-z0-9]{1,25}")
"""An invented creator's handle."""

_KINDS: dict[Platform, Kind] = {"instagram": "post", "x": "post", "youtube": "video"}
_PLATFORMS: dict[str, Platform] = {name: name for name in get_args(Platform)}


def owns_host(host: str) -> bool:
    """Whether a host (lower-case ASCII) is that of the invented posts."""
    return host == _HOST


def is_demo_id(post_id: str) -> bool:
    """Whether an id has the form of an invented post's: `demo-` and then 7 to 59 of
    `a-z 0-9 -`, which no real id has."""
    return _ID.fullmatch(post_id) is not None


def build_demo_url(platform: Platform, post_id: str) -> str:
    """The URL of an invented post, as `parse_post_url` gives it back.

    Raises ValueError for an id that `is_demo_id` refuses."""
    if not is_demo_id(post_id):
        raise ValueError(f"not the id of an invented post: {post_id!r}")
    return f"https://{_HOST}/{platform}/{post_id}"


def build_demo_creator_url(platform: Platform, handle: str) -> str:
    """The address of an invented creator; `handle` is without @."""
    return f"https://{_HOST}/{platform}/@{handle}"


def read(address: Address) -> PostUrl | Refusal:
    """The invented post that an address on `demo.invalid` names."""
    word = address.words[0] if address.words else ""
    platform = _PLATFORMS.get("x" if word == "twitter" else word)
    if platform is None:
        return refuse_demo("unsupported_host", None)
    if len(address.segments) == 1:
        return refuse_demo("listing_not_post", platform)
    post_id = address.segment(1)
    handle = post_id.removeprefix("@")
    if post_id != handle and DEMO_CREATOR.fullmatch(handle):
        return refuse_profile(platform, handle)
    if len(address.segments) != 2 or not is_demo_id(post_id):
        return refuse_demo("bad_id", platform)
    return PostUrl(
        platform=platform,
        kind=_KINDS[platform],
        id=post_id,
        canonical_url=build_demo_url(platform, post_id),
        is_demo=True,
    )
