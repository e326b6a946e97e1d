"""Queries of owner profiles."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository
from services.billing.owners.models import OwnerProfile

UNTIL_KNOWN = "UTC"


class OwnerRepository(Repository[OwnerProfile]):
    """What billing knows of its owners."""

    model = OwnerProfile

    async def find_timezone(self, owner_id: UUID) -> str:
        """The owner's IANA timezone; UTC until known."""
        statement = select(OwnerProfile.timezone).where(
            OwnerProfile.owner_id == owner_id
        )
        return (await self.session.execute(statement)).scalar() or UNTIL_KNOWN

    async def lock(self, owner_id: UUID) -> OwnerProfile:
        """The owner's profile, made if missing.

        Nobody else counts this owner's usage until the transaction ends."""
        statement = (
            self.statement().where(OwnerProfile.owner_id == owner_id).with_for_update()
        )
        found = await self.find_one(statement)
        if found is None:
            await self.session.execute(
                insert(OwnerProfile)
                .values(owner_id=owner_id, timezone=UNTIL_KNOWN)
                .on_conflict_do_nothing()
            )
            found = await self.get_one(statement)
        return found
