"""Runs, their answers, claims and resolved pointers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.social import CollectedReference
from services.social.bulk import rows_of
from services.social.collection.errors import RequestOfAnotherOwner
from services.social.collection.models import (
    CollectedRequest,
    CollectionClaim,
    CollectionResult,
    CollectionRun,
    RequestPost,
    ResolvedPointer,
)
from services.social.sources.source import Failure

POINTERS_KEPT = timedelta(days=30)
"""How long it is believed where a short link leads."""

_now = func.clock_timestamp()


class CollectionRepository:
    """What a run of CollectPosts knows and stores."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin_run(self, run_id: UUID) -> datetime:
        """Notes the run, once; tells when it was first begun."""
        await self._session.execute(
            insert(CollectionRun).values(id=run_id).on_conflict_do_nothing()
        )
        statement = select(CollectionRun.started_at).where(CollectionRun.id == run_id)
        return (await self._session.scalars(statement)).one()

    async def begin_request(self, request_id: UUID, owner_id: UUID) -> None:
        """Notes the request, once. Raises RequestOfAnotherOwner."""
        await self._session.execute(
            insert(CollectedRequest)
            .values(request_id=request_id, owner_id=owner_id)
            .on_conflict_do_nothing()
        )
        statement = select(CollectedRequest.owner_id).where(
            CollectedRequest.request_id == request_id
        )
        if (await self._session.scalars(statement)).one() != owner_id:
            raise RequestOfAnotherOwner

    async def list_answers(self, run_id: UUID) -> dict[str, CollectedReference]:
        """The answers that the run has already, by the URL asked for."""
        statement = select(CollectionResult.url, CollectionResult.answer).where(
            CollectionResult.run_id == run_id
        )
        return {
            url: CollectedReference.model_validate(answer)
            for url, answer in await self._session.execute(statement)
        }

    async def add_answers(
        self, run_id: UUID, answers: Iterable[CollectedReference]
    ) -> None:
        """Stores answers; the first for a URL stands."""
        rows = [
            {"run_id": run_id, "url": a.url, "answer": a.model_dump(mode="json")}
            for a in answers
        ]
        names = ("run_id", "url", "answer")
        given = rows_of(CollectionResult, names, rows)
        statement = insert(CollectionResult).from_select(list(names), select(*given.c))
        await self._session.execute(statement.on_conflict_do_nothing())

    async def link_posts(self, request_id: UUID, posts: dict[UUID, str]) -> None:
        """Says which posts belong to the request, and under which URL."""
        names = ("request_id", "post_id", "url")
        rows = [
            {"request_id": request_id, "post_id": post_id, "url": url}
            for post_id, url in sorted(posts.items())
        ]
        given = rows_of(RequestPost, names, rows)
        statement = insert(RequestPost).from_select(list(names), select(*given.c))
        await self._session.execute(statement.on_conflict_do_nothing())

    async def add_costs(self, run_id: UUID, calls: int, cost_micro_usd: int) -> None:
        """Counts outside calls and their cost."""
        await self._session.execute(
            update(CollectionRun)
            .where(CollectionRun.id == run_id)
            .values(
                outside_calls=CollectionRun.outside_calls + calls,
                cost_micro_usd=CollectionRun.cost_micro_usd + cost_micro_usd,
            )
        )

    async def read_costs(self, run_id: UUID) -> tuple[int, int]:
        """Outside calls and their cost, of all runs of this message."""
        statement = select(
            CollectionRun.outside_calls, CollectionRun.cost_micro_usd
        ).where(CollectionRun.id == run_id)
        calls, cost = (await self._session.execute(statement)).one()
        return calls, cost

    async def find_pointers(
        self, platform: str, urls: Sequence[str]
    ) -> dict[str, ResolvedPointer]:
        """Where short links lead, as far as it is known and not too old."""
        statement = select(ResolvedPointer).where(
            ResolvedPointer.platform == platform,
            ResolvedPointer.url.in_(urls),
            ResolvedPointer.resolved_at > _now - POINTERS_KEPT,
        )
        found = (await self._session.scalars(statement)).all()
        return {pointer.url: pointer for pointer in found}

    async def keep_pointer(
        self, platform: str, url: str, post_id: str, kind: str | None
    ) -> None:
        """Remembers where a short link leads."""
        values = {"platform_post_id": post_id, "kind": kind, "resolved_at": _now}
        await self._session.execute(
            insert(ResolvedPointer)
            .values(platform=platform, url=url, **values)
            .on_conflict_do_update(index_elements=["platform", "url"], set_=values)
        )

    async def purge(self, older_than: timedelta) -> None:
        """Forgets runs, claims and pointers that nobody can need any more."""
        limit = _now - older_than
        for statement in (
            delete(CollectionRun).where(CollectionRun.started_at < limit),
            delete(CollectionClaim).where(CollectionClaim.lease_until < limit),
            delete(ResolvedPointer).where(
                ResolvedPointer.resolved_at < _now - POINTERS_KEPT
            ),
        ):
            await self._session.execute(statement)


