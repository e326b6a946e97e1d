"""YouTube's forms of a video's URL.

Source: yt-dlp `yt_dlp/extractor/youtube/_video.py`, `_base.py`, `_redirect.py`,
`_clip.py`, commit 81ecd58 (2026-08-20). Seen November 2026."""

import re
from urllib.parse import unquote

from libs.common.post_urls.model import Kind, PostUrl, Reading, Refusal, Wrapped
from libs.common.post_urls.normalise import Address, make_address, read_ordinal
from libs.common.post_urls.offsets import read_offset
from libs.common.post_urls.refusals import (
    refuse_audio,
    refuse_id,
    refuse_listing,
    refuse_profile,
)

_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
_HOST = re.compile(
    r"([a-z0-9]{1,63}\.)?(youtube|youtube-nocookie|youtubekids)\.com"
    r"|youtube\.googleapis\.com|(www\.)?youtu\.be"
)
_CONSENT_HOST = "consent.youtube.com"
_MUSIC_HOST = "music.youtube.com"

# A video id is a 64-bit number in base 64: its eleventh character has four bits.
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]")
CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{21}[AQgw]")
"""UC and a 128-bit number: its last character has two bits."""


_CLIP_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")
_PLAYLIST_ID = re.compile(
    r"(PL|LL|EC|UU|FL|RD|UL|TL|PU|OLAK5uy_)[A-Za-z0-9_-]{10,128}|RDMM|WL|LL|LM"
)
_HANDLE = re.compile(r"[\w.·-]{1,100}")

_KINDS: dict[str, Kind] = {"shorts": "short", "live": "live"}
_LISTINGS = {
    "feed": "a list of videos",
    "hashtag": "a hashtag",
    "playlist": "a playlist",
    "post": "a community post",
    "results": "a search",
}
# Other first words of a path that are never a channel's old short name.
_RESERVED = frozenset(
    {
        "about",
        "account",
        "ads",
        "gaming",
        "index",
        "kids",
        "live",
        "music",
        "premium",
        "shorts",
        "t",
        "trending",
    }
)


def owns_host(host: str) -> bool:
    """Whether a host (lower-case ASCII) is one of YouTube's."""
    return _HOST.fullmatch(host) is not None


def read(address: Address) -> Reading:
    """The video that an address on one of YouTube's hosts names."""
    if address.host == _CONSENT_HOST:
        return Wrapped("youtube", address.parameter("continue"))
    address = _settle(address)
    reading: Reading
    match address.words:
        case ["redirect"]:
            reading = Wrapped("youtube", address.parameter("q"))
        case ["attribution_link"]:
            reading = Wrapped("youtube", _absolute(address.parameter("u")))
        case ["embed", "videoseries" | "live_stream", *_]:
            reading = refuse_listing("youtube", "a playlist or live stream")
        case ["watch" | "v" | "e" | "embed" | "shorts" | "live" as word, _, *_]:
            kind = _KINDS.get(word, "video")
            reading = _read_video(address, address.segment(1), kind)
        case ["watch" | "watch_popup" | "movie"] | []:
            reading = _read_watch(address)
        case ["source", _, *_]:
            reading = refuse_audio("youtube")
        case ["clip", *_]:
            reading = _read_clip(address.segment(1))
        case _ if address.host in _SHORT_HOSTS:
            reading = _read_video(address, address.segment(0), "video")
        case _:
            reading = _refuse_page(address)
    return reading


def read_app_link(rest: str) -> Reading:
    """`vnd.youtube:` and `youtube:` with an id, a path or a whole address after it."""
    host = rest.partition("/")[0].lower()
    return Wrapped(
        "youtube", f"https://{rest}" if owns_host(host) else f"https://youtu.be/{rest}"
    )


def read_bare_id(text: str) -> PostUrl | None:
    """The video of an id without a URL, None if the text is no video id."""
    return _build_video(text, "video") if _VIDEO_ID.fullmatch(text) else None


def _settle(address: Address) -> Address:
    """The address with what a fragment, a second `?` or a stray `&` says in place.

    Old anchors put the path (`#/watch?v=`) or the parameters (`#!v=`, `#t=`) into
    the fragment; sharing by hand gives `youtu.be/{id}&t=5`, `watch?v={id}?si=...`."""
    anchor = address.fragment.removeprefix("!")
    path, query = address.path, address.query
    if anchor.startswith("/watch"):
        path, _, query = anchor.partition("?")
    elif anchor:
        query = f"{query}&{anchor}"
    path, ampersand, extra = path.partition("&")
    if ampersand:
        query = f"{extra}&{query}"
    return make_address(address.host, path, query.replace("?", "&"))


def _absolute(target: str) -> str:
    is_path = target.startswith("/") and not target.startswith("//")
    return f"https://www.youtube.com{target}" if is_path else target


def _read_watch(address: Address) -> PostUrl | Refusal:
    if "v" in address.parameters:
        return _read_video(address, address.parameter("v"), "video")
    if "list" in address.parameters:
        return refuse_listing("youtube", "a playlist")
    if address.words:
        return refuse_id("youtube")
    return refuse_listing("youtube", "YouTube's front page")


def _read_video(address: Address, video_id: str, kind: Kind) -> PostUrl | Refusal:
    if _VIDEO_ID.fullmatch(video_id) is None:
        return refuse_id("youtube")
    return _build_video(video_id, kind, address)


def _build_video(video_id: str, kind: Kind, address: Address | None = None) -> PostUrl:
    address = address or make_address("", "", "")
    start = read_offset(address.parameter("t") or address.parameter("start"))
    end = read_offset(address.parameter("end"))
    playlist = address.parameter("list")
    playlist_id = playlist if _PLAYLIST_ID.fullmatch(playlist) else None
    return PostUrl(
        platform="youtube",
        kind=kind,
        id=video_id,
        canonical_url=f"https://www.youtube.com/watch?v={video_id}",
        index=read_ordinal(address.parameter("index")) if playlist_id else None,
        start_seconds=start,
        end_seconds=end if end is not None and end > (start or 0) else None,
        playlist_id=playlist_id,
        notes=frozenset({"music"} if address.host == _MUSIC_HOST else ()),
    )


def _read_clip(token: str) -> PostUrl | Refusal:
    """A clip: a pointer to a part of a video, whose id the token does not tell."""
    if _CLIP_TOKEN.fullmatch(token) is None:
        return refuse_id("youtube")
    return PostUrl(
        platform="youtube",
        kind="clip",
        id=None,
        canonical_url=f"https://www.youtube.com/clip/{token}",
        needs_resolve=True,
    )


def _refuse_page(address: Address) -> Refusal:
    word = address.words[0]
    if word in _LISTINGS or word in _RESERVED:
        return refuse_listing("youtube", _LISTINGS.get(word))
    if word == "channel":
        channel_id = address.segment(1)
        is_valid = CHANNEL_ID.fullmatch(channel_id) is not None
        return refuse_profile("youtube", channel_id if is_valid else None)
    name = address.segment(1 if word in ("c", "user") else 0)
    handle = unquote(name).removeprefix("@")
    return refuse_profile("youtube", handle if _HANDLE.fullmatch(handle) else None)
