"""Queries of erasures, and of what is gone the moment one begins."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from libs.common.db.repository import Repository
from services.auth.accounts.models import User
from services.auth.api_keys.models import ApiKey
from services.auth.erasures.errors import ReceiptNotFound
from services.auth.erasures.models import Erasure, ErasurePart
from services.auth.one_time_tokens.models import OneTimeToken
from services.auth.sessions.models import Session


class ErasureRepository(Repository[Erasure]):
    """Erasures, by their token or their id."""

    model = Erasure
    not_found = ReceiptNotFound

    async def add(self, erasure: Erasure, services: Iterable[str]) -> None:
        """Adds an erasure that every one of the services still has to carry out."""
        await self.create(erasure)
        rows = [
            ErasurePart(erasure_id=erasure.id, service=service, counts={})
            for service in services
        ]
        self.session.add_all(rows)
        await self.session.flush()

    async def get_by_token(self, token_hash: bytes) -> Erasure:
        """The erasure with this token. Raises ReceiptNotFound."""
        return await self.get_one(
            self.statement().where(Erasure.token_hash == token_hash)
        )

    async def find(self, erasure_id: UUID) -> Erasure | None:
        """The erasure."""
        return await self.find_one(self.statement().where(Erasure.id == erasure_id))

    async def find_locked(self, erasure_id: UUID) -> Erasure | None:
        """The erasure, locked: reports of its services come one after the other."""
        statement = self.statement().where(Erasure.id == erasure_id)
        return await self.find_one(statement.with_for_update())

    async def list_parts(self, erasure_id: UUID) -> Sequence[ErasurePart]:
        """How far each service is."""
        statement = select(ErasurePart).where(ErasurePart.erasure_id == erasure_id)
        return (await self.session.scalars(statement)).all()

    async def note_part(
        self,
        erasure_id: UUID,
        service: str,
        counts: Mapping[str, int],
        erased_at: datetime,
    ) -> None:
        """A service is done; the first word of it stands."""
        await self.session.execute(
            update(ErasurePart)
            .where(
                ErasurePart.erasure_id == erasure_id,
                ErasurePart.service == service,
                ErasurePart.erased_at.is_(None),
            )
            .values(counts=dict(counts), erased_at=erased_at)
        )

    async def count_waiting(self, erasure_id: UUID) -> int:
        """How many services are not done yet."""
        statement = (
            select(func.count())
            .select_from(ErasurePart)
            .where(
                ErasurePart.erasure_id == erasure_id, ErasurePart.erased_at.is_(None)
            )
        )
        return int(await self.session.scalar(statement) or 0)

    async def purge(self, completed_before: datetime) -> None:
        """Deletes receipts of erasures that were completed before that instant."""
        await self.session.execute(
            delete(Erasure).where(Erasure.completed_at < completed_before)
        )

    async def list_addresses(self, user: User) -> list[str]:
        """All addresses that the user had here, the present one first."""
        statement = select(OneTimeToken.email).where(OneTimeToken.user_id == user.id)
        mailed = (await self.session.scalars(statement)).all()
        present = [user.email] if user.email else []
        return list(dict.fromkeys([*present, *mailed]))

    async def end_credentials(self, user_id: UUID, now: datetime) -> Sequence[UUID]:
        """Ends all the user's sessions and deletes his API keys; which were in use."""
        ended = (
            update(Session)
            .where(Session.user_id == user_id, Session.ended_at.is_(None))
            .values(ended_at=now)
            .returning(Session.id)
            .execution_options(synchronize_session=False)
        )
        deleted = (
            delete(ApiKey)
            .where(ApiKey.user_id == user_id)
            .returning(ApiKey.id)
            .execution_options(synchronize_session=False)
        )
        return [
            *(await self.session.scalars(ended)),
            *(await self.session.scalars(deleted)),
        ]
