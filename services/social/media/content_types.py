"""What a file is, by its first bytes; what it claims to be does not count."""

from dataclasses import dataclass

HEAD_BYTES = 64
"""How many bytes `probe` needs to see, if there are as many."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type that is stored and shown; `extension` without a dot."""

    content_type: str
    extension: str

    @property
    def is_video(self) -> bool:
        """Whether it moves and sounds."""
        return self.content_type.startswith("video/")


_JPEG = MediaType("image/jpeg", "jpg")
_PNG = MediaType("image/png", "png")
_GIF = MediaType("image/gif", "gif")
_WEBP = MediaType("image/webp", "webp")
_AVIF = MediaType("image/avif", "avif")
_HEIC = MediaType("image/heic", "heic")
_MP4 = MediaType("video/mp4", "mp4")
_QUICKTIME = MediaType("video/quicktime", "mov")
_WEBM = MediaType("video/webm", "webm")

_STARTS = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
)
# Brands of the ISO base media format (ISO/IEC 14496-12), as registered at mp4ra.org.
_BRANDS = {b"avif": _AVIF, b"avis": _AVIF, b"mif1": _AVIF, b"qt  ": _QUICKTIME}
_BRANDS |= {b"heic": _HEIC, b"heix": _HEIC, b"hevc": _HEIC}
# What a video's address may lead to instead of a video, by how it begins.
_PLAYLIST = (
    "This is a playlist of a stream (HLS, DASH), not a video file. Streams are not"
    " fetched."
)
_PLAYLIST_STARTS = (b"#EXTM3U", b"\xef\xbb\xbf#EXTM3U")

# Shown in the page of our own origin: nothing that a browser would run.
SERVED = frozenset(
    media.content_type
    for media in (
        *(media for _, media in _STARTS),
        *_BRANDS.values(),
        _WEBP,
        _MP4,
        _WEBM,
    )
)
"""The content types that may be told to browsers; anything else is a download."""


def probe(head: bytes) -> MediaType | None:
    """The type of a picture or video by its first bytes, None for anything else."""
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], _MP4)
    # Matroska's mark; its document type stands within the first bytes.
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:HEAD_BYTES]:
        return _WEBM
    return None


def describe_refusal(head: bytes) -> str | None:
    """Why what begins so is no picture and no video, where more can be said of it."""
    if not head:
        return "There is nothing behind this address (0 bytes)."
    is_manifest = b"<MPD" in head
    if head.startswith(_PLAYLIST_STARTS) or is_manifest:
        return _PLAYLIST
    return None