class ClaimRepository:
    """Who fetches what from outside. `holder` is a message's id: the same message,
    run again after a crash, has its claims at once."""

    def __init__(self, session: AsyncSession, holder: UUID) -> None:
        self._session = session
        self._holder = holder

    async def take(
        self, scope: str, keys: Iterable[str], lease: timedelta, *, since: datetime
    ) -> set[str]:
        """Takes what is free, for the lease; gives back which.

        Not what somebody tried and failed at after `since`: that answer serves us too.
        In the order of keys, so that two runs do not block each other for ever."""
        rows = [{"key": key} for key in sorted(set(keys))]
        given = rows_of(CollectionClaim, ("key",), rows)
        chosen = select(
            bindparam("scope", scope, CollectionClaim.scope.type),
            given.c.key,
            bindparam("holder", self._holder, CollectionClaim.holder.type),
            (_now + lease).label("lease_until"),
        ).order_by(given.c.key)
        statement = insert(CollectionClaim).from_select(
            ["scope", "key", "holder", "lease_until"], chosen
        )
        excluded = statement.excluded
        taken = statement.on_conflict_do_update(
            index_elements=["scope", "key"],
            set_={
                "holder": excluded.holder,
                "lease_until": excluded.lease_until,
                "finished_at": None,
                "reason": None,
                "message": None,
            },
            where=or_(
                CollectionClaim.lease_until < _now,
                CollectionClaim.holder == self._holder,
            )
            & or_(
                CollectionClaim.finished_at.is_(None),
                CollectionClaim.finished_at < since,
            ),
        ).returning(CollectionClaim.key)
        return set((await self._session.scalars(taken)).all())

    async def find_failed(
        self, scope: str, keys: Sequence[str], *, since: datetime
    ) -> dict[str, Failure]:
        """What somebody tried and failed at after `since`."""
        statement = select(CollectionClaim).where(
            CollectionClaim.scope == scope,
            CollectionClaim.key.in_(keys),
            CollectionClaim.finished_at >= since,
        )
        return {
            claim.key: Failure(claim.reason, claim.message or "")  # type: ignore[arg-type]  # as stored
            for claim in await self._session.scalars(statement)
            if claim.reason
        }

    async def extend_all(self, lease: timedelta) -> None:
        """Keeps what this holder has and has not finished."""
        await self._session.execute(
            update(CollectionClaim)
            .where(
                CollectionClaim.holder == self._holder,
                CollectionClaim.finished_at.is_(None),
            )
            .values(lease_until=_now + lease)
        )

    async def release(self, scope: str, keys: Iterable[str]) -> None:
        """Gives back what succeeded: whoever waits finds the thing itself."""
        await self._session.execute(
            delete(CollectionClaim).where(*self._held(scope, list(keys)))
        )

    async def fail(self, scope: str, failures: dict[str, Failure]) -> None:
        """Ends claims with their failure, for those who wait."""
        for key in sorted(failures):
            failure = failures[key]
            values: dict[str, Any] = {
                "finished_at": _now,
                "lease_until": _now,
                "reason": failure.reason,
                "message": failure.message,
            }
            await self._session.execute(
                update(CollectionClaim).where(*self._held(scope, [key])).values(values)
            )

    def _held(self, scope: str, keys: list[str]) -> tuple[Any, ...]:
        return (
            CollectionClaim.scope == scope,
            CollectionClaim.key.in_(keys),
            CollectionClaim.holder == self._holder,
        )
