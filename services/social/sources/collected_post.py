"""The one shape that every source maps its posts to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from libs.common.contracts.social import PostMetrics, TranscriptSegment


@dataclass(frozen=True, slots=True)
class CollectedMedia:
    """A medium as the source names it."""

    kind: Literal["image", "video", "thumbnail"]
    source_url: str
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CollectedComment:
    """A comment on a post."""

    platform_comment_id: str
    author: str
    text: str
    likes: int | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CollectedPost:
    """A post from any source, figures as of `as_of` (aware UTC).

    `creator_key` identifies the account within its platform (channel id, or the
    handle in lower case); `kind` is the source's word where it is one of ours
    (`video`, `short`, `live`, `post`, `reel`, `carousel`, ...), None where unknown.
    `username` is the handle as the platform writes it, if it is not `creator_name`.
    `is_whole` is False where a listing tells less than asking for the post would."""

    platform: str
    platform_post_id: str
    url: str
    creator_key: str
    creator_name: str
    as_of: datetime
    kind: str | None = None
    title: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    duration_seconds: float | None = None
    metrics: PostMetrics = field(default_factory=PostMetrics)
    transcript: str | None = None
    transcript_segments: tuple[TranscriptSegment, ...] = ()
    has_no_speech: bool = False
    media: tuple[CollectedMedia, ...] = ()
    comments: tuple[CollectedComment, ...] = ()
    is_invented: bool = False
    username: str | None = None
    is_whole: bool = True
