"""Queries of ended credentials. They belong to nobody: only gateways read them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository
from services.auth.ended_credentials.models import EndedCredential


class EndedCredentialRepository(Repository[EndedCredential]):
    """The list of what is refused."""

    model = EndedCredential

    async def add(self, ids: Collection[UUID], until: datetime) -> None:
        """Refuses these until then."""
        # As one parameter: somebody may have more sessions than a statement can have.
        each = func.unnest(literal(list(ids), ARRAY(Uuid)))
        statement = insert(EndedCredential).from_select(
            ["credential_id", "until"], select(each, literal(until))
        )
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["credential_id"],
                set_={"until": statement.excluded.until},
            )
        )

    async def list_refused(self, now: datetime) -> Sequence[EndedCredential]:
        """All that are still to be refused."""
        return await self.list_all(
            select(EndedCredential).where(EndedCredential.until > now)
        )

    async def delete_over(self, now: datetime) -> None:
        """Deletes those that nothing can be done with any more."""
        await self.session.execute(
            delete(EndedCredential).where(EndedCredential.until <= now)
        )
