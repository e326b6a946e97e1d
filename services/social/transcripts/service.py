"""Which words of a post are held.

They are what came with the post (captions, a transcript). Nothing listens to sound
here yet, so words that did not come are `missing`, which is what is said."""

from collections.abc import Sequence

from libs.common.contracts.social import PostTranscribed
from services.social.media.models import PostMedia
from services.social.posts.models import Post


def settle_transcript(post: Post, media: Sequence[PostMedia]) -> PostTranscribed:
    """Sets the post's `transcript_state`, and answers with it."""
    if post.transcript:
        post.transcript_state = "present"
        return PostTranscribed(state="present", source="captions")
    if post.transcript_state == "no_speech" or _is_silent(post, media):
        post.transcript_state = "no_speech"
        return PostTranscribed(state="no_speech", source="held")
    post.transcript_state = "missing"
    return PostTranscribed(state="missing", source="none")


def _is_silent(post: Post, media: Sequence[PostMedia]) -> bool:
    """Pictures alone: there is nothing to be heard."""
    has_only_pictures = bool(media) and all(m.kind == "image" for m in media)
    return has_only_pictures and not post.duration_seconds
