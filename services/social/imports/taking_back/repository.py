"""What an import has told, and what others have told of the same posts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from libs.common.db.session import WriteSession
from services.social.bulk import rows_of
from services.social.imports.models import Import, ImportRow
from services.social.imports.row_sources import KeptReading
from services.social.imports.taking_back.rule import Telling
from services.social.posts.models import Post, PostMetricSnapshot
from services.social.saving.merging import Figures, PostState


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as it is, with what an update of it needs."""

    platform: str
    fetched_at: datetime
    origin: str
    state: PostState


class TakingBackRepository:
    """The posts and reports of one owner, while an import is taken back."""

    def __init__(self, session: WriteSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def list_posts(
        self, import_id: UUID, limit: int, *, after: int
    ) -> tuple[set[UUID], int]:
        """The next posts that the import's report still tells of, and its row that
        the following come after."""
        statement = (
            select(ImportRow.row_number, ImportRow.post_id)
            .where(
                ImportRow.import_id == import_id,
                ImportRow.row_number > after,
                ImportRow.post_id.is_not(None),
            )
            .order_by(ImportRow.row_number)
            .limit(limit)
        )
        rows = (await self._session.execute(statement)).all()
        found = {post_id for _, post_id in rows if post_id}
        return found, rows[-1][0] if rows else after

    async def lock_posts(self, post_ids: Sequence[UUID]) -> dict[UUID, HeldPost]:
        """Those of them that there are, locked until the commit."""
        columns = [getattr(Post, name) for name in PostState.__slots__]
        statement = (
            select(Post.id, Post.platform, Post.fetched_at, Post.origin, *columns)
            .where(Post.id.in_(post_ids), Post.owner_id == self._owner_id)
            .order_by(Post.platform, Post.platform_post_id)
            .with_for_update()
        )
        return {
            row[0]: HeldPost(
                platform=row[1],
                fetched_at=row[2],
                origin=row[3],
                state=PostState(**dict(zip(PostState.__slots__, row[4:], strict=True))),
            )
            for row in await self._session.execute(statement)
        }

    async def list_tellings(
        self, post_ids: Sequence[UUID]
    ) -> dict[UUID, list[Telling]]:
        """All rows of all imports about these posts."""
        statement = (
            select(
                ImportRow.post_id,
                ImportRow.import_id,
                ImportRow.row_number,
                ImportRow.as_of,
                ImportRow.figures,
                ImportRow.replaced,
            )
            .where(ImportRow.post_id.in_(post_ids))
            .order_by(ImportRow.import_id, ImportRow.row_number)
        )
        found: dict[UUID, list[Telling]] = {post_id: [] for post_id in post_ids}
        rows = (await self._session.execute(statement)).all()
        kept = await self.load_readings({row.import_id for row in rows})
        for row in rows:
            telling = Telling(
                place=(row.import_id, row.row_number),
                as_of=row.as_of,
                figures=row.figures or {},
                replaced=_read_replaced(row.replaced),
                tells_moment=kept[row.import_id].tells_moment,
            )
            found[row.post_id].append(telling)
        return found

    async def load_readings(
        self, import_ids: Iterable[UUID]
    ) -> dict[UUID, KeptReading]:
        """How imports were read."""
        statement = select(Import.id, Import.options).where(Import.id.in_(import_ids))
        return {
            import_id: KeptReading.model_validate(options)
            for import_id, options in await self._session.execute(statement)
        }

    async def replace_snapshots(
        self, histories: Mapping[UUID, Mapping[datetime, Figures]]
    ) -> None:
        """Leaves these snapshots of these posts, and no others."""
        names = ("post_id", "as_of")
        told = [
            {"post_id": post_id, "as_of": at}
            for post_id, history in histories.items()
            for at in history
        ]
        given = rows_of(PostMetricSnapshot, names, told)
        stands = (
            select(given.c.post_id)
            .where(
                given.c.post_id == PostMetricSnapshot.post_id,
                given.c.as_of == PostMetricSnapshot.as_of,
            )
            .exists()
        )
        await self._session.execute(
            delete(PostMetricSnapshot)
            .where(PostMetricSnapshot.post_id.in_(list(histories)), ~stands)
            .execution_options(synchronize_session=False)
        )

    async def set_replaced(
        self, changes: Mapping[tuple[UUID, int], Mapping[str, Any]]
    ) -> None:
        """Notes what rows have replaced, by import and row."""
        names = ("import_id", "row_number", "replaced")
        rows = [
            {"import_id": import_id, "row_number": number, "replaced": dict(replaced)}
            for (import_id, number), replaced in changes.items()
        ]
        given = rows_of(ImportRow, names, rows)
        await self._session.execute(
            update(ImportRow)
            .where(
                ImportRow.import_id == given.c.import_id,
                ImportRow.row_number == given.c.row_number,
            )
            .values(replaced=given.c.replaced)
            .execution_options(synchronize_session=False)
        )

    async def forget(self, import_id: UUID, post_ids: Sequence[UUID]) -> None:
        """Deletes the report's rows about these posts."""
        await self._session.execute(
            delete(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.post_id.in_(post_ids))
            .execution_options(synchronize_session=False)
        )


def _read_replaced(stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """As it was before JSON made a text of the time."""
    replaced = dict(stored or {})
    if isinstance(replaced.get("published_at"), str):
        replaced["published_at"] = datetime.fromisoformat(replaced["published_at"])
    return replaced
