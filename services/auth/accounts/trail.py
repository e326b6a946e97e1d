"""The one place through which each event of signing in and out passes."""

from typing import Literal
from uuid import UUID

import structlog

from libs.common.db.session import WriteSession
from services.auth.accounts.caller import Caller

log = structlog.get_logger()

AuthenticationEvent = Literal[
    "signup",
    "login",
    "logout",
    "sessions_ended",
    "refresh_token_reused",
    "email_verified",
    "email_change_requested",
    "email_changed",
    "password_changed",
    "password_reset_requested",
    "password_reset",
]


class Trail:
    """Records what one caller did, in the transaction of what was done."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    async def record(
        self,
        session: WriteSession,
        event: AuthenticationEvent,
        *,
        user_id: UUID | None,
        failure: str | None = None,
    ) -> None:
        """`user_id` None: of nobody who has an account; `failure`: the error's name."""

        async def tell() -> None:
            told = {"user_id": str(user_id) if user_id else None, "failure": failure}
            log.info("authentication", kind=event, **told)

        session.after_commit(tell)
