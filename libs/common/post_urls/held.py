"""Posts that somebody holds already: `https://library.invalid/{platform}/{id}`.

By such a link a post is meant that came in with an import and has no link that could
be read: of a platform whose links are not, or of an export that gives none. It is
looked for among what its asker holds, and nowhere else. `.invalid` never resolves (RFC
2606)."""

import re
from typing import get_args

from libs.common.post_urls.model import HeldPlatform, Platform, PostUrl, Refusal
from libs.common.post_urls.normalise import Address

_HOST = "library.invalid"
_PREFIX = f"https://{_HOST}/"
_ID = re.compile(r"[A-Za-z0-9_~.:-]{1,200}", re.ASCII)
_PLATFORMS: dict[str, Platform | HeldPlatform] = {
    name: name for name in (*get_args(Platform), *get_args(HeldPlatform))
}


def owns_host(host: str) -> bool:
    """Whether a host (lower-case ASCII) is that of held posts."""
    return host == _HOST


def is_held_url(url: str) -> bool:
    """Whether a canonical URL means a post that is held, or none."""
    return url.startswith(_PREFIX)


def read(address: Address) -> PostUrl | Refusal:
    """The post that an address on `library.invalid` means."""
    platform = _PLATFORMS.get(address.words[0]) if address.words else None
    post_id = address.segment(1) if len(address.segments) == 2 else ""
    if platform is None or not _ID.fullmatch(post_id):
        return Refusal("bad_id", "This is not a post of your library.", platform)
    url = f"{_PREFIX}{platform}/{post_id}"
    return PostUrl(
        platform=platform, kind="post", id=post_id, canonical_url=url, is_held=True
    )
