"""Listings of creators' newest posts, and the requests that they were made for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.social.bulk import rows_of
from services.social.collection.models import CollectedRequest
from services.social.listings.deciding import Listing, ListingKey, ListingLimits
from services.social.listings.models import CreatorListing, RequestListing

Limit = Literal["creators", "money"]

_KEY = ListingKey._fields
_COSTS_LOOKED_AT = 20
_COSTS_BELIEVED = timedelta(days=7)


class ListingRepository:
    """What was listed, by platform, creator and kind."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, keys: Iterable[ListingKey]) -> dict[ListingKey, Listing]:
        """The last listing of each, where there was one."""
        rows = [key._asdict() for key in set(keys)]
        if not rows:
            return {}
        given = rows_of(CreatorListing, _KEY, rows)
        kept = CreatorListing
        statement = select(
            kept.platform,
            kept.creator_key,
            kept.kind,
            kept.listed_at,
            kept.posts,
            kept.reaches_back_to,
            kept.reason,
            kept.message,
            kept.asked,
            kept.source,
            kept.post_ids,
        ).join(
            given,
            (kept.platform == given.c.platform)
            & (kept.creator_key == given.c.creator_key)
            & (kept.kind == given.c.kind),
        )
        return {
            ListingKey(*row[:3]): Listing(*row[3:])
            for row in await self._session.execute(statement)
        }

    async def keep(
        self, key: ListingKey, listing: Listing, cost_micro_usd: int
    ) -> None:
        """Notes a listing; of one that failed, that it did."""
        told = {
            "listed_at": listing.listed_at,
            "reason": listing.reason,
            "message": listing.message,
        }
        brought = {
            "posts": listing.posts,
            "reaches_back_to": listing.reaches_back_to,
            "asked": listing.asked,
            "source": listing.source,
            "post_ids": list(listing.post_ids),
            "cost_micro_usd": cost_micro_usd,
        }
        await self._session.execute(
            insert(CreatorListing)
            .values(**key._asdict(), **told, **brought)
            .on_conflict_do_update(
                index_elements=list(_KEY),
                set_=told if listing.reason else {**told, **brought},
            )
        )

    async def reserve(
        self,
        request_id: UUID,
        key: ListingKey,
        limits: ListingLimits,
        now: datetime,
    ) -> Limit | None:
        """Notes that the creator is listed for the request; else the limit reached.

        Counted once, however often it is asked for. What the listing will cost is not
        known before: it is taken to be what the dearest of the platform's last did, if
        that is not long ago: so that one day another is tried, should prices fall."""
        await self._session.execute(
            select(CollectedRequest.request_id)
            .where(CollectedRequest.request_id == request_id)
            .with_for_update()
        )
        others = select(
            func.count(), func.coalesce(func.sum(RequestListing.cost_micro_usd), 0)
        ).where(
            RequestListing.request_id == request_id,
            ~(
                (RequestListing.platform == key.platform)
                & (RequestListing.creator_key == key.creator_key)
                & (RequestListing.kind == key.kind)
            ),
        )
        creators, spent = (await self._session.execute(others)).one()
        if creators >= limits.creators:
            return "creators"
        expected = await self._expect_cost(key.platform, now)
        if spent + expected > limits.cost_micro_usd:
            return "money"
        await self._session.execute(
            insert(RequestListing)
            .values(request_id=request_id, **key._asdict(), cost_micro_usd=expected)
            .on_conflict_do_nothing()
        )
        return None

    async def settle(self, request_id: UUID, key: ListingKey, cost: int) -> None:
        """Puts what it did cost in the place of what was expected."""
        await self._session.execute(
            update(RequestListing)
            .where(
                RequestListing.request_id == request_id,
                RequestListing.platform == key.platform,
                RequestListing.creator_key == key.creator_key,
                RequestListing.kind == key.kind,
            )
            .values(cost_micro_usd=cost)
        )

    async def purge(self, before: datetime) -> None:
        """Forgets what was listed last before then."""
        await self._session.execute(
            delete(CreatorListing).where(CreatorListing.listed_at < before)
        )

    async def _expect_cost(self, platform: str, now: datetime) -> int:
        last = (
            select(CreatorListing.cost_micro_usd)
            .where(
                CreatorListing.platform == platform,
                CreatorListing.listed_at > now - _COSTS_BELIEVED,
            )
            .order_by(CreatorListing.listed_at.desc())
            .limit(_COSTS_LOOKED_AT)
            .subquery()
        )
        statement = select(func.coalesce(func.max(last.c.cost_micro_usd), 0))
        return int(await self._session.scalar(statement) or 0)
