"""What is done and what is refused, on its way into the log of sign-ins."""

from typing import Any

import pytest

from libs.common.analytics.log_queue import LogQueue
from libs.common.contracts.analytics import AuthenticationEntry, RecordAuthentication
from libs.common.ids import new_id
from tests.auth.conftest import StartAuth
from tests.auth.running import PASSWORD, Auth

LOGIN = "/api/v1/accounts/login"
CALLER = {
    "x-forwarded-for": "203.0.113.7",
    "user-agent": "Firefox\x00" + "x" * 1000,
    "x-request-id": "asked-by-a-test",
}


@pytest.fixture
async def told(start_auth: StartAuth) -> Auth:
    """The service, which keeps the log."""
    started: Auth = await start_auth(authentication_log_enabled=True)
    return started


async def events(auth: Auth) -> list[Any]:
    """What stands in the outbox for analytics, in order."""
    rows = await auth.ask(
        "SELECT envelope->'payload' AS said FROM outbox WHERE target = 'analytics'"
        " ORDER BY created_at"
    )
    return [row.said for row in rows]


def refusals(auth: Auth) -> list[AuthenticationEntry]:
    """What waits to be sent, best effort."""
    queue = auth.resources.refusals
    assert isinstance(queue, LogQueue)
    return list(queue._waiting)


class TestTrail:
    async def test_event_is_told_with_its_transaction(self, told: Auth) -> None:
        user = (await told.sign_up())["user"]
        credentials = {"email": "ada@example.com", "password": PASSWORD}
        await told.http.post(LOGIN, json=credentials, headers=CALLER)
        signup, login = await events(told)
        assert (signup["event"], login["event"]) == ("signup", "login")
        assert login["succeeded"] is True
        assert login["reason"] is None
        assert login["user_id"] == user["id"]
        assert login["ip_address"] == "203.0.113.7"
        assert login["user_agent"] == "Firefox" + "x" * 393
        assert login["request_id"] == "asked-by-a-test"
        # As it will be read at the other end.
        RecordAuthentication.model_validate(login)
        assert "ada@" not in str(login)
        assert refusals(told) == []

    async def test_refusal_is_told_without_a_row(self, told: Auth) -> None:
        user = (await told.sign_up())["user"]
        for email in ("ada@example.com", "eve@example.com"):
            wrong = {"email": email, "password": "not the right one"}
            answer = await told.http.post(LOGIN, json=wrong, headers=CALLER)
            assert answer.status_code == 401
        assert [e["event"] for e in await events(told)] == ["signup"]
        known, unknown = refusals(told)
        assert str(known.user_id) == user["id"]
        assert unknown.user_id is None
        for entry in (known, unknown):
            assert (entry.event, entry.succeeded) == ("login", False)
            assert entry.reason == "WrongCredentials"
            AuthenticationEntry.model_validate(entry.model_dump())

    async def test_wish_for_a_new_password_is_written_down_for_anybody(
        self, told: Auth
    ) -> None:
        """As many rows either way: the time does not tell who has an account."""
        await told.sign_up()
        before = len(await told.ask("SELECT 1 FROM outbox"))
        path = "/api/v1/accounts/reset-password"
        for email in ("ada@example.com", "eve@example.com"):
            await told.http.post(path, json={"email": email}, headers=CALLER)
        assert len(await told.ask("SELECT 1 FROM outbox")) == before + 4
        _, known, unknown = await events(told)
        assert (known["succeeded"], unknown["succeeded"]) == (True, False)
        assert (unknown["user_id"], unknown["reason"]) == (None, "AccountNotFound")
        RecordAuthentication.model_validate(unknown)
        assert refusals(told) == []

    async def test_admin_session_is_told(self, told: Auth) -> None:
        user = (await told.sign_up())["user"]
        headers = told.as_user(user["id"], new_id(), role="admin")
        path = "/api/v1/accounts/admin-session"
        assert (await told.http.post(path, headers=headers)).status_code == 403
        assert [entry.event for entry in refusals(told)] == ["admin_session"]
        await told.set_role(user["email"], "admin")
        assert (await told.http.post(path, headers=headers)).status_code == 200
        assert [e["event"] for e in await events(told)] == ["signup", "admin_session"]

    async def test_keys_are_told(self, told: Auth) -> None:
        user = (await told.sign_up())["user"]
        headers = told.as_user(user["id"], new_id())
        path = "/api/v1/accounts/api-keys"
        body = {"name": "mine", "scopes": ["accounts:read"]}
        made = await told.http.post(path, headers=headers, json=body)
        assert made.status_code == 201, made.text
        for _ in range(2):  # it may be repeated, and is told once
            await told.http.delete(f"{path}/{made.json()['id']}", headers=headers)
        names = [event["event"] for event in await events(told)]
        assert names == ["signup", "api_key_created", "api_key_revoked"]
        assert made.json()["key"] not in str(await events(told))
