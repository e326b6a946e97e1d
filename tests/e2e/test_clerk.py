"""Everything running, with people who sign in at Clerk."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from deploy.local.local_system import LocalSystem
from tests.auth.clerk.at_clerk import WEBHOOKS, our_id
from tests.emulators.clerk import serve_clerk
from tests.emulators.clerk_keys import event_body
from tests.fixtures.system import QUICK

PARTY = "http://localhost:8000"


@pytest.mark.prove
class TestSystemWithClerk:
    async def test_first_sight_gives_profile_and_free_plan(
        self, tmp_path: Path
    ) -> None:
        async with serve_clerk() as clerk:
            settings = {**QUICK, **clerk.settings, "CLERK_AUTHORIZED_PARTIES": PARTY}
            async with (
                LocalSystem(tmp_path, environment=settings, durable=False) as system,
                httpx2.AsyncClient(base_url=system.public_url, trust_env=False) as http,
            ):
                user = clerk.add_user("ada@example.com")
                token = clerk.sign_in(user["id"], azp=PARTY)
                bearer = {"authorization": f"Bearer {token}"}

                async def ask(path: str) -> Any:
                    answer = await http.get(f"/api/v1/accounts{path}", headers=bearer)
                    return answer.json() if answer.status_code == 200 else None

                async def until(path: str, is_there: Any) -> Any:
                    async with asyncio.timeout(20):
                        while not ((found := await ask(path)) and is_there(found)):
                            await asyncio.sleep(0.05)
                    return found

                me = await ask("/me")
                assert me["id"] == str(our_id(user["id"]))
                await until("/me", lambda me: me["email"] == "ada@example.com")
                plan = await until("/subscription", lambda found: found["plan"])
                assert plan["plan"]["name"] == "Free"

                body = event_body("user.deleted", clerk.delete_user(user["id"]))
                signed = clerk.keys.sign_webhook("msg_1", body)
                taken = await http.post(WEBHOOKS, content=body, headers=signed)
                assert taken.status_code == 200
                async with asyncio.timeout(20):
                    while await ask("/me"):
                        await asyncio.sleep(0.1)
                refused = await http.get("/api/v1/accounts/me", headers=bearer)
                assert refused.status_code == 401
