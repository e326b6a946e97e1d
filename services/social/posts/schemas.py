"""Posts as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.social import PostMetrics, TranscriptSegment
from libs.common.schemas import Schema
from services.social.media.schemas import MediaRead


class CommentRead(Schema):
    """What somebody wrote under a post."""

    author: str = Field(description="Who, as the platform writes it")
    text: str = Field(description="At most its first 2,000 characters")
    likes: int | None = Field(description="Null = not known")
    published_at: datetime | None = Field(description="When it was written")


class PostSummaryRead(Schema):
    """A post with its newest figures and its media, without what is said in it."""

    id: UUID = Field(description="The post's id here")
    platform: str = Field(description="instagram, x, youtube, ...")
    platform_post_id: str = Field(description="The platform's own id")
    url: str = Field(description="Its canonical address")
    username: str = Field(description="Its author, as the platform writes it")
    creator_key: str = Field(description="Names the account within its platform")
    creator_name: str = Field(description="The account's name for people")
    format: str = Field(description="What it is compared within: video, reel, ...")
    title: str | None = Field(description="Its title, where it has one")
    content: str | None = Field(description="Its text or caption")
    published_at: datetime | None = Field(description="When it was published")
    duration_seconds: float | None = Field(description="Its length")
    metrics: PostMetrics = Field(description="Newest figures; null = not known")
    metrics_as_of: datetime = Field(description="When they were seen")
    engagement_score: float | None = Field(
        description="Likes + comments + shares + saves, per `engagement_denominator`"
    )
    engagement_denominator: Literal["views", "followers"] | None = Field(
        description="What the score is divided by"
    )
    is_invented: bool = Field(description="A demo post: nobody wrote it")
    is_own: bool = Field(description="Imported by you, seen by nobody else")
    origin: str = Field(description="Which source it came from")
    fetched_at: datetime = Field(description="When that was")
    media: list[MediaRead] = Field(description="Pictures and videos, in order")


class PostRead(PostSummaryRead):
    """A post with its newest figures, its media and its words."""

    transcript: str | None = Field(description="What is said in it")
    formatted_transcript: list[TranscriptSegment] | None = Field(
        description="The same with times"
    )
    transcript_state: Literal["unknown", "present", "no_speech", "missing"] = Field(
        description="Whether there are words to be had"
    )
    transcript_source: str | None = Field(
        description="captions (the author's), automatic_captions (heard by the "
        "platform), faster_whisper, openai; null: they came with the post"
    )
    transcript_language: str | None = Field(description="Their language, as a code")
    comments: list[CommentRead] = Field(
        description="Of the comments that are held at most 20, the most liked first"
    )


class SnapshotRead(Schema):
    """The figures as they were seen at one moment."""

    as_of: datetime = Field(description="The moment")
    metrics: PostMetrics = Field(description="What was told then; null = not told")
    origin: str = Field(description="By which source")


class PostWithHistoryRead(PostRead):
    """A post, and its figures over time."""

    snapshots: list[SnapshotRead] = Field(description="Oldest first")
