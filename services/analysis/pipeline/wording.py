"""What the status history says, in words for a person. Pure."""

from typing import NamedTuple

from libs.common.contracts.social import (
    BaselineCollected,
    MediaCollected,
    MissingWords,
    PostDetail,
    PostTranscribed,
)
from services.analysis.wording.quoting import readable, shorten, storable

_LONGEST_TITLE = 80
_SOURCES = {
    "captions": "from its captions",
    "automatic_captions": "from captions that the platform made",
    "faster_whisper": "heard here, by Whisper",
    "openai": "heard by OpenAI",
}


class WordsMissing(NamedTuple):
    """Why a post has no words, and a sentence where more is known; neither, if it has
    some, or nobody speaks in it."""

    reason: MissingWords | None = None
    message: str | None = None


def build_title(post: PostDetail) -> str | None:
    """What to call the post in lists: its title, else its first words."""
    title = storable(readable(post.title))
    return title or shorten(post.content or "", _LONGEST_TITLE) or None


def describe_media(found: MediaCollected | None) -> str:
    """What became of a post's pictures and videos; None = the step failed."""
    if found is None or found.failures:
        return "Some of the pictures or videos could not be fetched"
    return f"{found.stored} of {found.total} media held" if found.total else "No media"


def describe_baseline(found: BaselineCollected | None) -> str:
    """What there is to compare a post with; None = nobody waits for it any longer."""
    if found is None:
        return "The creator's other posts were not there in time"
    if found.reason:
        return f"The creator's other posts could not be collected: {found.message}"
    held = f"{found.comparable} other posts to compare with"
    return f"{held}. {found.message}" if found.message else held


def describe_hearing(percent: int) -> str:
    """How much of a post was listened to."""
    return f"Listening: {percent} %"


def describe_transcript(found: PostTranscribed | None) -> str:
    """What became of a post's words, and where they are from; None = the step failed,
    or took too long. Of a text, or of pictures, there is nothing to say."""
    if found is None:
        return "The transcript could not be made"
    if found.state == "present":
        return f"Transcript {_SOURCES.get(found.source, f'by {found.source}')}"
    if found.state == "no_speech":
        return "Nobody speaks in it"
    if found.reason == "nothing_to_hear":
        return ""
    return f"No transcript. {found.message or ''}".strip(". ")


def find_missing_words(found: PostTranscribed | None) -> WordsMissing:
    """Why the words are missing, if they are; None = the step failed."""
    if found is None:
        return WordsMissing("failed")
    if found.state != "missing":
        return WordsMissing()
    return WordsMissing(found.reason or "not_told", found.message)
