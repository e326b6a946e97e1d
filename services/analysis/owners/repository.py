"""Queries of owner profiles."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.domain_events import UserProfile
from services.analysis.owners.models import OwnerProfile


class OwnerRepository:
    """What analysis knows of its owners."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find_locale(self, owner_id: UUID) -> tuple[str, str]:
        """The owner's IANA timezone and language; UTC and English until known."""
        columns = (OwnerProfile.timezone, OwnerProfile.language)
        statement = select(*columns).where(OwnerProfile.owner_id == owner_id)
        row = (await self.session.execute(statement)).one_or_none()
        return (row.timezone, row.language) if row else ("UTC", "en")

    async def save(self, event: UserProfile) -> None:
        """Takes over what the event says, unless something newer is known."""
        statement = insert(OwnerProfile).values(
            owner_id=event.owner_id,
            timezone=event.timezone,
            language=event.language,
            changed_at=event.changed_at,
        )
        new = statement.excluded
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["owner_id"],
                set_={
                    "timezone": new.timezone,
                    "language": new.language,
                    "changed_at": new.changed_at,
                },
                where=OwnerProfile.changed_at < new.changed_at,
            )
        )
