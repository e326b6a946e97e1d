"""A new password, however it came about."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from services.auth.accounts.models import User
from services.auth.accounts.profile_events import mark_updated
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.passwords.guarded import GuardedPasswords
from services.auth.sessions.service import SessionService


class PasswordSetter:
    """Judges and hashes a new password, then sets it with all that follows."""

    def __init__(
        self,
        *,
        passwords: GuardedPasswords,
        sessions: SessionService,
        tokens: OneTimeTokens,
        post: Post,
        clock: Clock,
    ) -> None:
        self._passwords = passwords
        self._sessions = sessions
        self._tokens = tokens
        self._post = post
        self._clock = clock

    async def prepare(self, password: str, user: User, *, field: str) -> str:
        """The hash of a password that is taken. Holds no connection.

        Raises PasswordNotTaken, TooManySignIns."""
        known = (user.email, user.full_name, user.company_name)
        return await self._passwords.hash_new(password, known, field=field)

    async def set(
        self,
        session: WriteSession,
        user: User,
        password_hash: str,
        *,
        keep_session_id: UUID | None = None,
    ) -> None:
        """Sets it for the locked user, and tells him by mail.

        All sessions but the kept one end, and so do links that somebody else may have
        had mailed meanwhile."""
        user.password_hash = password_hash
        mark_updated(user, self._clock.now())
        await self._sessions.end_all(session, user.id, keep=keep_session_id)
        await self._tokens.end(session, user.id, "reset_password", "change_email")
        await self._post.send(session, "password_changed", user)
