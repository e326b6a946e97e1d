"""What yt-dlp's errors mean: only their text tells. Pure.

Source: yt-dlp 2026.10.26, `extractor/youtube/_video.py` and `_tab.py`, and what
YouTube itself says, which yt-dlp passes on. Seen November 2026."""

import re
from dataclasses import dataclass

from libs.common.contracts.social import FailureReason
from libs.common.redaction import redact_text
from services.social.clients.pause import AskingFailed

_WITH_A_KEY = "With YOUTUBE_API_KEY posts come from YouTube's own API."


class ExtractionFailed(AskingFailed):
    """yt-dlp has no answer."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What it means when a lower-cased error holds one of these texts."""

    texts: tuple[str, ...]
    reason: FailureReason
    message: str
    pause_seconds: float = 0


# In the order in which they are looked for: "Video unavailable" begins several that go
# on to say more.
_MEANINGS = (
    _Meaning(
        ("rate-limited by youtube", "try again later", "http error 429"),
        "rate_limited",
        f"YouTube answers this machine no more for up to an hour. {_WITH_A_KEY}",
        pause_seconds=900,
    ),
    _Meaning(
        ("not a bot",),
        "blocked",
        "YouTube takes this machine for a robot and does not answer it, as it does "
        f"with most data centres. {_WITH_A_KEY}",
        pause_seconds=600,
    ),
    _Meaning(
        ("private video", "video is private"), "private", "This video is private."
    ),
    _Meaning(
        ("confirm your age", "inappropriate for some users"),
        "age_restricted",
        "YouTube shows this video to signed-in adults only.",
    ),
    _Meaning(
        ("join this channel", "members-only", "members only"),
        "members_only",
        "This video is for the channel's members only.",
    ),
    _Meaning(
        ("in your country", "from your location", "geo restriction", "geo-restrict"),
        "geo_blocked",
        "This video is not shown in the country that this machine is in.",
    ),
    _Meaning(
        ("premieres in", "premiere will begin", "live event will begin"),
        "not_yet",
        "This video has not been shown yet.",
    ),
    _Meaning(
        (
            "video unavailable",
            "video is unavailable",
            "has been removed",
            "has been terminated",
            "channel does not exist",
            "playlist does not exist",
            "http error 404",
        ),
        "not_found",
        "YouTube does not know this any more: it was deleted, or never was.",
    ),
    _Meaning(
        ("unsupported url", "is not a valid url", "incomplete youtube id"),
        "malformed",
        "yt-dlp does not take this address for a video of YouTube.",
    ),
    _Meaning(
        ("http error 403",),
        "blocked",
        f"YouTube refused to answer this machine. {_WITH_A_KEY}",
        pause_seconds=60,
    ),
    _Meaning(
        ("timed out",),
        "timeout",
        "YouTube did not answer this machine in time.",
        pause_seconds=20,
    ),
    _Meaning(
        (
            "failed to resolve",
            "transporterror",
            "proxyerror",
            "connection refused",
            "connection reset",
            "network is unreachable",
        ),
        "source_unavailable",
        "YouTube cannot be reached from this machine. Look at its connection to the "
        "internet, or import your own posts.",
        pause_seconds=20,
    ),
    _Meaning(
        ("memoryerror", "cannot allocate memory"),
        "source_unavailable",
        "yt-dlp needed more memory than YTDLP_MEMORY_BYTES allows.",
    ),
    _Meaning(
        ("no module named", "cannot execute"),
        "source_unavailable",
        "yt-dlp is not installed here: install the packages of social again.",
        pause_seconds=60,
    ),
)

_SAID_NOTHING = "yt-dlp ended without an answer. It may need to be brought up to date."
_ERROR = re.compile(r"^ERROR:\s+(?:\[[\w:+-]+\]\s+)?(?:[\w@-]+:\s+)?(.*)", re.MULTILINE)
_MOST_QUOTED = 200


def read_errors(written: str) -> ExtractionFailed:
    """What a program that failed wrote to its errors, as a reason."""
    told = _ERROR.findall(written)
    text = told[-1] if told else written.strip().rpartition("\n")[2]
    # Apostrophes come in two shapes.
    lowered = text.replace("’", "'").lower()
    for meaning in _MEANINGS:
        if any(part in lowered for part in meaning.texts):
            return ExtractionFailed(
                meaning.reason, meaning.message, meaning.pause_seconds
            )
    quoted = redact_text(text.replace("\x00", ""))[:_MOST_QUOTED].strip()
    message = f"yt-dlp could not read this: {quoted}" if quoted else _SAID_NOTHING
    return ExtractionFailed("source_unavailable", message)
