"""The auth service under test, and the questions that many tests ask it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import text

from libs.common.clock import FixedClock
from libs.common.identity import IDENTITY_HEADER, Identity, Role, service_identity
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.worker import Worker
from services.auth.resources import AuthResources

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Auth:
    """Asked over HTTP; looked into through its resources."""

    http: httpx2.AsyncClient
    resources: AuthResources
    clock: FixedClock
    run_worker: Callable[[Handlers], Awaitable[Worker]]

    async def sign_up(self, email: str = "ada@example.com", **more: Any) -> Any:
        """A new account's answer, its refresh token in the body."""
        details = {"email": email, "password": PASSWORD, "refresh_token_in": "body"}
        answer = await self.http.post("/api/v1/accounts/signup", json=details | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def refresh(self, token: str) -> httpx2.Response:
        """What a program's refresh gives."""
        return await self.http.post(
            "/api/v1/accounts/token/refresh", json={"refresh_token": token}
        )

    def as_user(
        self, user_id: UUID | str, session_id: UUID | str | None = None, **more: Any
    ) -> dict[str, str]:
        """Headers as the gateway sends them for this user."""
        user = UUID(str(user_id))
        session = UUID(str(session_id)) if session_id else None
        return self._signed(
            Identity(user_id=user, owner_id=user, session_id=session, **more)
        )

    def as_service(self, name: str) -> dict[str, str]:
        """Headers as the gateway sends them for a service."""
        return self._signed(service_identity(name, "test-request"))

    async def set_role(self, email: str, role: Role) -> None:
        """Changes a role behind the service's back."""
        async with self.resources.database.unit_of_work() as session:
            change = text("UPDATE users SET role = :role WHERE email = :email")
            await session.execute(change, {"role": role, "email": email})

    async def ask(self, sql: str) -> list[Any]:
        """The rows of a query, as the database has them."""
        async with self.resources.database.read() as session:
            return list((await session.execute(text(sql))).all())

    def _signed(self, identity: Identity) -> dict[str, str]:
        signer = self.resources.identity_signer
        return {IDENTITY_HEADER: signer.sign(identity, self.clock.now())}
