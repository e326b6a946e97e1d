"""Finds posts that may be twins, and keeps which are."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    delete,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from libs.common.db.locks import take_turn
from libs.common.db.session import WriteSession
from services.social.bulk import among, rows_of
from services.social.creators.models import Creator, CreatorAlias
from services.social.posts.models import Post
from services.social.twins.conditions import is_derived
from services.social.twins.models import PostTwin
from services.social.twins.rule import NEAR, Pair, Sighted

Account = tuple[str, str]
"""(platform, creator key)"""


class TwinRepository:
    """Of all owners: a public post may be many importers' twin."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session

    async def take_turn(self, *, as_importer: bool) -> None:
        """Waits until all others have committed whose posts could be twins of those
        that are stored now. Who stores public posts does not wait for his like."""
        await take_turn(self._session, "post_twins", is_shared=not as_importer)

    async def list_pairs(self, own_ids: Sequence[UUID]) -> list[Pair]:
        """Each of these imported posts with each public one of about its time."""
        public = aliased(Post)
        names = ("id", "platform", "creator_key", "published_at", "title", "content")
        near = _near(
            Post,
            public,
            NEAR,
            public.owner_id.is_(None),
            *(getattr(public, name).label(f"public_{name}") for name in names),
            public.username,
            public.creator_name,
        )
        statement = (
            select(
                Post.owner_id,
                *(getattr(Post, name).label(f"own_{name}") for name in names),
                *near.c,
            )
            .join(near, true())
            .where(among(Post.id, own_ids), is_derived())
        )
        rows = (await self._session.execute(statement)).all()
        aliases = await self._list_aliases(
            {(row.public_platform, row.public_creator_key) for row in rows}
        )
        return [
            Pair(
                row.owner_id,
                _read_sighted(row, "own", {row.own_creator_key}),
                _read_sighted(
                    row,
                    "public",
                    {
                        *aliases[row.public_platform, row.public_creator_key],
                        row.public_creator_key,
                        # Where a source knows no handle, it is what the account is
                        # called.
                        "" if row.username == row.creator_name else row.username,
                    },
                ),
            )
            for row in rows
        ]

    async def find_near(self, own_ids: Sequence[UUID]) -> list[UUID]:
        """These imported posts, and those of the same owners that could be twins of
        the same public post."""
        other = aliased(Post)
        columns = (other.id, other.owner_id)
        near = _near(Post, other, 2 * NEAR, is_derived(other), *columns)
        statement = (
            select(near.c.id)
            .distinct()
            .select_from(Post)
            .join(near, near.c.owner_id == Post.owner_id)
            .where(among(Post.id, own_ids))
        )
        return await self._list(statement)

    async def find_touched(self, public_ids: Sequence[UUID]) -> list[UUID]:
        """The imported posts whose twin one of these public ones may be, or was."""
        own = aliased(Post)
        near = _near(Post, own, NEAR, is_derived(own), own.id)
        found = (
            select(near.c.id)
            .select_from(Post)
            .join(near, true())
            .where(among(Post.id, public_ids))
        )
        known = select(PostTwin.own_id).where(among(PostTwin.public_id, public_ids))
        return await self._list(found.union(known))

    async def replace(
        self, own_ids: Sequence[UUID], twins: Mapping[UUID, UUID], owners: Any
    ) -> None:
        """These imported posts have these twins, and no others."""
        await self._session.execute(
            delete(PostTwin)
            .where(among(PostTwin.own_id, own_ids))
            .execution_options(synchronize_session=False)
        )
        names = ("own_id", "public_id", "owner_id")
        rows = [
            {"own_id": own_id, "public_id": public_id, "owner_id": owners[own_id]}
            for own_id, public_id in sorted(twins.items())
        ]
        if rows:
            given = rows_of(PostTwin, names, rows)
            # The lock that the foreign key takes, taken early: an import may be taken
            # back, or its owner leave, at this moment.
            there = (
                select(*given.c)
                .join(Post, Post.id == given.c.own_id)
                .order_by(given.c.own_id)
                .with_for_update(read=True, key_share=True, of=Post)
            )
            await self._session.execute(
                insert(PostTwin)
                .from_select(list(names), there)
                .on_conflict_do_nothing()
            )

    async def _list(self, statement: Any) -> list[UUID]:
        return list((await self._session.scalars(statement)).all())

    async def _list_aliases(self, accounts: set[Account]) -> dict[Account, list[str]]:
        """The names by which followed accounts are known."""
        if not accounts:
            return {}
        names = ("platform", "creator_key")
        rows = [dict(zip(names, account, strict=True)) for account in accounts]
        given = rows_of(Creator, names, rows)
        statement = (
            select(Creator.platform, Creator.creator_key, CreatorAlias.name)
            .join(CreatorAlias, CreatorAlias.creator_id == Creator.id)
            .join(
                given,
                (Creator.platform == given.c.platform)
                & (Creator.creator_key == given.c.creator_key),
            )
        )
        found: dict[Account, list[str]] = {account: [] for account in accounts}
        for row in await self._session.execute(statement):
            found[row[0], row[1] or ""].append(row[2])
        return found


def _near(
    post: type[Post],
    other: type[Post],
    apart: timedelta,
    condition: ColumnElement[bool],
    *columns: Any,
) -> LateralFromClause:
    """Columns of the other posts on the same platform, of about the post's time.

    Looked up for each post through the index of times, in its order: a plan that was
    kept since there were few posts would read all of them each time."""
    return (
        select(*columns)
        .where(
            other.platform == post.platform,
            other.published_at.between(
                post.published_at - apart, post.published_at + apart
            ),
            condition,
        )
        .order_by(other.published_at)
        .offset(0)
        .correlate(post)
        .lateral()
    )


def _read_sighted(row: Any, side: str, names: set[str]) -> Sighted:
    return Sighted(
        id=getattr(row, f"{side}_id"),
        names=frozenset(name.lstrip("@").casefold() for name in names if name),
        published_at=getattr(row, f"{side}_published_at"),
        title=getattr(row, f"{side}_title"),
        content=getattr(row, f"{side}_content"),
    )
