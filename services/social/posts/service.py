"""Posts as one owner sees them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from libs.common.contracts.social import (
    FrameDetail,
    MediaDetail,
    MetricSnapshot,
    PostDetail,
    PostMetrics,
)
from libs.common.schemas import Page
from libs.common.storage.links import MediaLinks
from services.social.media.models import PostMedia
from services.social.media.schemas import render_medium
from services.social.posts.models import Post, PostComment, PostMetricSnapshot
from services.social.posts.repository import PostRepository
from services.social.posts.schemas import (
    CommentRead,
    PostRead,
    PostSummaryRead,
    PostWithHistoryRead,
    SnapshotRead,
)

NoteView = Callable[[UUID], None]
_MOST_COMMENT_TEXT = 2000


class PostService:
    """Reads posts with their media. `note_view` is told which one a person opened."""

    def __init__(
        self,
        repository: PostRepository,
        links: MediaLinks,
        note_view: NoteView | None = None,
    ) -> None:
        self._repository = repository
        self._links = links
        self._note_view = note_view

    async def read_post(self, post_id: UUID) -> PostWithHistoryRead:
        """One post with its figures over time. Raises PostNotFound."""
        post = await self._repository.get(post_id)
        media = await self._repository.list_media([post.id])
        comments = await self._repository.list_comments([post.id])
        snapshots = await self._repository.list_snapshots(post.id)
        if self._note_view:
            self._note_view(post.id)
        return PostWithHistoryRead(
            **_full_values(post, media[post.id], comments[post.id], self._links),
            snapshots=[SnapshotRead.model_validate(row) for row in snapshots],
        )

    async def list_of_request(self, request_id: UUID) -> Page[PostRead]:
        """All posts of an analysis request, in one page. Raises RequestHasNoPosts."""
        posts = await self._repository.list_of_request(request_id)
        return Page[PostRead](items=await self._render(posts), next_cursor=None)

    async def list_invented(self) -> list[PostRead]:
        """The demo's posts, creator by creator, newest first."""
        return await self._render(await self._repository.list_invented())

    async def read_detail(self, post_id: UUID) -> PostDetail:
        """One post for another service. Raises PostNotFound."""
        post = await self._repository.get(post_id)
        media = await self._repository.list_media([post.id])
        count = await self._repository.count_snapshots(post.id)
        snapshots = await self._repository.list_newest_snapshots(post.id)
        frames = await self._repository.list_frames(media[post.id])
        return build_detail(post, media[post.id], snapshots, count, frames)

    async def _render(self, posts: Sequence[Post]) -> list[PostRead]:
        post_ids = [post.id for post in posts]
        media = await self._repository.list_media(post_ids)
        comments = await self._repository.list_comments(post_ids)
        return [
            PostRead(
                **_full_values(post, media[post.id], comments[post.id], self._links)
            )
            for post in posts
        ]


def build_detail(
    post: Post,
    media: Sequence[PostMedia],
    snapshots: Sequence[PostMetricSnapshot],
    snapshot_count: int,
    frames: Mapping[str, Sequence[FrameDetail]],
) -> PostDetail:
    """A post as the contract between services has it."""
    return PostDetail(
        id=post.id,
        platform=post.platform,
        platform_post_id=post.platform_post_id,
        url=post.url,
        format=post.format,
        creator_key=post.creator_key,
        creator_name=post.creator_name,
        title=post.title,
        content=post.content,
        published_at=post.published_at,
        duration_seconds=post.duration_seconds,
        metrics=PostMetrics(**post.metrics),
        metrics_as_of=post.metrics_as_of,
        snapshot_count=snapshot_count,
        snapshots=tuple(
            MetricSnapshot(as_of=row.as_of, metrics=PostMetrics(**row.metrics))
            for row in snapshots
        ),
        transcript=post.transcript,
        transcript_segments=tuple(post.formatted_transcript or ()),
        transcript_state=post.transcript_state,
        media=tuple(
            _build_medium(medium, frames.get(medium.file or "", ())) for medium in media
        ),
        is_invented=post.is_invented,
        origin=post.origin,
        fetched_at=post.fetched_at,
    )


def _build_medium(medium: PostMedia, frames: Sequence[FrameDetail]) -> MediaDetail:
    return MediaDetail(
        id=medium.id,
        kind=medium.kind,
        position=medium.position,
        storage_key=medium.file,
        content_type=medium.content_type,
        width=medium.width,
        height=medium.height,
        duration_seconds=medium.duration_seconds,
        failure_reason=medium.failure_reason,
        size_bytes=medium.size_bytes,
        video_codec=medium.video_codec,
        audio_codec=medium.audio_codec,
        is_expired=medium.expired_at is not None,
        frames=tuple(frames),
    )


def summary_values(
    post: Post, media: Sequence[PostMedia], links: MediaLinks
) -> dict[str, Any]:
    """What every view of a post shows, by the names of PostSummaryRead."""
    own = {"metrics", "media", "is_own"}
    return {
        **{n: getattr(post, n) for n in PostSummaryRead.model_fields if n not in own},
        "metrics": PostMetrics(**post.metrics),
        "is_own": post.owner_id is not None,
        "media": [render_medium(medium, links) for medium in media],
    }


def _full_values(
    post: Post,
    media: Sequence[PostMedia],
    comments: Sequence[PostComment],
    links: MediaLinks,
) -> dict[str, Any]:
    return {
        **summary_values(post, media, links),
        "transcript": post.transcript,
        "formatted_transcript": post.formatted_transcript,
        "transcript_state": post.transcript_state,
        "transcript_source": post.transcript_source,
        "transcript_language": post.transcript_language,
        "comments": [_render_comment(comment.data) for comment in comments],
    }


def _render_comment(data: dict[str, Any]) -> CommentRead:
    return CommentRead(**{**data, "text": data["text"][:_MOST_COMMENT_TEXT]})
