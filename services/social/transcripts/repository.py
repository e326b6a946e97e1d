"""What was heard in media."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.social import TranscriptSegment
from services.social.media.models import PostMedia
from services.social.posts.models import Post
from services.social.posts.repository import is_visible
from services.social.transcripts.heard import Heard
from services.social.transcripts.models import MediumTranscript


class TranscriptRepository:
    """Words by their medium, whose post the caller has looked up for its owner."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_heard(self, medium_ids: Sequence[UUID]) -> dict[UUID, Heard]:
        """What was heard in these media so far."""
        statement = select(MediumTranscript).where(
            MediumTranscript.medium_id.in_(medium_ids)
        )
        rows = await self._session.scalars(
            statement.execution_options(populate_existing=True)
        )
        return {row.medium_id: _read(row) for row in rows}

    async def find_equal(
        self, content_sha256: str, owner_id: UUID | None
    ) -> Heard | None:
        """What was heard to the end in a medium of the same bytes: of a public post, or
        of one of the same owner's."""
        visible = Post.owner_id.is_(None) if owner_id is None else is_visible(owner_id)
        statement = (
            select(MediumTranscript)
            .join(PostMedia, PostMedia.id == MediumTranscript.medium_id)
            .join(Post, Post.id == PostMedia.post_id)
            .where(
                visible,
                MediumTranscript.content_sha256 == content_sha256,
                MediumTranscript.state != "unfinished",
            )
            .order_by(MediumTranscript.created_at)
            .limit(1)
        )
        row = (await self._session.scalars(statement)).one_or_none()
        return _read(row) if row else None

    async def keep(self, medium_id: UUID, content_sha256: str, heard: Heard) -> None:
        """Stores how far the medium was heard; once it is settled, its text, too."""
        values: dict[str, Any] = {
            **{name: getattr(heard, name) for name in Heard.__slots__},
            "segments": [segment.model_dump() for segment in heard.segments],
            "content_sha256": content_sha256,
        }
        statement = insert(MediumTranscript).values(medium_id=medium_id, **values)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["medium_id"],
                set_={name: statement.excluded[name] for name in values},
            )
        )
        if heard.is_settled:
            await self._session.execute(
                update(PostMedia)
                .where(PostMedia.id == medium_id)
                .values(transcript=heard.text)
            )


def _read(row: MediumTranscript) -> Heard:
    return Heard(
        state=row.state,  # type: ignore[arg-type]  # as it was stored
        source=row.source,
        model=row.model,
        language=row.language,
        has_times=row.has_times,
        heard_seconds=row.heard_seconds,
        segments=tuple(map(TranscriptSegment.model_validate, row.segments)),
    )
