"""Queries of one-time tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from libs.common.db.repository import Repository
from services.auth.one_time_tokens.models import OneTimeToken, Purpose


class OneTimeTokenRepository(Repository[OneTimeToken]):
    """Tokens, found by their hash: a token is itself the right to use it."""

    model = OneTimeToken

    async def find(self, token_hash: bytes) -> OneTimeToken | None:
        """The token as the database has it now, not as read before a lock."""
        statement = select(OneTimeToken).where(OneTimeToken.token_hash == token_hash)
        return await self.find_one(statement.execution_options(populate_existing=True))

    async def find_by_id(self, token_id: UUID, user_id: UUID) -> OneTimeToken | None:
        """The user's token with this id."""
        return await self.find_one(
            select(OneTimeToken).where(
                OneTimeToken.id == token_id, OneTimeToken.user_id == user_id
            )
        )

    async def list_times(
        self, user_id: UUID, purpose: Purpose, after: datetime
    ) -> Sequence[datetime]:
        """When the user's tokens of the purpose were made since then, newest first."""
        statement = (
            select(OneTimeToken.created_at)
            .where(
                OneTimeToken.user_id == user_id,
                OneTimeToken.purpose == purpose,
                OneTimeToken.created_at > after,
            )
            .order_by(OneTimeToken.created_at.desc())
        )
        return (await self.session.execute(statement)).scalars().all()

    async def replace(
        self, user_id: UUID, purposes: Sequence[Purpose], now: datetime
    ) -> None:
        """Makes the user's unused tokens of these purposes useless."""
        await self.session.execute(
            update(OneTimeToken)
            .where(
                OneTimeToken.user_id == user_id,
                OneTimeToken.purpose.in_(list(purposes)),
                OneTimeToken.used_at.is_(None),
                OneTimeToken.replaced_at.is_(None),
            )
            .values(replaced_at=now)
        )

    async def delete_expired(self, before: datetime) -> None:
        """Deletes tokens that expired before that instant."""
        await self.session.execute(
            delete(OneTimeToken).where(OneTimeToken.expires_at < before)
        )
