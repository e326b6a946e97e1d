"""API keys: made, listed, revoked, and told to the gateways."""

from datetime import datetime
from uuid import UUID

from libs.common.api_key_format import (
    PREFIX,
    generate_api_key,
    hash_api_key,
    last_characters,
)
from libs.common.clock import Clock
from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import WriteSession
from libs.common.errors import FieldError, InvalidFields
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.api_keys.errors import ApiKeyNotFound, TooManyApiKeys
from services.auth.api_keys.last_uses import LastUses
from services.auth.api_keys.models import ApiKey
from services.auth.api_keys.repository import ApiKeyRepository
from services.auth.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyRead,
    KnownApiKey,
)
from services.auth.ended_credentials.service import CredentialEnder

MOST_KEYS = 20


class ApiKeyService:
    """The decisions about a user's keys, in the caller's transaction."""

    def __init__(
        self, session: WriteSession, ender: CredentialEnder, trail: Trail, clock: Clock
    ) -> None:
        self._session = session
        self._trail = trail
        self._keys = ApiKeyRepository(session)
        self._users = UserRepository(session)
        self._ender = ender
        self._clock = clock

    async def create(self, caller: Identity, wanted: ApiKeyCreate) -> ApiKeyCreated:
        """Makes a key; its text is in the answer, and nowhere else from then on.

        Raises InvalidFields for an end in the past, TooManyApiKeys, AccountNotFound."""
        now = self._clock.now()
        if wanted.expires_at and wanted.expires_at <= now:
            message = "The key would be over before it begins."
            wrong = FieldError("expires_at", "in_the_past", message)
            raise InvalidFields(fields=[wrong])
        # Keys of one user are made in turn: two at once must not both be the last.
        await self._users.get_locked(caller.user_id)
        if await self._keys.count_live(caller.user_id, now) >= MOST_KEYS:
            raise TooManyApiKeys(MOST_KEYS)
        key = generate_api_key()
        row = await self._keys.create(
            ApiKey(
                id=new_id(),
                user_id=caller.user_id,
                owner_id=caller.owner_id,
                name=wanted.name,
                key_hash=hash_api_key(key),
                prefix=PREFIX,
                last_four=last_characters(key),
                scopes=[scope.value for scope in wanted.scopes],
                created_at=now,
                expires_at=wanted.expires_at,
            )
        )
        event = AuthenticationEvent.API_KEY_CREATED
        await self._trail.record(self._session, event, caller.user_id)
        return ApiKeyCreated(**render_api_key(row, now).model_dump(), key=key)

    async def revoke(self, caller: Identity, key_id: UUID) -> None:
        """Ends a key on every gateway; once more is no mistake.

        Raises ApiKeyNotFound."""
        row = await self._keys.get_locked(caller.user_id, key_id)
        if row.revoked_at is not None:
            return
        row.revoked_at = self._clock.now()
        await self._ender.end(self._session, [row.id])
        event = AuthenticationEvent.API_KEY_REVOKED
        await self._trail.record(self._session, event, caller.user_id)


class ApiKeyReader:
    """Reads keys, for their owners and for the gateways."""

    def __init__(self, keys: ApiKeyRepository, uses: LastUses, clock: Clock) -> None:
        self._keys = keys
        self._uses = uses
        self._clock = clock

    async def list_page(self, user_id: UUID, page: PageRequest) -> Page[ApiKeyRead]:
        """The user's keys, newest first; revoked ones are left out."""
        now = self._clock.now()
        rows = await self._keys.list_kept(user_id, page)
        items = [render_api_key(row, now) for row in rows.items]
        return Page[ApiKeyRead](items=items, next_cursor=rows.next_cursor)

    async def get_valid(self, key_hash: bytes) -> KnownApiKey:
        """The key of this hash, which is in use now.

        Raises ApiKeyNotFound for one that is unknown, revoked or expired, or whose
        user is gone."""
        now = self._clock.now()
        row = await self._keys.find_valid(key_hash, now)
        if row is None:
            raise ApiKeyNotFound
        self._uses.note(row.id, now)
        return KnownApiKey(
            api_key_id=row.id,
            user_id=row.user_id,
            owner_id=row.owner_id,
            scopes=row.scopes,
            expires_at=row.expires_at,
        )


def render_api_key(row: ApiKey, now: datetime) -> ApiKeyRead:
    """A key as the API shows it."""
    return ApiKeyRead(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        last_four=row.last_four,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        is_expired=row.expires_at is not None and row.expires_at <= now,
    )
