"""Writes posts in bulk. Reading them is `posts/repository.py`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from orjson import Fragment
from sqlalchemy import (
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from services.social.bulk import among, rows_of
from services.social.media.models import PostMedia
from services.social.posts.models import (
    Post,
    PostAccess,
    PostComment,
    PostMetricSnapshot,
)
from services.social.saving.merging import Figures, PostState
from services.social.saving.preparing import Identity

_STATE = ("id", "fetched_at", "origin", "format")
_DERIVED = ("engagement_score", "engagement_denominator")
_CHANGEABLE = (*_STATE, *_DERIVED, *PostState.__slots__)
_ALL = ("owner_id", "platform", "platform_post_id", *_CHANGEABLE)

_SOURCE_OF_MEDIA = ("source_url", "width", "height", "duration_seconds")


def _via_now(via: str) -> Any:
    is_loose = PostAccess.via.in_(("follow", "save"))
    return case((is_loose, via), else_=PostAccess.via)


class SavingRepository:
    """The statements behind `PostSaver`; rows are dicts of columns."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session

    async def insert_new(self, rows: Iterable[Fragment]) -> set[UUID]:
        """Inserts those posts that are not held; gives back their ids.

        In the order of their identities, so that two writers do not block each other
        for ever."""
        given = rows_of(Post, _ALL, rows)
        statement = (
            insert(Post)
            .from_select(
                list(_ALL),
                select(*given.c).order_by(given.c.platform, given.c.platform_post_id),
            )
            .on_conflict_do_nothing(
                index_elements=["platform", "platform_post_id", "owner_id"]
            )
            .returning(Post.id)
        )
        return set((await self._session.scalars(statement)).all())

    async def lock_held(
        self, identities: Sequence[Identity], owner_id: UUID | None
    ) -> dict[Identity, tuple[UUID, PostState]]:
        """The posts of exactly this owner (None: public), locked until the commit."""
        wanted = [
            {"platform": platform, "platform_post_id": post_id}
            for platform, post_id in sorted(identities)
        ]
        given = rows_of(Post, ("platform", "platform_post_id"), wanted)
        columns = [getattr(Post, name) for name in PostState.__slots__]
        # One by one through the index: a plan that was kept since there were few posts
        # would read all of them each time.
        found = (
            select(Post.platform, Post.platform_post_id, Post.id, *columns)
            .where(
                Post.platform == given.c.platform,
                Post.platform_post_id == given.c.platform_post_id,
                Post.owner_id.is_not_distinct_from(owner_id),
            )
            .limit(1)
            .with_for_update()
            .lateral()
        )
        statement = select(*found.c).select_from(given.join(found, true()))
        rows = await self._session.execute(statement)
        return {
            (row[0], row[1]): (
                row[2],
                PostState(**dict(zip(PostState.__slots__, row[3:], strict=True))),
            )
            for row in rows
        }

    async def load_history(
        self, post_ids: Sequence[UUID]
    ) -> dict[UUID, dict[datetime, Figures]]:
        """All snapshots of these posts, by moment."""
        statement = select(
            PostMetricSnapshot.post_id,
            PostMetricSnapshot.as_of,
            PostMetricSnapshot.metrics,
        ).where(among(PostMetricSnapshot.post_id, post_ids))
        found: dict[UUID, dict[datetime, Figures]] = {pid: {} for pid in post_ids}
        for post_id, as_of, metrics in await self._session.execute(statement):
            found[post_id][as_of] = metrics
        return found

    async def update_posts(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Writes the changeable columns of posts that are held."""
        given = rows_of(Post, _CHANGEABLE, rows)
        statement = (
            update(Post)
            .where(Post.id == given.c.id)
            .values(
                **{name: given.c[name] for name in _CHANGEABLE if name != "id"},
                updated_at=func.clock_timestamp(),
            )
            .execution_options(synchronize_session=False)
        )
        await self._session.execute(statement)

    async def write_snapshots(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds snapshots (post_id, as_of, metrics, origin); one per moment stands."""
        names = ("post_id", "as_of", "metrics", "origin")
        given = rows_of(PostMetricSnapshot, names, rows)
        statement = insert(PostMetricSnapshot).from_select(
            list(names), select(*given.c)
        )
        statement = statement.on_conflict_do_update(
            index_elements=["post_id", "as_of"],
            set_={"metrics": statement.excluded.metrics},
        )
        await self._session.execute(statement)

    async def write_media(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds media, or tells where those not yet stored are to be found now."""
        names = ("id", "post_id", "kind", "position", *_SOURCE_OF_MEDIA)
        with_ids = [{"id": new_id(), **row} for row in rows]
        given = rows_of(PostMedia, names, with_ids)
        statement = insert(PostMedia).from_select(list(names), select(*given.c))
        excluded = statement.excluded
        statement = statement.on_conflict_do_update(
            index_elements=["post_id", "kind", "position"],
            set_={name: excluded[name] for name in _SOURCE_OF_MEDIA},
            where=PostMedia.file.is_(None)
            & (PostMedia.source_url != excluded.source_url),
        )
        await self._session.execute(statement)

    async def write_comments(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds comments (post_id, platform_comment_id, data), or renews them."""
        names = ("post_id", "platform_comment_id", "data")
        given = rows_of(PostComment, names, rows)
        statement = insert(PostComment).from_select(list(names), select(*given.c))
        statement = statement.on_conflict_do_update(
            index_elements=["post_id", "platform_comment_id"],
            set_={"data": statement.excluded.data},
        )
        await self._session.execute(statement)

    async def grant_access(
        self, owner_id: UUID, post_ids: Iterable[UUID], via: str
    ) -> None:
        """Puts posts into the owner's library; what is there stays as it came, but for
        what was only followed or saved.

        What the owner had taken out is back in it."""
        ordered = sorted(set(post_ids), key=attrgetter("int"))
        rows = [{"post_id": post_id} for post_id in ordered]
        if not rows:
            return
        given = rows_of(PostAccess, ("post_id",), rows)
        chosen = select(
            bindparam("owner", owner_id, PostAccess.owner_id.type),
            given.c.post_id,
            bindparam("via", via, PostAccess.via.type),
        )
        await self._session.execute(
            insert(PostAccess)
            .from_select(["owner_id", "post_id", "via"], chosen)
            .on_conflict_do_nothing()
        )
        await self._session.execute(
            update(PostAccess)
            .where(
                PostAccess.owner_id == owner_id,
                PostAccess.post_id == given.c.post_id,
                or_(
                    PostAccess.removed_at.is_not(None),
                    PostAccess.via.in_(("follow", "save")),
                ),
            )
            .values(removed_at=None, via=_via_now(via))
            .execution_options(synchronize_session=False)
        )
