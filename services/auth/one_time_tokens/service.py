"""One-time tokens: made, looked at, used up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.one_time_tokens.errors import (
    LinkExpired,
    LinkNotKnown,
    LinkReplaced,
    LinkUsed,
    TooManyMails,
)
from services.auth.one_time_tokens.models import OneTimeToken, Purpose
from services.auth.one_time_tokens.pace import find_wait
from services.auth.one_time_tokens.repository import OneTimeTokenRepository
from services.auth.one_time_tokens.token import TokenWriter, hash_token

_LIFETIMES: dict[Purpose, timedelta] = {
    "verify_email": timedelta(hours=48),
    "change_email": timedelta(hours=48),
    "reset_password": timedelta(hours=1),
}
_COUNTED_FOR = timedelta(days=1)


class OneTimeTokens:
    """The tokens of all users."""

    def __init__(self, writer: TokenWriter, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    async def check_pace(
        self, session: AsyncSession, user_id: UUID, purpose: Purpose
    ) -> None:
        """Raises TooManyMails: at most one a minute, and five in a day."""
        now = self._clock.now()
        tokens = OneTimeTokenRepository(session)
        made = await tokens.list_times(user_id, purpose, now - _COUNTED_FOR)
        if wait := find_wait(made, now):
            raise TooManyMails(wait)

    async def make(
        self, session: WriteSession, user: User, purpose: Purpose, email: str
    ) -> UUID:
        """A new token for what is mailed to `email`; its id, from which it is written.

        The user's row must be locked. Older tokens of the purpose end."""
        now = self._clock.now()
        tokens = OneTimeTokenRepository(session)
        await tokens.replace(user.id, [purpose], now)
        token_id = new_id()
        await tokens.create(
            OneTimeToken(
                id=token_id,
                user_id=user.id,
                purpose=purpose,
                token_hash=hash_token(self._writer.write(token_id)),
                email=email,
                created_at=now,
                expires_at=now + _LIFETIMES[purpose],
            )
        )
        return token_id

    async def look_at(
        self, session: AsyncSession, token: str, *purposes: Purpose
    ) -> OneTimeToken:
        """The token, if it can be used now.

        Raises LinkNotKnown, LinkUsed, LinkReplaced, LinkExpired."""
        row = await OneTimeTokenRepository(session).find(hash_token(token))
        return self._check(row, purposes)

    async def use(
        self, session: WriteSession, token: str, *purposes: Purpose
    ) -> tuple[OneTimeToken, User]:
        """Uses the token up; it, and its user, locked. Raises as `look_at`.

        The user is locked first, as everywhere, and then the token looked at again."""
        found = await self.look_at(session, token, *purposes)
        user = await UserRepository(session).get_locked(found.user_id)
        found = await self.look_at(session, token, *purposes)
        found.used_at = self._clock.now()
        return found, user

    async def end(
        self, session: WriteSession, user_id: UUID, *purposes: Purpose
    ) -> None:
        """Makes the user's unused tokens of these purposes useless."""
        now = self._clock.now()
        await OneTimeTokenRepository(session).replace(user_id, purposes, now)

    async def write_again(
        self, session: AsyncSession, token_id: UUID, user_id: UUID
    ) -> tuple[OneTimeToken, str] | None:
        """The token of a row and its text; None if it can no longer be used."""
        row = await OneTimeTokenRepository(session).find_by_id(token_id, user_id)
        if row is None or not self._is_live(row, self._clock.now()):
            return None
        text = self._writer.write_again(row.id, row.token_hash)
        return (row, text) if text else None

    def _check(
        self, row: OneTimeToken | None, purposes: Sequence[Purpose]
    ) -> OneTimeToken:
        if row is None or row.purpose not in purposes:
            raise LinkNotKnown
        if row.used_at is not None:
            raise LinkUsed
        if row.replaced_at is not None:
            raise LinkReplaced
        if row.expires_at <= self._clock.now():
            raise LinkExpired
        return row

    @staticmethod
    def _is_live(row: OneTimeToken, now: datetime) -> bool:
        return row.used_at is None and row.replaced_at is None and row.expires_at > now
