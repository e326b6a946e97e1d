"""Media as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.social import FailureReason
from libs.common.schemas import Schema
from libs.common.storage.links import MediaLinks
from services.social.media.models import PostMedia

DEMO_SCHEME = "demo:"
FRAME_SCHEME = "frame:"
"""Of a thumbnail that is a frame of our copy of the video; the platform gave none."""


class MediaRead(Schema):
    """One picture or video of a post."""

    id: UUID = Field(description="The medium's id")
    kind: Literal["image", "video", "thumbnail"] = Field(description="What it is")
    position: int = Field(description="Its place in the post, from 0")
    url: str | None = Field(
        description="Where our copy can be fetched for some hours; null until stored"
    )
    content_type: str | None = Field(description="As found in its bytes")
    size_bytes: int | None = Field(description="Size of our copy")
    width: int | None = Field(description="Pixels")
    height: int | None = Field(description="Pixels")
    duration_seconds: float | None = Field(description="Of a video")
    video_codec: str | None = Field(description="How a stored video is coded")
    audio_codec: str | None = Field(
        description="How its sound is coded; null where it has none"
    )
    source_url: str | None = Field(description="Where the platform has it")
    supabase_url: str | None = Field(description="Its address in Supabase Storage")
    uploaded_to_supabase: bool = Field(description="Whether it is stored there")
    transcript: str | None = Field(description="What is said in it")
    failure_reason: FailureReason | None = Field(
        description="Why it could not be stored"
    )
    failure_message: str | None = Field(description="The same in words")
    expired_at: datetime | None = Field(
        description="When our copy was given up since nobody needed it; null otherwise."
        " It is fetched again with the next analysis"
    )


def render_medium(medium: PostMedia, links: MediaLinks) -> MediaRead:
    """A medium with a link to our copy, where there is one."""
    is_ours = medium.source_url.startswith((DEMO_SCHEME, FRAME_SCHEME))
    return MediaRead(
        id=medium.id,
        kind=medium.kind,
        position=medium.position,
        url=links.build(medium.file) if medium.file else None,
        content_type=medium.content_type,
        size_bytes=medium.size_bytes,
        width=medium.width,
        height=medium.height,
        duration_seconds=medium.duration_seconds,
        video_codec=medium.video_codec,
        audio_codec=medium.audio_codec,
        source_url=None if is_ours else medium.source_url,
        supabase_url=medium.supabase_url,
        uploaded_to_supabase=medium.uploaded_to_supabase,
        transcript=medium.transcript,
        failure_reason=medium.failure_reason,
        failure_message=medium.failure_message,
        expired_at=medium.expired_at,
    )
