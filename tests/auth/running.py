"""The auth service under test, and the questions that many tests ask it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import jwt
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.clock import FixedClock
from libs.common.identity import IDENTITY_HEADER, Identity, Role, service_identity
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.worker import Worker
from services.auth.resources import AuthResources
from services.auth.worker import build_handlers

PASSWORD = "correct horse battery"

_UNDONE = (
    "SELECT envelope FROM outbox WHERE target = 'auth'"
    " AND id NOT IN (SELECT id FROM inbox) ORDER BY envelope->>'id'"
)


@dataclass(frozen=True, slots=True)
class Auth:
    """Asked over HTTP; looked into through its resources."""

    http: httpx2.AsyncClient
    resources: AuthResources
    clock: FixedClock
    run_worker: Callable[[Handlers], Awaitable[Worker]]
    app: FastAPI | None = None

    async def sign_up(self, email: str = "ada@example.com", **more: Any) -> Any:
        """A new account's answer, its refresh token in the body."""
        details = {"email": email, "password": PASSWORD, "refresh_token_in": "body"}
        answer = await self.http.post("/api/v1/accounts/signup", json=details | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def log_in(
        self,
        email: str = "ada@example.com",
        password: str = PASSWORD,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """What signing in gives, its refresh token in the body."""
        details = {"email": email, "password": password, "refresh_token_in": "body"}
        path = "/api/v1/accounts/login"
        return await self.http.post(path, json=details, headers=headers)

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

    def signed_in(self, answer: Any) -> dict[str, str]:
        """Headers as the gateway sends them for the session of an answer."""
        return self.as_user(answer["user"]["id"], session_id(answer))

    def as_service(self, name: str) -> dict[str, str]:
        """Headers as the gateway sends them for a service."""
        return self._signed(service_identity(name, "test-request"))

    async def set_role(self, email: str, role: Role) -> None:
        """Changes a role behind the service's back."""
        async with self.resources.database.unit_of_work() as session:
            change = text("UPDATE users SET role = :role WHERE email = :email")
            await session.execute(change, {"role": role, "email": email})

    async def work(self) -> None:
        """Does what the service has told itself to do, in that order, and what follows
        from it."""
        worker = Worker(self.resources, build_handlers())
        while rows := await self.ask(_UNDONE):
            for (envelope,) in rows:
                await worker.receive(Envelope.model_validate(envelope))
                while worker.scheduler.running:
                    await asyncio.sleep(0.001)

    async def run_again(self, message_ids: Collection[UUID]) -> None:
        """Runs these messages now, although they are to wait."""
        worker = Worker(self.resources, build_handlers())
        async with self.resources.database.unit_of_work() as session:
            due = text("UPDATE inbox SET due_at = now() WHERE id = ANY(:ids)")
            await session.execute(due, {"ids": list(message_ids)})
        for message_id in message_ids:
            worker.scheduler.submit(message_id, None)
        while worker.scheduler.running:
            await asyncio.sleep(0.001)

    async def mails(self, to: str | None = None) -> list[EmailMessage]:
        """The mails written so far, oldest first; only those to that address."""
        await self.work()
        folder = self.resources.settings.postscope_home / "mail"
        mails = [
            message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
            for path in sorted(folder.glob("*.eml"), key=_time_written)
        ]
        return [mail for mail in mails if to in (None, mail["To"])]

    async def newest_token(self, to: str = "ada@example.com") -> str:
        """The token of the newest mail to that address that has a link with one."""
        texts = [text_of(mail) for mail in await self.mails(to)]
        links = [link for text in texts for link in re.findall(r"#token=(\S+)", text)]
        return str(links[-1])

    async def ask(self, sql: str) -> list[Any]:
        """The rows of a query, as the database has them."""
        async with self.resources.database.read() as session:
            return list((await session.execute(text(sql))).all())

    def _signed(self, identity: Identity) -> dict[str, str]:
        signer = self.resources.identity_signer
        return {IDENTITY_HEADER: signer.sign(identity, self.clock.now())}


def _time_written(path: Path) -> int:
    return path.stat().st_mtime_ns


def session_id(signed_in: Any) -> str:
    """The session in an answer's access token."""
    token = signed_in["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    return str(claims["sid"])


def text_of(mail: EmailMessage) -> str:
    """What a mail says to those who read plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
