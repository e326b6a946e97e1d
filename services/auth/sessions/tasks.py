"""Jobs of sessions."""

from datetime import timedelta
from typing import ClassVar

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.sessions.repository import (
    RefreshTokenRepository,
    SessionRepository,
)

# So that a token which comes again is known for a used one; a day is ample.
_KEPT_AFTER_END = timedelta(days=1)


class PurgeSessions(Message):
    """Deletes sessions and refresh tokens that can play no part any more."""

    name: ClassVar[str] = "auth.sessions.purge"
    owner: ClassVar[str] = "auth"


async def purge_sessions(
    resources: Resources, session: WriteSession, _: PurgeSessions
) -> None:
    """Handles PurgeSessions."""
    now = resources.clock.now()
    await SessionRepository(session).delete_over(before=now - _KEPT_AFTER_END)
    await RefreshTokenRepository(session).delete_expired(before=now)
