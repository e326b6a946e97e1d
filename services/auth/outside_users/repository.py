"""Queries of outside users."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.dialects.postgresql import insert

from libs.common.contracts.outside_users import OutsideSubject
from libs.common.db.locks import take_turn
from libs.common.db.repository import Repository
from libs.common.identity import Role
from services.auth.accounts.models import User
from services.auth.outside_users.models import ErasedSubject, OutsideIdentity


class OutsideUserRepository(Repository[OutsideIdentity]):
    """Outside identities, each found by its subject: whoever asks has seen a token of
    it, or a signed word of its issuer."""

    model = OutsideIdentity

    async def find_role(self, subject: OutsideSubject) -> Role | None:
        """The role of a user who is known and not erased.

        One whose erasure is under way is there still, but for nobody."""
        tombstone = exists().where(ErasedSubject.subject_hash == _hash(subject))
        statement = (
            select(User.role)
            .join(OutsideIdentity, OutsideIdentity.user_id == User.id)
            .where(_is(subject), ~tombstone)
        )
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def lock(self, subject: OutsideSubject) -> None:
        """Whatever happens to this subject happens in turn, until the transaction ends.

        There may be no row yet that could be locked."""
        await take_turn(self.session, f"outside_identities:{_hash(subject).hex()}")

    async def find(self, subject: OutsideSubject) -> OutsideIdentity | None:
        """Who the subject is with us."""
        return await self.find_one(self.statement().where(_is(subject)))

    async def find_by_user(self, user_id: UUID) -> OutsideIdentity | None:
        """Who the user is at his issuer; None for one of our own."""
        return await self.find_one(
            self.statement().where(OutsideIdentity.user_id == user_id)
        )

    async def find_by_email(self, issuer: str, email: str) -> UUID | None:
        """The issuer's user with this normalised address, as far as we have heard: the
        one that it told of last, should it have given the address to another."""
        statement = (
            select(OutsideIdentity.user_id)
            .join(User, User.id == OutsideIdentity.user_id)
            .where(OutsideIdentity.issuer == issuer, User.email == email)
            .order_by(OutsideIdentity.told_at_ms.desc())
            .limit(1)
        )
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def list_untold(self, issuer: str, limit: int) -> Sequence[UUID]:
        """Users of whom nothing but the subject is known yet, the oldest first."""
        statement = (
            select(OutsideIdentity.user_id)
            .where(
                OutsideIdentity.issuer == issuer, OutsideIdentity.told_at_ms.is_(None)
            )
            .order_by(OutsideIdentity.created_at)
            .limit(limit)
        )
        return (await self.session.execute(statement)).scalars().all()

    async def is_erased(self, subject: OutsideSubject) -> bool:
        """Whether there is a tombstone."""
        statement = select(ErasedSubject).where(
            ErasedSubject.subject_hash == _hash(subject)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def bury(self, subject: OutsideSubject, now: datetime) -> None:
        """Sets the tombstone; the first one stands."""
        await self.session.execute(
            insert(ErasedSubject)
            .values(subject_hash=_hash(subject), erased_at=now)
            .on_conflict_do_nothing()
        )


def _is(subject: OutsideSubject) -> ColumnElement[bool]:
    return and_(
        OutsideIdentity.issuer == subject.issuer,
        OutsideIdentity.subject == subject.subject,
    )


def _hash(subject: OutsideSubject) -> bytes:
    # The subjects of issuers are random, so that a plain hash tells nothing.
    text = f"{subject.issuer}\x1f{subject.subject}"
    return hashlib.sha256(text.encode()).digest()
