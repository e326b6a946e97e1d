"""Queries of reservations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.locks import free_ones
from libs.common.db.repository import Repository
from services.billing.reservations.models import Reservation, ReservationState


class ReservationRepository(Repository[Reservation]):
    """Reservations. Their ids are the callers', and unique among all owners."""

    model = Reservation

    async def find_locked(self, reservation_id: UUID) -> Reservation | None:
        """The reservation of any owner; nobody else changes it until the end."""
        statement = self.statement().where(Reservation.id == reservation_id)
        return await self.find_one(statement.with_for_update())

    async def create_unless_taken(self, **values: object) -> bool:
        """Creates the row; False, and nothing is written, if the id is taken."""
        statement = (
            insert(Reservation)
            .values(state=ReservationState.RESERVED, **values)
            .on_conflict_do_nothing()
            .returning(Reservation.id)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def expire(self, now: datetime, limit: int) -> int:
        """Marks up to `limit` reservations that are past their time; how many.

        Leaves out what is being settled or renewed at this moment."""
        overdue = (
            select(Reservation.id)
            .where(
                Reservation.state == ReservationState.RESERVED,
                Reservation.expires_at <= now,
            )
            .order_by(Reservation.expires_at)
            .limit(limit)
        )
        statement = (
            update(Reservation)
            .where(Reservation.id.in_(free_ones(overdue)))
            .values(state=ReservationState.EXPIRED)
            .returning(Reservation.id)
            .execution_options(synchronize_session=False)
        )
        return len((await self.session.execute(statement)).all())
