"""Following accounts: within the plan's limit, with a way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.db.session import ReadSession, WriteSession
from libs.common.errors import DomainError
from libs.common.internal.billing import BillingClient
from libs.common.pagination import PageRequest
from libs.common.post_urls import CreatorName, CreatorRefusal, parse_creator
from services.social.creators.errors import (
    CreatorAlreadyFollowed,
    CreatorNotValid,
    HandleLimitReached,
    LookedRecently,
    TooManyNewCreators,
)
from services.social.creators.models import Creator, FollowedCreator
from services.social.creators.presenting import present
from services.social.creators.repository import CreatorRepository, FollowRepository
from services.social.creators.schemas import (
    CreatorFollow,
    FollowedCreatorPage,
    FollowedCreatorRead,
)
from services.social.library.repository import CreatorFigures, LibraryRepository
from services.social.standings.orders import StandingOrders
from services.social.watching.repository import LookRepository, SharingRepository
from services.social.watching.requests import LookRequests

log = structlog.get_logger()

KEPT = timedelta(days=30)
"""How long unfollowing can be taken back."""

_CHANGES_A_DAY = 10
_DAY = timedelta(days=1)
# The first look is asked for at once; should it be given up, the watch comes by then.
_HOUR = timedelta(hours=1)


def read_creator(given: CreatorFollow) -> CreatorName:
    """The account that is meant. Raises CreatorNotValid."""
    found = parse_creator(given.creator, platform=given.platform)
    if isinstance(found, CreatorRefusal):
        raise CreatorNotValid(found)
    return found


class FollowedCreators:
    """Reads of what one owner follows."""

    def __init__(
        self, session: ReadSession, owner_id: UUID, billing: BillingClient
    ) -> None:
        self._follows = FollowRepository(session, owner_id)
        self._shown = _Shown(session, owner_id)
        self._billing = billing

    async def list_page(self, page: PageRequest) -> FollowedCreatorPage:
        """Those followed last first, with their figures and the plan's limit."""
        limit = await self._find_limit()
        found = await self._follows.list_newest(page)
        return FollowedCreatorPage(
            items=await self._shown.present(found.items),
            next_cursor=found.next_cursor,
            followed=await self._follows.count(),
            limit=limit,
        )

    async def get(self, followed_id: UUID) -> FollowedCreatorRead:
        """One of them. Raises FollowedCreatorNotFound."""
        followed = await self._follows.get(followed_id)
        [shown] = await self._shown.present([followed])
        return shown

    async def _find_limit(self) -> int | None:
        try:
            limits = await self._billing.get_limits(self._follows.owner_id)
        except DomainError as error:
            log.info("limit_not_told", error=error.message)
            return None
        return limits.max_handles


@dataclass(frozen=True, slots=True)
class FollowRules:
    """How soon an account may be looked at again."""

    freshness: timedelta


