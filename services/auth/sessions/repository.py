"""Queries of sessions and refresh tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from libs.common.db.repository import Repository, RowPage
from libs.common.pagination import PageRequest
from services.auth.accounts.models import User
from services.auth.sessions.models import RefreshToken, Session


class SessionRepository(Repository[Session]):
    """Sessions. A refresh token is itself the right to its session."""

    model = Session

    async def find_locked(self, session_id: UUID) -> Session | None:
        """The session, locked: whatever happens to its tokens happens in turn."""
        statement = select(Session).where(Session.id == session_id)
        return await self.find_one(statement.with_for_update())

    async def end(self, session_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Ends a user's session; False if it is not there or has ended before."""
        statement = (
            update(Session)
            .where(
                Session.id == session_id,
                Session.user_id == user_id,
                Session.ended_at.is_(None),
            )
            .values(ended_at=now)
            .returning(Session.id)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def end_all(
        self, user_id: UUID, now: datetime, *, keep: UUID | None
    ) -> Sequence[UUID]:
        """Ends all of a user's sessions but the kept one; the ids of those."""
        statement = update(Session).where(
            Session.user_id == user_id, Session.ended_at.is_(None)
        )
        if keep:
            statement = statement.where(Session.id != keep)
        ended = statement.values(ended_at=now).returning(Session.id)
        return (await self.session.execute(ended)).scalars().all()

    async def is_of_user(self, session_id: UUID, user_id: UUID) -> bool:
        """Whether the user has, or lately had, this session."""
        statement = select(Session).where(
            Session.id == session_id, Session.user_id == user_id
        )
        return await self.find_one(statement) is not None

    async def list_live(
        self, user_id: UUID, page: PageRequest, *, now: datetime, used_after: datetime
    ) -> RowPage[Session]:
        """A user's sessions that can be carried on, the newest first."""
        statement = select(Session).where(
            Session.user_id == user_id,
            Session.ended_at.is_(None),
            Session.expires_at > now,
            Session.last_used_at > used_after,
        )
        return await self.list_page(statement, page, newest_first=True)

    async def has_signed_in_from(self, email: str, network: str | None) -> bool:
        """Whether the account with this address has a session from the network.

        One query, whether or not there is such an account."""
        statement = (
            select(Session.id)
            .join(User, User.id == Session.user_id)
            .where(User.email == email, Session.network == network)
            .limit(1)
        )
        return (await self.session.execute(statement)).scalar() is not None

    async def delete_over(self, before: datetime) -> None:
        """Deletes sessions that ended or expired before that instant."""
        await self.session.execute(
            delete(Session).where(
                or_(Session.ended_at < before, Session.expires_at < before)
            )
        )


class RefreshTokenRepository(Repository[RefreshToken]):
    """Refresh tokens, found by their hash."""

    model = RefreshToken

    async def find(self, token_hash: bytes) -> RefreshToken | None:
        """The token as the database has it now, not as read before a lock."""
        statement = select(RefreshToken).where(RefreshToken.token_hash == token_hash)
        return await self.find_one(statement.execution_options(populate_existing=True))

    async def delete_expired(self, before: datetime) -> None:
        """Deletes tokens that expired before that instant."""
        await self.session.execute(
            delete(RefreshToken).where(RefreshToken.expires_at < before)
        )
