"""What many tests of Clerk do: see people, deliver webhooks, look at what became."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2

from libs.common.contracts.outside_users import OutsideSubject
from libs.common.ids import derived_id, new_id
from services.auth.clerk.messages import FinishClerkSignUps, RepairClerkUsers
from tests.auth.running import Auth
from tests.emulators.clerk_instance import Clerk
from tests.emulators.clerk_keys import ISSUER, event_body

SEE = "/internal/auth/outside-users"
WEBHOOKS = "/api/v1/accounts/webhooks/clerk"


def our_id(clerk_id: str) -> UUID:
    """The id that a user of the emulated instance has with us."""
    return OutsideSubject(issuer=ISSUER, subject=clerk_id).user_id


@dataclass(frozen=True, slots=True)
class AtClerk:
    """The service, and the instance that its people are at."""

    auth: Auth
    clerk: Clerk

    async def see(self, clerk_id: str) -> httpx2.Response:
        """What the gateway is told of a subject whose token it has verified."""
        return await self.auth.http.post(
            SEE,
            json={"issuer": ISSUER, "subject": clerk_id},
            headers=self.auth.as_service("gateway"),
        )

    async def deliver(
        self, kind: str, data: Any, event_id: str | None = None
    ) -> httpx2.Response:
        """What Clerk is answered for a signed webhook."""
        body = event_body(kind, data)
        signed = self.clerk.keys.sign_webhook(event_id or f"msg_{new_id().hex}", body)
        return await self.auth.http.post(WEBHOOKS, content=body, headers=signed)

    def as_user(self, clerk_id: str, session: str = "sess_1") -> dict[str, str]:
        """Headers as the gateway sends them for a session of Clerk."""
        return self.auth.as_user(our_id(clerk_id), derived_id(ISSUER, session))

    async def finish_sign_ups(self, minutes: int) -> None:
        """Runs the job so many minutes later."""
        self.auth.clock.advance(timedelta(minutes=minutes))
        async with self.auth.resources.database.unit_of_work() as session:
            await self.auth.resources.jobs.send(session, FinishClerkSignUps())
        await self.auth.work()

    async def repair(self) -> None:
        """Runs the job that looks for what no webhook has told."""
        async with self.auth.resources.database.unit_of_work() as session:
            await self.auth.resources.jobs.send(session, RepairClerkUsers())
        await self.auth.work()

    async def user(self, clerk_id: str) -> Any:
        """The row of a user, None without one."""
        rows = await self.auth.ask(
            "SELECT email, email_verified, full_name, company_name, profile_image,"
            " timezone, language, role, password_hash FROM users"
            f" WHERE id = '{our_id(clerk_id)}'"
        )
        return rows[0] if rows else None

    async def events(self, clerk_id: str) -> list[tuple[str, str, str]]:
        """Receiver, name and e-mail of what other services are told of a user."""
        return [
            (target, name, email)
            for name, target, email in await self.auth.ask(
                "SELECT envelope->>'name', target, envelope->'payload'->>'email'"
                " FROM outbox WHERE envelope->>'kind' = 'event'"
                f" AND envelope->'payload'->>'user_id' = '{our_id(clerk_id)}'"
                " ORDER BY target, envelope->>'name'"
            )
        ]
