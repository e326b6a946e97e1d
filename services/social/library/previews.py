"""What stands for a post's media in a list. Pure."""

from collections.abc import Sequence

from libs.common.storage.links import MediaLinks
from services.social.library.schemas import MediaPreview
from services.social.media.models import PostMedia
from services.social.posts.models import Post


def render_preview(
    post: Post, media: Sequence[PostMedia], links: MediaLinks
) -> MediaPreview | None:
    """The post's kind of media, with a picture where one is stored.

    A thumbnail before a picture of the post itself: it is made to be shown small."""
    shown = [medium for medium in media if medium.kind != "thumbnail"]
    videos = [medium for medium in shown if medium.kind == "video"]
    if not media:
        return None
    if len(shown) > 1:
        kind = "carousel"
    elif videos or (not shown and post.duration_seconds):
        kind = "video"
    else:
        kind = "image"
    stored = [m for m in media if m.file and m.kind != "video"]
    picture = min(stored, key=_rank, default=None)
    durations = [m.duration_seconds for m in videos if m.duration_seconds]
    return MediaPreview(
        kind=kind,
        thumbnail_url=links.build(picture.file) if picture and picture.file else None,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        count=len(shown),
        duration_seconds=durations[0] if durations else post.duration_seconds,
    )


def _rank(medium: PostMedia) -> tuple[bool, int]:
    return medium.kind != "thumbnail", medium.position
