"""Takes one post down everywhere, for an operator."""

from uuid import UUID

from libs.common.admin.changes import note_change
from libs.common.clock import Clock
from libs.common.contracts.domain_events import PostTakenDown
from libs.common.db.session import WriteSession
from libs.common.identity import Identity
from libs.common.ids import is_id
from libs.common.jobs.client import Jobs
from libs.common.pagination import PageRequest
from libs.common.post_urls import Refusal, is_demo_id, parse_post_url
from libs.common.schemas import Page
from services.social.posts.models import Post
from services.social.removal.deletion import PostDeletion
from services.social.standings.orders import StandingOrders
from services.social.takedowns.errors import (
    InventedPostStays,
    PostNotNamed,
    PostTakenDownBefore,
)
from services.social.takedowns.models import TakenDownPost
from services.social.takedowns.repository import HeldCopies, TakedownRepository
from services.social.takedowns.schemas import TakedownCreate, TakedownRead


class TakedownService:
    """Works in one transaction: tombstone, rows, audit and event stand together.

    The files go after its commit, for certain; analysis erases its part by the event.
    Who stores posts at the moment is waited for, and what he has stored goes too."""

    def __init__(
        self, session: WriteSession, admin: Identity, jobs: Jobs, clock: Clock
    ) -> None:
        self._session = session
        self._admin = admin
        self._jobs = jobs
        self._clock = clock
        self._takedowns = TakedownRepository(session)
        self._copies = HeldCopies(session)

    async def take_down(self, given: TakedownCreate) -> TakedownRead:
        """Raises PostNotNamed, InventedPostStays, PostTakenDownBefore."""
        platform, platform_post_id = identity = await self._read(given.post)
        if is_demo_id(platform_post_id):
            raise InventedPostStays
        await self._takedowns.wait_for_others()
        if await self._takedowns.find_down([identity]):
            raise PostTakenDownBefore
        rows = await self._copies.list_rows(identity)
        post_ids = [row.id for row in rows]
        takedown = await self._takedowns.create(
            TakenDownPost(
                platform=platform,
                platform_post_id=platform_post_id,
                reason=given.reason,
                admin_id=self._admin.user_id,
                posts=len(rows),
            )
        )
        await self._erase(identity, list(rows))
        await self._note("take_down", takedown)
        event = PostTakenDown(
            platform=platform,
            platform_post_id=platform_post_id,
            post_ids=tuple(post_ids),
            taken_down_at=self._clock.now(),
        )
        await self._jobs.publish(self._session, event, event_id=takedown.id)
        return TakedownRead.model_validate(takedown)

    async def lift(self, takedown_id: UUID) -> None:
        """The post may be collected and imported again; what was erased is not back.

        Raises TakedownNotFound."""
        takedown = await self._takedowns.get(takedown_id)
        await self._note("lift_take_down", takedown)
        await self._takedowns.lift(takedown_id)

    async def list_page(self, page: PageRequest) -> Page[TakedownRead]:
        """The newest first."""
        statement = self._takedowns.statement()
        found = await self._takedowns.list_page(statement, page, newest_first=True)
        items = [TakedownRead.model_validate(row) for row in found.items]
        return Page[TakedownRead](items=items, next_cursor=found.next_cursor)

    async def _read(self, text: str) -> tuple[str, str]:
        """(platform, the platform's id) of a link, or of one of our ids."""
        if is_id(text.strip()):
            found = await self._copies.find_identity(UUID(text.strip()))
            if found is None:
                raise PostNotNamed("not_held", "No post is held under this id.")
            return found
        post = parse_post_url(text)
        if isinstance(post, Refusal):
            raise PostNotNamed(post.reason, post.message)
        if post.id is None:
            message = "This is a short link. Open it, and paste the post's own link."
            raise PostNotNamed("short_link", message)
        return post.platform, post.id

    async def _erase(self, identity: tuple[str, str], rows: list[Post]) -> None:
        post_ids = [row.id for row in rows]
        creators = {(row.platform, row.creator_key) for row in rows}
        keepers = await self._copies.list_keepers(post_ids)
        await self._copies.forget_traces(identity, post_ids)
        await PostDeletion(self._session, self._jobs).delete(post_ids)
        for owner_id in keepers:
            await StandingOrders(self._session, self._jobs).ask(owner_id, creators)

    async def _note(self, action: str, takedown: TakenDownPost) -> None:
        named = f"{takedown.platform}:{takedown.platform_post_id}"
        await note_change(
            self._session,
            self._admin,
            action=action,
            row=(TakenDownPost.__tablename__, str(takedown.id)),
            before={},
            after={"post": named, "reason": takedown.reason, "posts": takedown.posts},
        )
