"""Posts that are taken down, and what is held of them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from libs.common.db.locks import take_turn
from libs.common.db.repository import Repository
from services.social.bulk import rows_of
from services.social.imports.models import ImportRow
from services.social.posts.models import Post, PostAccess, PostComment
from services.social.takedowns.errors import TakedownNotFound
from services.social.takedowns.models import TakenDownPost
from services.social.twins.models import PostTwin

Identity = tuple[str, str]
"""(platform, the platform's id)"""

_TURN = "taken_down_posts"


class TakedownRepository(Repository[TakenDownPost]):
    """The tombstones of posts."""

    model = TakenDownPost
    not_found = TakedownNotFound

    async def hold_back(self) -> None:
        """Lets the transaction store posts: a take-down that comes now waits for its
        end, and finds what it has stored."""
        await take_turn(self.session, _TURN, is_shared=True)

    async def wait_for_others(self) -> None:
        """Waits until all who store posts at this moment have done so, and lets nobody
        begin before the transaction ends."""
        await take_turn(self.session, _TURN)

    async def find_down(self, identities: Iterable[Identity]) -> set[Identity]:
        """Which of these are taken down."""
        names = ("platform", "platform_post_id")
        wanted = [dict(zip(names, each, strict=True)) for each in set(identities)]
        if not wanted:
            return set()
        given = rows_of(TakenDownPost, names, wanted)
        row = TakenDownPost
        statement = select(row.platform, row.platform_post_id).join(
            given,
            (row.platform == given.c.platform)
            & (row.platform_post_id == given.c.platform_post_id),
        )
        return {(each[0], each[1]) for each in await self.session.execute(statement)}

    async def get(self, takedown_id: UUID) -> TakenDownPost:
        """One take-down. Raises TakedownNotFound."""
        return await self.get_one(
            self.statement().where(TakenDownPost.id == takedown_id)
        )

    async def lift(self, takedown_id: UUID) -> None:
        """The post may be collected again."""
        await self.session.execute(
            delete(TakenDownPost).where(TakenDownPost.id == takedown_id)
        )


class HeldCopies(Repository[Post]):
    """All that is held about one post, whoever has it: for operators alone."""

    model = Post

    async def find_identity(self, post_id: UUID) -> Identity | None:
        """Which post a row of any owner is about."""
        statement = select(Post.platform, Post.platform_post_id)
        found = await self.session.execute(statement.where(Post.id == post_id))
        row = found.one_or_none()
        return (row[0], row[1]) if row else None

    async def list_rows(self, identity: Identity) -> Sequence[Post]:
        """The public row, and those of all importers, also where they have no id."""
        platform, platform_post_id = identity
        named = select(Post.id).where(
            Post.platform == platform, Post.platform_post_id == platform_post_id
        )
        twins = select(PostTwin.own_id).where(PostTwin.public_id.in_(named))
        return await self.list_all(
            self.statement().where(Post.id.in_(named.union(twins)))
        )

    async def list_keepers(self, post_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Who has them in the library."""
        statement = select(PostAccess.owner_id).where(PostAccess.post_id.in_(post_ids))
        found = await self.session.scalars(
            statement.distinct().order_by(PostAccess.owner_id)
        )
        return found.all()

    async def forget_traces(self, identity: Identity, post_ids: Sequence[UUID]) -> None:
        """What other rows hold of it: texts in reports of imports, and itself as a
        comment on another post."""
        blank = (
            update(ImportRow)
            .where(ImportRow.post_id.in_(post_ids))
            .values(figures=None, replaced=None)
        )
        platform, platform_post_id = identity
        others = select(Post.id).where(Post.platform == platform)
        comments = delete(PostComment).where(
            PostComment.platform_comment_id == platform_post_id,
            PostComment.post_id.in_(others),
        )
        for statement in (blank, comments):
            await self.session.execute(
                statement.execution_options(synchronize_session=False)
            )
