"""Queries of what Clerk has sent and of what is under way with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository
from services.auth.clerk.models import PendingSignUp, ReceivedWebhook, RepairMark


class ReceivedWebhookRepository(Repository[ReceivedWebhook]):
    """Webhooks. They belong to nobody: only the worker reads them."""

    model = ReceivedWebhook

    async def add(self, **columns: Any) -> bool:
        """Stores it; False if it was there before."""
        statement = (
            insert(ReceivedWebhook)
            .values(**columns)
            # By the event, or by the id made of it: whichever index says so first.
            .on_conflict_do_nothing()
            .returning(ReceivedWebhook.id)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def find_locked(self, webhook_id: UUID) -> ReceivedWebhook | None:
        """The webhook, which one job handles at a time."""
        statement = select(ReceivedWebhook).where(ReceivedWebhook.id == webhook_id)
        return await self.find_one(statement.with_for_update())

    async def find_subject(self, webhook_id: UUID) -> str | None:
        """The user it is about, where that is told and not forgotten yet."""
        statement = select(ReceivedWebhook.subject).where(
            ReceivedWebhook.id == webhook_id
        )
        return (await self.session.execute(statement)).scalar_one_or_none()

    async def forget(self, subject: str, emails: Sequence[str] = ()) -> None:
        """Takes the content from all that is about this user, or names an address."""
        about = [ReceivedWebhook.subject == subject]
        about += [
            func.position(literal(email.encode()).op("IN")(ReceivedWebhook.body)) > 0
            for email in emails
        ]
        await self.session.execute(
            update(ReceivedWebhook)
            .where(or_(*about))
            .values(subject=None, body=None)
            .execution_options(synchronize_session=False)
        )

    async def delete_handled(self, before: datetime) -> None:
        """Deletes what was received before that instant and has been handled."""
        await self.session.execute(
            delete(ReceivedWebhook).where(
                ReceivedWebhook.received_at < before,
                ReceivedWebhook.handled_at.is_not(None),
            )
        )


class PendingSignUpRepository(Repository[PendingSignUp]):
    """Sign-ups that are under way at Clerk."""

    model = PendingSignUp

    async def list_older(self, before: datetime, limit: int) -> Sequence[PendingSignUp]:
        """Those begun before that instant, the oldest first."""
        return await self.list_all(
            select(PendingSignUp)
            .where(PendingSignUp.created_at < before)
            .order_by(PendingSignUp.created_at)
            .limit(limit)
        )

    async def finish(self, external_id: UUID) -> None:
        """There is nothing left to do for it."""
        await self.session.execute(
            delete(PendingSignUp).where(PendingSignUp.external_id == external_id)
        )


class RepairMarkRepository(Repository[RepairMark]):
    """How far Clerk's users were looked through."""

    model = RepairMark

    async def find(self, issuer: str) -> RepairMark | None:
        """The mark of an issuer; None before the first time."""
        return await self.find_one(
            select(RepairMark).where(RepairMark.issuer == issuer)
        )

    async def move(self, issuer: str, looked_up_to_ms: int) -> None:
        """Moves the mark; it never goes back."""
        statement = insert(RepairMark).values(
            issuer=issuer, looked_up_to_ms=looked_up_to_ms
        )
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["issuer"],
                set_={
                    "looked_up_to_ms": func.greatest(
                        RepairMark.looked_up_to_ms, looked_up_to_ms
                    )
                },
            )
        )
