"""Queries about the invented posts."""

from sqlalchemy import Text, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.social.demo.pictures import PICTURE_CONTENT_TYPE
from services.social.media.models import MediaFile, PostMedia
from services.social.media.schemas import DEMO_SCHEME
from services.social.posts.models import Post

KEY_PREFIX = "demo/"


class ShowcaseRepository:
    """The demo in the database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count_posts(self) -> int:
        """How many invented posts are held."""
        statement = select(func.count()).where(
            Post.is_invented, Post.owner_id.is_(None)
        )
        return int(await self._session.scalar(statement) or 0)

    async def name_pictures(self) -> None:
        """Gives the demo's pictures the keys under which they are drawn and stored:
        `demo/<post id>/<position>.png` of `demo:<post id>/<position>`."""
        path = func.substr(PostMedia.source_url, len(DEMO_SCHEME) + 1)
        key = literal(KEY_PREFIX, Text) + path + literal(".png", Text)
        is_unnamed = PostMedia.source_url.startswith(DEMO_SCHEME) & PostMedia.file.is_(
            None
        )
        noted = select(
            key, literal(PICTURE_CONTENT_TYPE, Text), literal(0), func.now()
        ).where(is_unnamed)
        columns = ["key", "content_type", "size_bytes", "stored_at"]
        await self._session.execute(
            insert(MediaFile).from_select(columns, noted).on_conflict_do_nothing()
        )
        await self._session.execute(
            update(PostMedia)
            .where(is_unnamed)
            .values(file=key, content_type=PICTURE_CONTENT_TYPE)
            .execution_options(synchronize_session=False)
        )
