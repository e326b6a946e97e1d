"""An account goes: at once nobody can use it, soon nothing of it is left anywhere."""

import secrets
from uuid import UUID

import structlog

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.erasures.closing import AccountClosing
from services.auth.erasures.errors import WrongPassword
from services.auth.erasures.schemas import ErasureBegunRead
from services.auth.passwords.confirmation import PasswordConfirmation
from services.auth.passwords.errors import CurrentPasswordWrong

log = structlog.get_logger()

RECEIPTS = "/api/v1/accounts/erasures/"
_TOKEN_BYTES = 32
_WHAT_HAPPENS = (
    "You are signed out everywhere, and the account can no longer be used. What is held"
    " about you is being erased in every part of Postscope; that takes about a minute."
    " Keep the address of the receipt if you want to see when it is done: we cannot"
    " find it for you afterwards."
)


class ErasureService:
    """Begins erasures, for their owners.

    Begins its transactions itself: a password takes a tenth of a second to check, and
    no connection may be held for that long."""

    def __init__(
        self,
        database: Database,
        confirmation: PasswordConfirmation,
        closing: AccountClosing,
        trail: Trail,
    ) -> None:
        self._database = database
        self._confirmation = confirmation
        self._closing = closing
        self._trail = trail

    async def erase(self, user_id: UUID, password: str | None) -> ErasureBegunRead:
        """Closes the account and has everything erased. Cannot be taken back.

        Raises AccountNotFound, AccountErased, WrongPassword, TooManySignIns."""
        async with self._database.read() as session:
            user = await UserRepository(session).get(user_id)
        if user.password_hash is not None:
            # Who has none here is signed in by somebody else, who has asked.
            await self._confirm(user_id, password)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        async with self._database.unit_of_work() as session:
            erasure = await self._closing.close(session, user_id, token)
            await self._trail.record(session, AuthenticationEvent.ACCOUNT_DELETED, None)
        log.info("account_closed", erasure_id=str(erasure.id))
        return ErasureBegunRead(
            erasure_id=erasure.id,
            receipt_token=token,
            receipt_url=f"{RECEIPTS}{token}",
            requested_at=erasure.requested_at,
            message=_WHAT_HAPPENS,
        )

    async def _confirm(self, user_id: UUID, password: str | None) -> None:
        try:
            await self._confirmation.confirm(
                user_id, password or "", AuthenticationEvent.ACCOUNT_DELETED
            )
        except CurrentPasswordWrong:
            raise WrongPassword from None