class FollowService:
    """What one owner follows, changed; one instance per transaction.

    Billing is asked before the transaction begins: while it is slow, nobody's
    connection is held."""

    def __init__(
        self,
        session: WriteSession,
        owner_id: UUID,
        *,
        billing: BillingClient,
        looks: LookRequests,
        orders: StandingOrders,
        clock: Clock,
        rules: FollowRules,
    ) -> None:
        self._session = session
        self._owner_id = owner_id
        self._billing = billing
        self._looks = looks
        self._orders = orders
        self._clock = clock
        self._rules = rules
        self._creators = CreatorRepository(session)
        self._follows = FollowRepository(session, owner_id)
        self._shown = _Shown(session, owner_id)

    async def follow(self, given: CreatorFollow) -> FollowedCreatorRead:
        """Follows an account, and has it looked at.

        Raises CreatorNotValid (422), CreatorAlreadyFollowed (409), HandleLimitReached
        (402), TooManyNewCreators (429)."""
        name = read_creator(given)
        limit = (await self._billing.get_limits(self._owner_id)).max_handles
        await self._follows.lock()
        creator = await self._creators.ensure(name, self._clock.now() + _HOUR)
        known = await self._follows.find_of(creator.id)
        if known and known.removed_at is None:
            raise CreatorAlreadyFollowed(known.id)
        await self._admit(limit)
        if known:
            return await self._take_back(known, creator)
        since = self._clock.now() - _DAY
        if await self._follows.count_since(since) >= limit + _CHANGES_A_DAY:
            raise TooManyNewCreators
        followed = FollowedCreator(
            owner_id=self._owner_id,
            creator_id=creator.id,
            created_at=self._clock.now(),
        )
        await self._follows.create(followed)
        await self._looks.ask(creator)
        return await self._present(followed)

    async def set_paused(
        self, followed_id: UUID, *, is_paused: bool
    ) -> FollowedCreatorRead:
        """Pauses or goes on; again, it changes nothing. Raises
        FollowedCreatorNotFound."""
        await self._follows.lock()
        followed = await self._follows.get(followed_id)
        if is_paused and followed.paused_at is None:
            followed.paused_at = self._clock.now()
        elif not is_paused and followed.paused_at is not None:
            followed.paused_at = None
            await self._looks.ask(await self._creators.get(followed.creator_id))
        return await self._present(followed)

    async def unfollow(self, followed_id: UUID) -> None:
        """Its posts leave the library, but for those that were saved, imported or
        analysed; for 30 days it can be taken back. Raises FollowedCreatorNotFound."""
        await self._follows.lock()
        followed = await self._follows.get_removed(
            followed_id, self._clock.now() - KEPT
        )
        if followed.removed_at is not None:
            return
        followed.removed_at = self._clock.now()
        creator = await self._creators.get(followed.creator_id)
        if creator.creator_key:
            key = (creator.platform, creator.creator_key)
            await SharingRepository(self._session).withdraw(self._owner_id, key)
            await self._orders.ask(self._owner_id, [key])

    async def restore(self, followed_id: UUID) -> FollowedCreatorRead:
        """Follows again what was unfollowed in the last 30 days.

        Raises FollowedCreatorNotFound (404), HandleLimitReached (402)."""
        limit = (await self._billing.get_limits(self._owner_id)).max_handles
        await self._follows.lock()
        followed = await self._follows.get_removed(
            followed_id, self._clock.now() - KEPT
        )
        if followed.removed_at is None:
            return await self._present(followed)
        await self._admit(limit)
        creator = await self._creators.get(followed.creator_id)
        return await self._take_back(followed, creator)

    async def look(self, followed_id: UUID) -> FollowedCreatorRead:
        """Has the account looked at now, out of turn.

        Raises FollowedCreatorNotFound (404), LookedRecently (429)."""
        followed = await self._follows.get(followed_id)
        creator = await self._creators.get(followed.creator_id)
        last = await LookRepository(self._session).find_last(creator.id)
        if last:
            again_at = last.started_at + self._rules.freshness
            left = (again_at - self._clock.now()).total_seconds()
            if left > 0:
                raise LookedRecently(round(left))
        await self._looks.ask(creator)
        return await self._present(followed)

    async def _admit(self, limit: int) -> None:
        followed = await self._follows.count()
        if followed >= limit:
            raise HandleLimitReached(limit, followed)

    async def _take_back(
        self, followed: FollowedCreator, creator: Creator
    ) -> FollowedCreatorRead:
        followed.removed_at = None
        followed.paused_at = None
        await self._looks.ask(creator)
        return await self._present(followed)

    async def _present(self, followed: FollowedCreator) -> FollowedCreatorRead:
        await self._session.flush()
        [shown] = await self._shown.present([followed])
        return shown


class _Shown:
    """Followed accounts with what is known of them."""

    def __init__(self, session: ReadSession | WriteSession, owner_id: UUID) -> None:
        self._creators = CreatorRepository(session)
        self._library = LibraryRepository(session, owner_id)
        self._looks = LookRepository(session)

    async def present(
        self, followed: Sequence[FollowedCreator]
    ) -> list[FollowedCreatorRead]:
        creators = await self._creators.load([row.creator_id for row in followed])
        keys = [(c.platform, c.creator_key) for c in creators.values() if c.creator_key]
        figures = await self._library.count_of(keys)
        looking = await self._looks.find_open(list(creators))
        shown = []
        for row in followed:
            creator = creators[row.creator_id]
            key = (creator.platform, creator.creator_key or "")
            shown.append(
                present(
                    row,
                    creator,
                    figures.get(key, CreatorFigures()),
                    is_looking=creator.id in looking,
                )
            )
        return shown
