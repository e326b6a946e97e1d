"""Owners who were erased: what comes late must not bring them back.

A tombstone holds the SHA-256 of the owner's id, never the id: most of an id is random,
so it can be compared with one that comes, and not be read out. Each service has its own
tombstones, in its own database."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    LargeBinary,
    Table,
    exists,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.base import build_metadata
from libs.common.errors import NotAuthenticated

_PREFIX = b"postscope erased owner\n"
_now = func.clock_timestamp()

erased_owners = Table(
    "erased_owners",
    build_metadata(),
    Column("owner_hash", LargeBinary, primary_key=True),
    Column("erased_at", DateTime(timezone=True), nullable=False, server_default=_now),
    # What was erased so far, by kind; emptied when it was reported.
    Column("counts", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
)


class AccountErased(NotAuthenticated):
    """The caller's account was erased; nothing can be written for it any more."""

    message = "This account was erased."


def hash_owner(owner_id: UUID) -> bytes:
    """What a tombstone holds of an id (32 bytes)."""
    return sha256(_PREFIX + owner_id.bytes).digest()


def has_tombstone(owner_id: Any) -> ColumnElement[bool]:
    """Whether the owner in a uuid column, or expression, was erased; null was not."""
    whole = literal(_PREFIX, LargeBinary).op("||")(func.uuid_send(owner_id))
    hashed = func.sha256(whole)
    return exists().where(erased_owners.c.owner_hash == hashed)


async def bury(session: AsyncSession, owner_id: UUID) -> bool:
    """Puts up the tombstone, once all that is being written for the owner is committed;
    whoever comes later finds it. False if there was one."""
    lock = func.pg_advisory_xact_lock(_lock_key(owner_id))
    await session.execute(select(lock))
    statement = (
        insert(erased_owners)
        .values(owner_hash=hash_owner(owner_id))
        .on_conflict_do_nothing()
        .returning(erased_owners.c.owner_hash)
    )
    return (await session.execute(statement)).scalar() is not None


async def find_erased(session: AsyncSession, owner_ids: Collection[UUID]) -> set[UUID]:
    """Which of these were erased, as far as is committed now."""
    hashes = {hash_owner(owner_id): owner_id for owner_id in owner_ids}
    statement = select(erased_owners.c.owner_hash).where(
        erased_owners.c.owner_hash.in_(hashes)
    )
    return {hashes[found] for found in await session.scalars(statement)}


async def hold_back_erasures(
    session: AsyncSession, owner_ids: Collection[UUID]
) -> set[UUID]:
    """Lets the transaction write for these owners, but for those given back, which were
    erased: an erasure that comes now waits for the transaction's end."""
    if not owner_ids:
        return set()
    keys = literal(sorted(map(_lock_key, owner_ids)), ARRAY(BigInteger))
    given = func.unnest(keys).table_valued("key").render_derived()
    await session.execute(select(func.pg_advisory_xact_lock_shared(given.c.key)))
    # A statement of its own: it sees what was committed while the first one waited.
    return await find_erased(session, owner_ids)


async def refuse_erased(session: AsyncSession, owner_id: UUID) -> None:
    """Lets the transaction write for the owner. Raises AccountErased."""
    if await hold_back_erasures(session, [owner_id]):
        raise AccountErased


async def read_counts(session: AsyncSession, owner_id: UUID) -> dict[str, int]:
    """What was erased of the owner so far, by kind."""
    statement = select(erased_owners.c.counts).where(_is_of(owner_id))
    return dict((await session.execute(statement)).scalar_one())


async def write_counts(
    session: AsyncSession, owner_id: UUID, counts: dict[str, int]
) -> None:
    """Notes what was erased so far, in the transaction that erased it."""
    await session.execute(
        update(erased_owners).where(_is_of(owner_id)).values(counts=counts)
    )


def _is_of(owner_id: UUID) -> ColumnElement[bool]:
    return erased_owners.c.owner_hash == hash_owner(owner_id)


def _lock_key(owner_id: UUID) -> int:
    return int.from_bytes(hash_owner(owner_id)[:8], "big", signed=True)
