"""Which words of a post are held, and what may be done to have them. Pure."""

from collections.abc import Sequence

from libs.common.contracts.post_format import SPOKEN_FORMATS
from libs.common.contracts.social import (
    MissingWords,
    PostTranscribed,
    TranscriptSegment,
)
from services.social.clients.youtube_captions import Captions
from services.social.media.models import PostMedia
from services.social.posts.models import Post
from services.social.transcripts.heard import Heard, join_heard

CAPTIONS = "captions"
AUTOMATIC_CAPTIONS = "automatic_captions"
NOBODY_LISTENS = (
    "Nothing is set up to listen to its video: set WHISPER_MODEL_PATH or "
    "OPENAI_API_KEY."
)
NO_VIDEO_HELD = "No words came with the post, and its video could not be fetched."


def settle_transcript(post: Post, media: Sequence[PostMedia]) -> PostTranscribed:
    """Sets the post's `transcript_state` by what is held, and answers with it."""
    if post.transcript:
        post.transcript_state = "present"
        return PostTranscribed(
            state="present",
            source=post.transcript_source or CAPTIONS,
            language=post.transcript_language,
        )
    if not _has_sound(post, media):
        return _settle_missing(post, "nothing_to_hear")
    if post.transcript_state == "no_speech":
        return _settle_silence(post)
    if any(m.kind == "video" and not m.file for m in media):
        return _settle_missing(post, "no_video_held", NO_VIDEO_HELD)
    return _settle_missing(post, "not_told")


def settle_captions(post: Post, found: Captions) -> PostTranscribed:
    """Takes the platform's captions as the post's words; none in them: no speech."""
    text = " ".join(segment.text for segment in found.segments)
    if not text:
        return _settle_silence(post)
    source = AUTOMATIC_CAPTIONS if found.is_automatic else CAPTIONS
    _write(post, text, found.segments, source, found.language)
    return settle_transcript(post, ())


def settle_heard(
    post: Post, media: Sequence[Heard], failures: Sequence[str]
) -> PostTranscribed:
    """Takes what was heard in all videos of a post as its words.

    Silence is only told where all of them were heard."""
    found = join_heard(media)
    if found:
        _write(post, found.text, found.segments, found.source, found.language)
        return settle_transcript(post, ())
    if not failures:
        return _settle_silence(post)
    return _settle_missing(post, "not_heard", " ".join(dict.fromkeys(failures)))


def list_hearable(media: Sequence[PostMedia]) -> list[PostMedia]:
    """The media that have a sound, and are stored."""
    return [medium for medium in media if medium.kind == "video" and medium.file]


def _settle_silence(post: Post) -> PostTranscribed:
    post.transcript_state = "no_speech"
    return PostTranscribed(state="no_speech", source="held")


def _settle_missing(
    post: Post, reason: MissingWords, message: str | None = None
) -> PostTranscribed:
    post.transcript_state = "missing"
    return PostTranscribed(
        state="missing", source="none", reason=reason, message=message
    )


def _write(
    post: Post,
    text: str,
    segments: Sequence[TranscriptSegment] | None,
    source: str,
    language: str | None,
) -> None:
    post.transcript = text
    post.formatted_transcript = (
        None if segments is None else [segment.model_dump() for segment in segments]
    )
    post.transcript_source = source
    post.transcript_language = language


def _has_sound(post: Post, media: Sequence[PostMedia]) -> bool:
    """Whether anybody could speak in it: not in a text, and not in pictures."""
    is_spoken = post.format in SPOKEN_FORMATS or bool(post.duration_seconds)
    return is_spoken or any(medium.kind == "video" for medium in media)
