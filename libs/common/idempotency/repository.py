"""Queries of the keys: claimed before the work, ended with it, taken up if left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.idempotency.tables import idempotency_keys as keys
from libs.common.ids import new_id


@dataclass(frozen=True, slots=True)
class Place:
    """What a key belongs to: the same key elsewhere is another one."""

    owner_id: UUID
    method: str
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work, valid as long as nobody else has claimed it."""

    place: Place
    claim_id: UUID
    operation_id: UUID


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """How the request was answered, as it is answered again."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What stands under a key; `answer` is None while it is worked on."""

    fingerprint: bytes
    answer: StoredAnswer | None


class KeyRepository:
    """The keys of one service."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self,
        place: Place,
        fingerprint: bytes,
        *,
        now: datetime,
        lease_until: datetime,
        expires_at: datetime,
    ) -> Claim | None:
        """Takes a key that is new, or over, or whose work was left undone; then the
        operation's id is the one it had. None if it is somebody's, or ended."""
        new = insert(keys).values(
            owner_id=place.owner_id,
            method=place.method,
            route=place.route,
            key=place.key,
            fingerprint=fingerprint,
            operation_id=new_id(),
            claim_id=new_id(),
            lease_until=lease_until,
            expires_at=expires_at,
        )
        is_over = keys.c.expires_at <= now
        is_undone = and_(
            keys.c.status.is_(None),
            keys.c.lease_until <= now,
            keys.c.fingerprint == fingerprint,
        )
        statement = new.on_conflict_do_update(
            index_elements=list(keys.primary_key),
            set_={
                "fingerprint": new.excluded.fingerprint,
                "operation_id": _if(is_over, new.excluded.operation_id),
                "claim_id": new.excluded.claim_id,
                "lease_until": new.excluded.lease_until,
                "expires_at": new.excluded.expires_at,
                "status": None,
                "headers": None,
                "body": None,
            },
            where=or_(is_over, is_undone),
        ).returning(keys.c.claim_id, keys.c.operation_id)
        row = (await self._session.execute(statement)).one_or_none()
        return Claim(place, row.claim_id, row.operation_id) if row else None

    async def find(self, place: Place) -> Found | None:
        """What stands under the key."""
        row = (
            await self._session.execute(select(keys).where(*_at(place)))
        ).one_or_none()
        if row is None:
            return None
        answer = None
        if row.status is not None:
            answer = StoredAnswer(row.status, row.headers, row.body)
        return Found(row.fingerprint, answer)

    async def extend(self, claim: Claim, lease_until: datetime) -> None:
        """Keeps the work from being taken up by another for so long."""
        await self._session.execute(
            update(keys).where(*_held(claim)).values(lease_until=lease_until)
        )

    async def release(self, claim: Claim, now: datetime) -> None:
        """Lets the next one take the work up at once."""
        await self.extend(claim, now)

    async def end(self, claim: Claim, answer: StoredAnswer) -> bool:
        """Stores the answer; False if the work is another's by now."""
        statement = (
            update(keys)
            .where(*_held(claim))
            .values(status=answer.status, headers=answer.headers, body=answer.body)
            .returning(keys.c.claim_id)
        )
        return (await self._session.execute(statement)).scalar() is not None

    async def delete_over(self, now: datetime) -> None:
        """Deletes keys whose time is over."""
        await self._session.execute(delete(keys).where(keys.c.expires_at <= now))


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        keys.c.owner_id == place.owner_id,
        keys.c.method == place.method,
        keys.c.route == place.route,
        keys.c.key == place.key,
    )


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        *_at(claim.place),
        keys.c.claim_id == claim.claim_id,
        keys.c.status.is_(None),
    )


def _if(
    is_over: ColumnElement[bool], new_value: ColumnElement[UUID]
) -> ColumnElement[UUID]:
    return case((is_over, new_value), else_=keys.c.operation_id)
