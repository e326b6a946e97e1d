"""Reads posts. Whatever it gives back may be seen by the owner it was asked for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from libs.common.contracts.social import FrameDetail
from libs.common.db.repository import Repository
from services.social.bulk import rows_of
from services.social.collection.models import CollectedRequest, RequestPost
from services.social.media.models import MediaFile, PostMedia, VideoFrame
from services.social.posts.errors import PostNotFound, RequestHasNoPosts
from services.social.posts.models import Post, PostComment, PostMetricSnapshot

MOST_COMMENTS = 20


def is_visible(owner_id: UUID) -> ColumnElement[bool]:
    """Public posts, and the owner's own."""
    return or_(Post.owner_id.is_(None), Post.owner_id == owner_id)


class PostRepository(Repository[Post]):
    """Posts as one owner sees them."""

    model = Post
    not_found = PostNotFound

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def statement(self) -> Select[Post]:
        """The posts this owner may see."""
        return select(Post).where(is_visible(self.owner_id))

    async def get(self, post_id: UUID) -> Post:
        """One post. Raises PostNotFound, also for another owner's."""
        return await self.get_one(self.statement().where(Post.id == post_id))

    async def load(self, post_ids: Sequence[UUID]) -> list[Post]:
        """Those of these posts that the owner may see, in this order."""
        found = await self.list_all(self.statement().where(Post.id.in_(post_ids)))
        by_id = {post.id: post for post in found}
        return [by_id[post_id] for post_id in post_ids if post_id in by_id]

    async def find_by_identity(
        self, identities: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], Post]:
        """The held posts among (platform, platform id); the owner's own row first."""
        if not identities:
            return {}
        wanted = [
            {"platform": platform, "platform_post_id": post_id}
            for platform, post_id in set(identities)
        ]
        given = rows_of(Post, ("platform", "platform_post_id"), wanted)
        statement = (
            select(Post)
            .join(
                given,
                (Post.platform == given.c.platform)
                & (Post.platform_post_id == given.c.platform_post_id),
            )
            .where(is_visible(self.owner_id))
            .order_by(Post.owner_id.asc().nulls_first())
        )
        found = (await self.session.scalars(statement)).all()
        # Public rows come first, so that an own one takes the place of its public twin.
        return {(post.platform, post.platform_post_id): post for post in found}

    async def list_of_request(self, request_id: UUID) -> Sequence[Post]:
        """The posts of a request of this owner, in the order they were collected.

        Raises RequestHasNoPosts where the request is unknown or another's."""
        request = select(CollectedRequest.request_id).where(
            CollectedRequest.request_id == request_id,
            CollectedRequest.owner_id == self.owner_id,
        )
        if await self.session.scalar(request) is None:
            raise RequestHasNoPosts
        statement = (
            self.statement()
            .join(RequestPost, RequestPost.post_id == Post.id)
            .where(RequestPost.request_id == request_id)
            .order_by(RequestPost.created_at, Post.id)
        )
        return await self.list_all(statement)

    async def list_invented(self) -> Sequence[Post]:
        """The demo's posts: creator by creator, newest first."""
        statement = (
            select(Post)
            .where(Post.owner_id.is_(None), Post.is_invented)
            .order_by(Post.platform, Post.creator_key, Post.published_at.desc())
        )
        return await self.list_all(statement)

    async def count_snapshots(self, post_id: UUID) -> int:
        """How many times the post's figures were told."""
        statement = select(func.count()).where(PostMetricSnapshot.post_id == post_id)
        return int(await self.session.scalar(statement) or 0)

    async def list_snapshots(self, post_id: UUID) -> Sequence[PostMetricSnapshot]:
        """The post's figures over time, oldest first."""
        statement = (
            select(PostMetricSnapshot)
            .where(PostMetricSnapshot.post_id == post_id)
            .order_by(PostMetricSnapshot.as_of)
        )
        return (await self.session.scalars(statement)).all()

    async def list_newest_snapshots(self, post_id: UUID) -> list[PostMetricSnapshot]:
        """As many of them as a PostDetail carries, oldest first."""
        statement = (
            select(PostMetricSnapshot)
            .where(PostMetricSnapshot.post_id == post_id)
            .order_by(PostMetricSnapshot.as_of.desc())
            .limit(100)
        )
        return list((await self.session.scalars(statement)).all())[::-1]

    async def list_media(self, post_ids: Sequence[UUID]) -> dict[UUID, list[PostMedia]]:
        """The media of visible posts, in their order."""
        statement = (
            select(PostMedia)
            .join(Post, Post.id == PostMedia.post_id)
            .where(is_visible(self.owner_id), PostMedia.post_id.in_(post_ids))
            .order_by(PostMedia.position, PostMedia.kind)
        )
        found: dict[UUID, list[PostMedia]] = {post_id: [] for post_id in post_ids}
        for medium in await self.session.scalars(statement):
            found[medium.post_id].append(medium)
        return found

    async def list_comments(
        self, post_ids: Sequence[UUID]
    ) -> dict[UUID, list[PostComment]]:
        """Of the comments on visible posts the most liked, 20 of each at most."""
        rank = func.row_number().over(
            partition_by=PostComment.post_id,
            order_by=(
                PostComment.data["likes"].as_integer().desc().nulls_last(),
                PostComment.data["published_at"].as_string().desc().nulls_last(),
                PostComment.platform_comment_id,
            ),
        )
        ranked = (
            select(PostComment, rank.label("rank"))
            .join(Post, Post.id == PostComment.post_id)
            .where(is_visible(self.owner_id), PostComment.post_id.in_(post_ids))
            .subquery()
        )
        comment = aliased(PostComment, ranked)
        best = select(comment).where(ranked.c.rank <= MOST_COMMENTS)
        found: dict[UUID, list[PostComment]] = {post_id: [] for post_id in post_ids}
        for each in await self.session.scalars(best.order_by(ranked.c.rank)):
            found[each.post_id].append(each)
        return found

    async def list_frames(
        self, media: Sequence[PostMedia]
    ) -> dict[str, list[FrameDetail]]:
        """The stills of the stored videos among these media, by the video's key."""
        keys = [medium.file for medium in media if medium.file]
        statement = (
            select(
                VideoFrame.video,
                VideoFrame.at_seconds,
                MediaFile.key,
                MediaFile.width,
                MediaFile.height,
            )
            .join(MediaFile, MediaFile.key == VideoFrame.file)
            .where(VideoFrame.video.in_(keys))
            .order_by(VideoFrame.video, VideoFrame.position)
        )
        found: dict[str, list[FrameDetail]] = {}
        for video, at_seconds, key, width, height in await self.session.execute(
            statement
        ):
            frame = FrameDetail(
                at_seconds=at_seconds, storage_key=key, width=width, height=height
            )
            found.setdefault(video, []).append(frame)
        return found
