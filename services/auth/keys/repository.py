"""Queries of signing keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository
from libs.common.ids import new_id
from services.auth.keys.models import SigningKey


class SigningKeyRepository(Repository[SigningKey]):
    """All keys belong to the installation, so none is scoped by owner."""

    model = SigningKey

    async def list_usable(self, retired_after: datetime) -> Sequence[SigningKey]:
        """The active key and those retired after that instant, newest first."""
        is_usable = or_(
            SigningKey.retired_at.is_(None), SigningKey.retired_at > retired_after
        )
        newest_first = (SigningKey.created_at.desc(), SigningKey.id.desc())
        return await self.list_all(
            select(SigningKey).where(is_usable).order_by(*newest_first)
        )

    async def find_active(self) -> SigningKey | None:
        """The key that no other has followed yet."""
        return await self.find_one(
            select(SigningKey).where(SigningKey.retired_at.is_(None))
        )

    async def create_unless_active(
        self,
        *,
        key_id: str,
        algorithm: str,
        public_key: bytes,
        sealed: bytes,
        now: datetime,
    ) -> bool:
        """Writes an active key, unless there is one already (then False)."""
        statement = (
            insert(SigningKey)
            .values(
                id=new_id(),
                key_id=key_id,
                algorithm=algorithm,
                public_key=public_key,
                sealed_private_key=sealed,
                created_at=now,
            )
            .on_conflict_do_nothing(
                index_elements=["algorithm"],
                index_where=text("retired_at IS NULL"),
            )
            .returning(SigningKey.id)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def retire(self, row_id: UUID, now: datetime) -> bool:
        """Makes an active key a retired one; False if it was retired already."""
        statement = (
            update(SigningKey)
            .where(SigningKey.id == row_id, SigningKey.retired_at.is_(None))
            .values(retired_at=now)
            .returning(SigningKey.id)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def delete_retired(self, before: datetime) -> None:
        """Deletes keys whose tokens are all over."""
        await self.session.execute(
            delete(SigningKey).where(SigningKey.retired_at < before)
        )
