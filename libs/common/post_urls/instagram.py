"""Instagram's forms of a post's URL.

Source: yt-dlp `yt_dlp/extractor/instagram.py`, commit 81ecd58 (2026-08-20); share
links: yt-dlp issue 11630, mikf/gallery-dl issue 7241. Seen November 2026."""

import re

from libs.common.post_urls.model import Kind, Note, PostUrl, Reading, Refusal, Wrapped
from libs.common.post_urls.normalise import Address, make_address, read_ordinal
from libs.common.post_urls.refusals import (
    refuse_audio,
    refuse_id,
    refuse_listing,
    refuse_profile,
)
from libs.common.post_urls.shortcodes import (
    pk_to_shortcode,
    shortcode_to_pk,
)
from libs.common.post_urls.times import decode_instagram_time

_WRAPPER_HOST = "l.instagram.com"
_OWN_HOSTS = frozenset(
    {
        "instagram.com",
        "www.instagram.com",
        "m.instagram.com",
        "instagr.am",
        "www.instagr.am",
    }
)
# Repairs previews in chats; same paths. Read, never contacted.
_MIRROR_HOSTS = frozenset(
    f"{prefix}ddinstagram.com" for prefix in ("", "d.", "g.", "i.", "c.", "api.")
)
_HOSTS = _OWN_HOSTS | _MIRROR_HOSTS | {_WRAPPER_HOST}

# First words of a path that are never an account.
_RESERVED = frozenset(
    {
        "about",
        "accounts",
        "developer",
        "direct",
        "explore",
        "legal",
        "p",
        "reel",
        "reels",
        "share",
        "stories",
        "tv",
    }
)
_KINDS: dict[str, Kind] = {"p": "post", "reel": "reel", "reels": "reel", "tv": "video"}
_LISTINGS = {"explore": "a list of posts", "reels": "a list of reels"}

_USER = re.compile(r"[A-Za-z0-9._]{1,30}")
_PK = re.compile(r"[1-9][0-9]{0,19}")
# Shorter ones could be read as a shortcode, and no highlight is that old.
_HIGHLIGHT_ID = re.compile(r"[1-9][0-9]{11,19}")
_SHARE_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
# A private post's code ends in a token of this length that grants access to it.
_PRIVATE_TOKEN_LENGTH = 28


def owns_host(host: str) -> bool:
    """Whether a host (lower-case ASCII) is one of Instagram's or a mirror's."""
    return host in _HOSTS


def read(address: Address) -> Reading:
    """The post that an address on one of Instagram's hosts names."""
    reading: Reading
    match address.words:
        case _ if address.host == _WRAPPER_HOST:
            reading = Wrapped("instagram", address.parameter("u"))
        case []:
            reading = refuse_listing("instagram", "Instagram's front page")
        case ["reels", "audio", *_]:
            reading = refuse_audio("instagram")
        case ["p" | "reel" | "reels" | "tv" as word, _, *_]:
            reading = _read_code(address, address.segment(1), _KINDS[word])
        case ["p" | "reel"]:
            reading = refuse_id("instagram")
        case ["stories", *_]:
            reading = _read_story(address)
        case ["share", *_]:
            reading = _read_share(address)
        case [first, *_] if first in _RESERVED:
            reading = refuse_listing("instagram", _LISTINGS.get(first))
        case [_, "p" | "reel" | "tv" as word, _, *_]:
            reading = _read_code(address, address.segment(2), _KINDS[word])
        case _:
            reading = refuse_profile("instagram", _find_user(address.segment(0)))
    return reading


def read_app_link(rest: str) -> Reading:
    """The post of `instagram://media?id={pk}` or `{pk}_{the account's pk}`."""
    path, _, query = rest.partition("?")
    address = make_address("", path, query)
    if address.words[:1] == ("user",):
        return refuse_profile("instagram", _find_user(address.parameter("username")))
    if address.words != ("media",):
        return refuse_listing("instagram")
    pk, _, owner_pk = address.parameter("id").partition("_")
    if owner_pk and _PK.fullmatch(owner_pk) is None:
        return refuse_id("instagram")
    return _read_pk(pk, "post")


def _read_code(address: Address, code: str, kind: Kind) -> PostUrl | Refusal:
    notes: frozenset[Note] = frozenset()
    if len(code) > _PRIVATE_TOKEN_LENGTH:
        code, notes = code[:-_PRIVATE_TOKEN_LENGTH], frozenset({"private_token"})
    try:
        pk = shortcode_to_pk(code)
    except ValueError:
        return refuse_id("instagram")
    has_owner = address.words[0] not in _RESERVED
    return _build_post(
        pk,
        kind,
        owner=_find_user(address.segment(0)) if has_owner else None,
        index=read_ordinal(address.parameter("img_index")),
        notes=notes,
    )


def _read_story(address: Address) -> PostUrl | Refusal:
    owner, number = address.segment(1), address.segment(2)
    if owner.lower() == "highlights":
        return _read_highlight(number)
    if not number:
        return refuse_listing(
            "instagram", "a list of stories", handle=_find_user(owner)
        )
    return _read_pk(number, "story", owner=_find_user(owner))


def _read_highlight(number: str) -> PostUrl | Refusal:
    if not number:
        return refuse_listing("instagram", "a list of highlights")
    if _HIGHLIGHT_ID.fullmatch(number) is None or int(number) >= 1 << 64:
        return refuse_id("instagram")
    return PostUrl(
        platform="instagram",
        kind="highlight",
        id=number,
        canonical_url=f"https://www.instagram.com/stories/highlights/{number}/",
    )


def _read_share(address: Address) -> PostUrl | Refusal:
    """A share token: a pointer of its own, however much it looks like a shortcode."""
    match address.words:
        case ["share", "p" | "reel" as word, _, *_]:
            form, token, kind = f"{word}/", address.segment(2), _KINDS[word]
        case ["share", _, *_]:
            form, token, kind = "", address.segment(1), _KINDS["p"]
        case _:
            return refuse_id("instagram")
    if _SHARE_TOKEN.fullmatch(token) is None or token.lower() in ("p", "reel"):
        return refuse_id("instagram")
    return PostUrl(
        platform="instagram",
        kind=kind,
        id=None,
        canonical_url=f"https://www.instagram.com/share/{form}{token}/",
        needs_resolve=True,
    )


def _read_pk(number: str, kind: Kind, *, owner: str | None = None) -> PostUrl | Refusal:
    if _PK.fullmatch(number) is None or int(number) >= 1 << 64:
        return refuse_id("instagram")
    return _build_post(int(number), kind, owner=owner)


def _build_post(
    pk: int,
    kind: Kind,
    *,
    owner: str | None,
    index: int | None = None,
    notes: frozenset[Note] = frozenset(),
) -> PostUrl | Refusal:
    if pk == 0:
        return refuse_id("instagram")
    code = pk_to_shortcode(pk)
    return PostUrl(
        platform="instagram",
        kind=kind,
        id=code,
        canonical_url=f"https://www.instagram.com/p/{code}/",
        owner_hint=owner,
        index=index,
        published_at_hint=decode_instagram_time(pk),
        notes=notes,
    )


def _find_user(segment: str) -> str | None:
    return segment if _USER.fullmatch(segment) else None
