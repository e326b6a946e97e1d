"""DELETE /accounts/me, and the receipt."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from libs.common.contracts.domain_events import HOLDERS, UserErased
from libs.common.db.tombstones import find_erased
from services.auth.worker import build_handlers
from tests.auth.running import PASSWORD, Auth

ME = "/api/v1/accounts/me"
ADA = "ada@example.com"


async def erase(auth: Auth, user_id: str, password: str = PASSWORD, **more: Any) -> Any:
    return await auth.http.request(
        "DELETE",
        ME,
        json={"password": password},
        headers=auth.as_user(user_id, **more),
    )


async def query(auth: Auth, statement: str) -> list[Any]:
    async with auth.resources.database.read() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def report(auth: Auth, erasure_id: str, service: str) -> None:
    """What that service says when it is done."""
    event = UserErased(
        erasure_id=UUID(erasure_id),
        service=service,
        counts={"things": 3},
        erased_at=datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC),
    )
    async with auth.resources.database.unit_of_work() as session:
        await auth.resources.jobs.publish(session, event)


async def wait_for(auth: Auth, url: str, state: str) -> Any:
    async with asyncio.timeout(20):
        while True:
            receipt = (await auth.http.get(url)).json()
            if receipt["state"] == state:
                return receipt
            await asyncio.sleep(0.05)


class TestEraseAccount:
    async def test_anonymous_is_refused(self, auth: Auth) -> None:
        answer = await auth.http.request("DELETE", ME, json={"password": PASSWORD})
        assert answer.status_code == 401

    async def test_another_user_loses_nothing(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        bob = await auth.sign_up("bob@example.com")
        assert (await erase(auth, bob["user"]["id"])).status_code == 202
        await auth.run_worker(build_handlers())
        await asyncio.sleep(0.3)
        found = await auth.http.get(ME, headers=auth.as_user(ada["user"]["id"]))
        assert found.json()["email"] == ADA
        assert (await auth.refresh(ada["refresh_token"])).status_code == 200

    async def test_api_key_is_not_enough(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        answer = await erase(
            auth,
            ada["user"]["id"],
            authenticated_by="api_key",
            scopes=["accounts:write"],
        )
        assert answer.status_code == 403
        assert answer.json()["code"] == "SessionRequired"

    async def test_wrong_password_erases_nothing(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        answer = await erase(auth, ada["user"]["id"], "not the password at all")
        assert answer.status_code == 422
        assert answer.json()["fields"][0]["field"] == "password"
        assert (await auth.refresh(ada["refresh_token"])).status_code == 200

    async def test_nobody_can_use_the_account_from_then_on(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        answer = await erase(auth, ada["user"]["id"])
        assert answer.status_code == 202
        assert answer.json()["receipt_token"] in answer.json()["receipt_url"]
        sign_in = {"email": ADA, "password": PASSWORD}
        again = await auth.http.post("/api/v1/accounts/login", json=sign_in)
        assert again.status_code == 401
        assert (await auth.refresh(ada["refresh_token"])).status_code == 401
        told = await auth.http.get(
            "/internal/auth/ended-credentials", headers=auth.as_service("gateway")
        )
        sessions = await query(auth, "SELECT id FROM sessions")
        refused = {item["credential_id"] for item in told.json()["items"]}
        assert refused == {str(session_id) for (session_id,) in sessions}

    async def test_a_token_that_is_still_valid_writes_nothing(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        await erase(auth, ada["user"]["id"])
        headers = auth.as_user(ada["user"]["id"])
        change = {"full_name": "Ada again"}
        answer = await auth.http.patch(ME, json=change, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "AccountErased"
        again = await erase(auth, ada["user"]["id"])
        assert again.json()["code"] == "AccountErased"

    async def test_links_mailed_before_open_nothing(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        accounts = "/api/v1/accounts"
        await auth.http.post(f"{accounts}/reset-password", json={"email": ADA})
        reset = await auth.newest_token()
        change = {"current_password": PASSWORD, "email": "lovelace@example.com"}
        headers = auth.signed_in(ada)
        await auth.http.post(f"{accounts}/change-email", json=change, headers=headers)
        moved = await auth.newest_token("lovelace@example.com")
        await erase(auth, ada["user"]["id"])
        fresh = {"token": reset, "password": "a fresh long sentence"}
        late = [
            await auth.http.post(f"{accounts}/reset-password/confirm", json=fresh),
            await auth.http.post(f"{accounts}/verify-email", json={"token": moved}),
        ]
        assert [answer.json()["code"] for answer in late] == ["LinkReplaced"] * 2
        assert await query(auth, "SELECT email FROM users") == [(None,)]

    async def test_the_address_is_free_again(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        await erase(auth, ada["user"]["id"])
        again = await auth.sign_up()
        assert again["user"]["id"] != ada["user"]["id"]


class TestReceipt:
    async def test_unknown_token_is_not_found(self, auth: Auth) -> None:
        answer = await auth.http.get(f"/api/v1/accounts/erasures/{uuid4()}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "ReceiptNotFound"

    async def test_says_who_is_done_and_nothing_of_the_person(self, auth: Auth) -> None:
        ada = await auth.sign_up(full_name="Ada Lovelace")
        begun = (await erase(auth, ada["user"]["id"])).json()
        await auth.run_worker(build_handlers())
        others = [service for service in HOLDERS if service != "auth"]
        for service in others:
            await report(auth, begun["erasure_id"], service)
        answer = await wait_for(auth, begun["receipt_url"], "done")
        assert [part["service"] for part in answer["services"]] == list(HOLDERS)
        by_name = {part["service"]: part for part in answer["services"]}
        assert by_name["auth"]["counts"] == {
            "users": 1,
            "sessions": 1,
            "refresh_tokens": 1,
            "one_time_tokens": 1,
        }
        assert by_name["social"]["counts"] == {"things": 3}
        said = str(answer)
        for secret in (ada["user"]["id"], ADA, "Lovelace", begun["receipt_token"]):
            assert secret not in said

    async def test_last_report_completes_and_comes_twice(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        begun = (await erase(auth, ada["user"]["id"])).json()
        await auth.run_worker(build_handlers())
        for service in (*HOLDERS[2:], *HOLDERS[2:]):
            await report(auth, begun["erasure_id"], service)
        await asyncio.sleep(0.3)
        receipt = (await auth.http.get(begun["receipt_url"])).json()
        assert (receipt["state"], receipt["completed_at"]) == ("running", None)
        await report(auth, begun["erasure_id"], HOLDERS[1])
        await wait_for(auth, begun["receipt_url"], "done")

    async def test_what_is_left_names_nobody(self, auth: Auth) -> None:
        ada = await auth.sign_up(full_name="Ada Lovelace")
        begun = (await erase(auth, ada["user"]["id"])).json()
        await auth.run_worker(build_handlers())
        for service in HOLDERS[1:]:
            await report(auth, begun["erasure_id"], service)
        await wait_for(auth, begun["receipt_url"], "done")
        async with auth.resources.database.read() as session:
            user_id = UUID(ada["user"]["id"])
            assert await find_erased(session, [user_id]) == {user_id}
        for table in ("users", "sessions", "refresh_tokens"):
            assert await query(auth, f"SELECT count(*) FROM {table}") == [(0,)]
        for table in ("outbox", "inbox", "erasures", "erased_owners"):
            [(content,)] = await query(
                auth, f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t"
            )
            assert ada["user"]["id"] not in content, table
            assert ADA not in content, table
        mails = auth.resources.settings.postscope_home / "mail"
        assert not list(mails.glob("*")), "the good-bye, too"


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": None}, []])
async def test_body_without_a_password_is_refused(auth: Auth, body: Any) -> None:
    ada = await auth.sign_up()
    headers = auth.as_user(ada["user"]["id"])
    answer = await auth.http.request("DELETE", ME, json=body, headers=headers)
    assert answer.status_code == 422
