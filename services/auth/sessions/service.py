"""Sessions: opened, carried on by rotating tokens, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.repository import RowPage
from libs.common.db.session import Database, WriteSession
from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from services.auth.accounts.caller import Caller
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.keys.service import SigningKeys
from services.auth.sessions.access_token import ADMIN_AUDIENCE, build_access_token
from services.auth.sessions.device import describe_device
from services.auth.sessions.errors import (
    RefreshTokenNotValid,
    RefreshTokenReused,
    SessionNotFound,
)
from services.auth.sessions.models import RefreshToken, Session
from services.auth.sessions.refresh_tokens import (
    ADMIN_TOKEN_LIFETIME,
    SessionRules,
    generate_refresh_token,
    hash_refresh_token,
    judge_token,
)
from services.auth.sessions.repository import (
    RefreshTokenRepository,
    SessionRepository,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that goes on, and the refresh token that carries it on."""

    session_id: UUID
    refresh_token: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a person holds who is signed in."""

    user: User
    access_token: str
    expires_in_seconds: int
    refresh_token: str


class SessionService:
    """Opens, refreshes and ends sessions."""

    def __init__(
        self,
        database: Database,
        ender: CredentialEnder,
        *,
        keys: SigningKeys,
        rules: SessionRules,
        clock: Clock,
    ) -> None:
        self._database = database
        self._ender = ender
        self._keys = keys
        self._rules = rules
        self._clock = clock

    async def open(
        self, session: WriteSession, user: User, caller: Caller
    ) -> OpenSession:
        """Writes a new session of the user in the caller's transaction."""
        now = self._clock.now()
        row = await SessionRepository(session).create(
            Session(
                id=new_id(),
                user_id=user.id,
                created_at=now,
                expires_at=now + self._rules.session_lifetime,
                last_used_at=now,
                network=caller.network,
                device=describe_device(caller.user_agent),
            )
        )
        token = generate_refresh_token()
        await self._store_token(session, row, token)
        return OpenSession(row.id, token)

    async def grant(self, user: User, opened: OpenSession) -> SignedIn:
        """Adds the access token. Call it when the session is committed."""
        lifetime = self._rules.access_token_lifetime
        token = build_access_token(
            await self._keys.current(),
            user,
            opened.session_id,
            now=self._clock.now(),
            lifetime=lifetime,
        )
        seconds = int(lifetime.total_seconds())
        return SignedIn(user, token, seconds, opened.refresh_token)

    async def grant_admin(self, user: User, session_id: UUID) -> str:
        """The token of the admin pages' cookie. Call it outside of a transaction."""
        return build_access_token(
            await self._keys.current(),
            user,
            session_id,
            now=self._clock.now(),
            lifetime=ADMIN_TOKEN_LIFETIME,
            audience=ADMIN_AUDIENCE,
        )

    async def refresh(self, token: str, trail: Trail) -> SignedIn:
        """Replaces a refresh token by its successor, the same one within the grace.

        Raises RefreshTokenNotValid, RefreshTokenReused (the session is then ended)."""
        async with self._database.unit_of_work() as session:
            carried_on = await self._carry_on(session, token, trail)
        if carried_on is None:
            # Raised only now: the end of the session had to be committed.
            raise RefreshTokenReused
        user, opened = carried_on
        return await self.grant(user, opened)

    async def end(self, session: WriteSession, session_id: UUID, user_id: UUID) -> None:
        """Ends the user's session; the gateways hear of it after the commit.

        Nothing happens if it has ended before, or is not the user's."""
        now = self._clock.now()
        if await SessionRepository(session).end(session_id, user_id, now):
            await self._ender.end(session, [session_id])

    async def end_all(
        self, session: WriteSession, user_id: UUID, *, keep: UUID | None
    ) -> None:
        """Ends all of the user's sessions but the kept one; listeners hear of it."""
        now = self._clock.now()
        ended = await SessionRepository(session).end_all(user_id, now, keep=keep)
        await self._ender.end(session, ended)

    async def end_one(
        self, session: WriteSession, session_id: UUID, user_id: UUID
    ) -> None:
        """Ends a session that the user has named. Raises SessionNotFound."""
        if not await SessionRepository(session).is_of_user(session_id, user_id):
            raise SessionNotFound
        await self.end(session, session_id, user_id)

    async def list_live(
        self, sessions: SessionRepository, user_id: UUID, page: PageRequest
    ) -> RowPage[Session]:
        """The user's sessions that go on, the newest first."""
        now = self._clock.now()
        used_after = now - self._rules.token_lifetime
        return await sessions.list_live(user_id, page, now=now, used_after=used_after)

    def usable_until(self, row: Session) -> datetime:
        """When the session is over, if it is not used again."""
        return min(row.expires_at, row.last_used_at + self._rules.token_lifetime)

    async def _carry_on(
        self, session: WriteSession, token: str, trail: Trail
    ) -> tuple[User, OpenSession] | None:
        """The user and the session with its next token; None if a theft ended it."""
        tokens = RefreshTokenRepository(session)
        found = await tokens.find(hash_refresh_token(token))
        if found is None:
            raise RefreshTokenNotValid
        # Refreshes of one session take turns here; what was read before is read again.
        row = await SessionRepository(session).find_locked(found.session_id)
        found = await tokens.find(found.token_hash)
        if row is None or found is None or row.ended_at is not None:
            raise RefreshTokenNotValid
        next_token = await self._next_token(session, row, found, token)
        if next_token is None:
            event, reason = AuthenticationEvent.TOKEN_REFRESH, RefreshTokenReused
            trail.record_refusal(event, row.user_id, reason)
            return None
        row.last_used_at = max(self._clock.now(), row.last_used_at)
        row.network = trail.caller.network or row.network
        user = await UserRepository(session).get(row.user_id)
        return user, OpenSession(row.id, next_token)

    async def _next_token(
        self, session: WriteSession, row: Session, used: RefreshToken, token: str
    ) -> str | None:
        now = self._clock.now()
        match judge_token(
            now=now,
            expires_at=used.expires_at,
            rotated_at=used.rotated_at,
            grace=self._rules.grace,
        ):
            case "rotate":
                used.rotated_at = now
                successor = self._rules.successors.successor(token)
                await self._store_token(session, row, successor)
                return successor
            case "repeat":
                return await self._find_latest(RefreshTokenRepository(session), token)
            case "reused":
                ids = {"session_id": str(row.id), "user_id": str(row.user_id)}
                log.warning("refresh_token_reused", **ids)
                await self.end(session, row.id, row.user_id)
                return None
            case "expired":
                raise RefreshTokenNotValid

    async def _find_latest(self, tokens: RefreshTokenRepository, token: str) -> str:
        """The unused token at the end of the chain that begins with `token`.

        A slower tab must not be given one that a faster tab has used already."""
        candidates = self._rules.successors.candidates(token)
        for candidate in candidates:
            found = await tokens.find(hash_refresh_token(candidate))
            if found:
                if found.rotated_at is None:
                    return candidate
                return await self._find_latest(tokens, candidate)
        # SECRET_KEY was replaced within the grace, so nobody can compute it any more.
        raise RefreshTokenNotValid

    async def _store_token(
        self, session: WriteSession, row: Session, token: str
    ) -> None:
        now = self._clock.now()
        await RefreshTokenRepository(session).create(
            RefreshToken(
                token_hash=hash_refresh_token(token),
                session_id=row.id,
                created_at=now,
                expires_at=min(now + self._rules.token_lifetime, row.expires_at),
            )
        )
