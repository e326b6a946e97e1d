"""Queries of archives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from libs.common.db.repository import Repository
from services.auth.exports.models import Export, ExportPart, ExportState


class ExportRepository(Repository[Export]):
    """Archives. What a user asks for is found by his id."""

    model = Export

    async def find_newest(self, user_id: UUID, now: datetime) -> Export | None:
        """The user's newest archive that is not to be deleted yet."""
        statement = (
            self.statement()
            .where(Export.user_id == user_id, Export.expires_at > now)
            .order_by(Export.created_at.desc(), Export.id.desc())
            .limit(1)
        )
        return await self.find_one(statement)

    async def add(self, export: Export, services: Sequence[str]) -> None:
        """Adds an archive that each of the services is to write its part of."""
        await self.create(export)
        self.session.add_all(
            ExportPart(
                export_id=export.id,
                service=service,
                state=ExportState.PREPARING,
                rows={},
                files=0,
            )
            for service in services
        )
        await self.session.flush()

    async def find_locked(self, export_id: UUID) -> Export | None:
        """The archive, locked: its parts come one after the other."""
        statement = self.statement().where(Export.id == export_id)
        return await self.find_one(statement.with_for_update())

    async def list_parts(self, export_id: UUID) -> Sequence[ExportPart]:
        """The parts of an archive."""
        statement = select(ExportPart).where(ExportPart.export_id == export_id)
        fresh = statement.execution_options(populate_existing=True)
        return (await self.session.scalars(fresh)).all()

    async def set_part(self, export_id: UUID, service: str, **values: Any) -> None:
        """Notes what came of a part that was being written."""
        await self.session.execute(
            update(ExportPart)
            .where(ExportPart.export_id == export_id, ExportPart.service == service)
            .values(values)
        )

    async def list_over(self, now: datetime, limit: int) -> Sequence[Export]:
        """Archives to be deleted, of all users."""
        statement = self.statement().where(Export.expires_at <= now)
        return await self.list_all(statement.order_by(Export.expires_at).limit(limit))

    async def list_older(self, export: Export) -> Sequence[Export]:
        """The same user's archives from before this one."""
        return await self.list_all(
            self.statement().where(
                Export.user_id == export.user_id, Export.created_at < export.created_at
            )
        )

    async def give_up(self, begun_before: datetime) -> None:
        """Ends archives that were begun before then and are not ready."""
        await self.session.execute(
            update(Export)
            .where(
                Export.state == ExportState.PREPARING, Export.created_at < begun_before
            )
            .values(state=ExportState.FAILED)
        )

    async def delete(self, export_id: UUID) -> None:
        """Deletes an archive's row, with its parts'."""
        await self.session.execute(delete(Export).where(Export.id == export_id))
