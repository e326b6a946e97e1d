"""The JSON that a collector of one's own speaks; README.md describes it for people."""

from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from libs.common.contracts.social import (
    FailureReason,
    PostMetrics,
    TranscriptSegment,
)
from services.social.sources.collected_post import (
    CollectedComment,
    CollectedMedia,
    CollectedPost,
)
from services.social.sources.source import Failure, Target
from services.social.sources.values import LARGEST_COUNT, WEB_ADDRESS, keep_past

REASONS: frozenset[str] = frozenset(get_args(FailureReason))


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _clean_name(text: str) -> str:
    name = _clean(text)
    if not name:
        raise ValueError("there is nothing in it")
    return name


def _check_address(text: str) -> str:
    if not WEB_ADDRESS.fullmatch(text):
        raise ValueError("this is no web address")
    return text


Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT, strict=True)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean_name)]
Text = Annotated[str, StringConstraints(max_length=200_000)]
Seconds = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]
Pixels = Annotated[int, Field(ge=1, le=100_000)]


class _Row(BaseModel):
    """Fields that are not known are ignored, so that collectors may say more."""

    model_config = ConfigDict(extra="ignore")


class MetricsRow(_Row):
    """Counts; null or missing = not known."""

    views: Count | None = None
    impressions: Count | None = None
    reach: Count | None = None
    likes: Count | None = None
    comments: Count | None = None
    shares: Count | None = None
    saves: Count | None = None
    followers: Count | None = None


class MediumRow(_Row):
    """A picture or video, where it can be fetched."""

    kind: Literal["image", "video", "thumbnail"]
    url: Annotated[str, AfterValidator(_check_address)]
    width: Pixels | None = None
    height: Pixels | None = None
    duration_seconds: Seconds | None = None


class CommentRow(_Row):
    """A comment."""

    id: Name
    author: Name
    text: Text
    likes: Count | None = None
    published_at: AwareDatetime | None = None


class SegmentRow(_Row):
    """A span of speech."""

    start_seconds: Seconds
    end_seconds: Seconds
    text: Text


class PostRow(_Row):
    """A post. Times are ISO 8601 with a zone; `as_of` is when the figures were seen."""

    id: Name
    creator_key: Name
    creator_name: Name
    username: Name | None = None
    as_of: AwareDatetime | None = None
    kind: Annotated[str, StringConstraints(max_length=40)] | None = None
    title: Text | None = None
    content: Text | None = None
    published_at: AwareDatetime | None = None
    duration_seconds: Seconds | None = None
    metrics: MetricsRow = MetricsRow()
    transcript: Text | None = None
    transcript_segments: Annotated[list[SegmentRow], Field(max_length=20_000)] = []
    has_no_speech: bool = False
    media: Annotated[list[MediumRow], Field(max_length=50)] = []
    comments: Annotated[list[CommentRow], Field(max_length=1000)] = []


def build_post(row: PostRow, target: Target, now: AwareDatetime) -> CollectedPost:
    """The post of a row; identity and address are those that were asked for."""
    return CollectedPost(
        platform=target.platform,
        platform_post_id=target.post_id,
        url=target.url,
        creator_key=row.creator_key,
        creator_name=row.creator_name,
        username=row.username,
        # A moment that has not come yet cannot be when somebody looked.
        as_of=keep_past(row.as_of, now) or now,
        kind=row.kind.strip().lower() or None if row.kind else None,
        title=row.title,
        content=row.content,
        published_at=keep_past(row.published_at, now),
        duration_seconds=row.duration_seconds,
        metrics=PostMetrics(**row.metrics.model_dump()),
        transcript=row.transcript,
        transcript_segments=tuple(
            TranscriptSegment(
                start_seconds=part.start_seconds,
                end_seconds=part.end_seconds,
                text=_clean(part.text),
            )
            for part in row.transcript_segments
        ),
        has_no_speech=row.has_no_speech,
        media=tuple(
            CollectedMedia(m.kind, m.url, m.width, m.height, m.duration_seconds)
            for m in row.media
        ),
        comments=tuple(
            CollectedComment(
                c.id, c.author, c.text, c.likes, keep_past(c.published_at, now)
            )
            for c in row.comments
        ),
    )


def build_failure(row: Any) -> tuple[str, Failure] | None:
    """The post's id and why it failed; None for a row that names no post."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return None
    reason = row.get("reason")
    message = row.get("message")
    if not isinstance(reason, str) or reason not in REASONS:
        text = f"The collector gave a reason that is not known: {str(reason)[:40]!r}"
        return row["id"], Failure("malformed", text)
    text = _clean(message)[:500] if isinstance(message, str) else _WORDS[reason]
    return row["id"], Failure(reason, text or _WORDS[reason])  # type: ignore[arg-type]


_WORDS = {
    "not_found": "This post does not exist, or no longer.",
    "private": "This post is private.",
    "age_restricted": "This post is shown to adults only.",
    "members_only": "This post is shown to members only.",
    "geo_blocked": "This post is not shown in the collector's country.",
    "not_yet": "This post is not published yet.",
    "rate_limited": "The collector may not ask for more posts at the moment.",
    "no_credit": "The collector's credit is used up.",
    "auth": "The collector is not signed in.",
    "blocked": "The platform has blocked the collector.",
    "timeout": "The platform did not answer the collector in time.",
    "malformed": "The platform's answer could not be read by the collector.",
    "source_unavailable": "The collector has no way to this platform.",
}
