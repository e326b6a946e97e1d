"""Sign-up, login and the profile over HTTP."""

import asyncio
import time
from typing import Any
from uuid import UUID

import jwt
import pytest

from libs.common.ids import new_id
from tests.auth.running import PASSWORD, Auth

SIGN_UP = "/api/v1/accounts/signup"
LOG_IN = "/api/v1/accounts/login"
ME = "/api/v1/accounts/me"
USER_FIELDS = {
    "id",
    "email",
    "email_verified",
    "full_name",
    "company_name",
    "profile_image",
    "timezone",
    "language",
    "role",
    "created_at",
}


def details(**changes: Any) -> dict[str, Any]:
    """A valid sign-up, with changes."""
    return {"email": "ada@example.com", "password": PASSWORD, **changes}


class TestSignUp:
    async def test_new_account_is_signed_in(self, auth: Auth) -> None:
        answer = await auth.http.post(
            SIGN_UP,
            json=details(
                email=" Ada@Example.com", full_name=" Ada ", timezone="Europe/Berlin"
            ),
        )
        assert answer.status_code == 201
        body = answer.json()
        assert set(body) == {
            "user",
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
        }
        assert set(body["user"]) == USER_FIELDS
        assert body["user"]["email"] == "ada@example.com"
        assert body["user"]["full_name"] == "Ada"
        assert body["user"]["timezone"] == "Europe/Berlin"
        assert body["user"]["role"] == "user"
        assert body["user"]["email_verified"] is False
        assert body["user"]["created_at"] == "2026-11-20T12:00:00Z"
        assert body["token_type"] == "bearer"
        assert body["expires_in"] == 600
        assert body["refresh_token"] is None

    async def test_token_tells_who_signed_up(self, auth: Auth) -> None:
        body = await auth.sign_up()
        claims = jwt.decode(body["access_token"], options={"verify_signature": False})
        now = int(auth.clock.now().timestamp())
        assert claims["iss"] == claims["aud"] == "postscope"
        assert claims["sub"] == claims["owner"] == body["user"]["id"]
        assert claims["role"] == "user"
        assert claims["iat"] == claims["nbf"] == now
        assert claims["exp"] == now + 600
        assert UUID(claims["sid"])
        assert UUID(claims["jti"])

    async def test_browser_gets_a_guarded_cookie(self, auth: Auth) -> None:
        answer = await auth.http.post(SIGN_UP, json=details())
        name_and_value, *attributes = answer.headers["set-cookie"].split("; ")
        assert name_and_value.startswith("postscope_refresh=")
        assert len(name_and_value.split("=")[1]) == 43
        assert {a.lower() for a in attributes} == {
            "httponly",
            "samesite=strict",
            "path=/api/v1/accounts",
            f"max-age={30 * 24 * 3600}",
        }

    async def test_cookie_over_https_is_secure(self, auth: Auth) -> None:
        answer = await auth.http.post(
            SIGN_UP, json=details(), headers={"X-Forwarded-Proto": "https"}
        )
        assert "secure" in answer.headers["set-cookie"].lower().split("; ")

    async def test_cookie_in_production_is_secure(self, start_auth: Any) -> None:
        auth: Auth = await start_auth(environment="production")
        answer = await auth.http.post(SIGN_UP, json=details())
        assert "secure" in answer.headers["set-cookie"].lower().split("; ")

    async def test_answer_with_tokens_is_kept_by_no_cache(self, auth: Auth) -> None:
        answer = await auth.http.post(SIGN_UP, json=details())
        assert answer.headers["cache-control"] == "no-store"

    async def test_program_gets_token_in_body_alone(self, auth: Auth) -> None:
        answer = await auth.http.post(SIGN_UP, json=details(refresh_token_in="body"))
        assert len(answer.json()["refresh_token"]) == 43
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("again", ["ada@example.com", " ADA@Example.COM "])
    async def test_registered_address_is_refused(self, auth: Auth, again: str) -> None:
        await auth.sign_up()
        answer = await auth.http.post(SIGN_UP, json=details(email=again))
        assert answer.status_code == 409
        assert answer.json()["code"] == "EmailAlreadyRegistered"
        assert answer.json()["fields"][0]["field"] == "email"

    async def test_one_of_simultaneous_sign_ups_wins(self, auth: Auth) -> None:
        answers = await asyncio.gather(
            *(auth.http.post(SIGN_UP, json=details()) for _ in range(8))
        )
        assert sorted(a.status_code for a in answers) == [201] + [409] * 7
        assert await auth.ask("SELECT count(*) FROM users") == [(1,)]
        assert await auth.ask("SELECT count(*) FROM sessions") == [(1,)]

    async def test_other_services_are_told_once(self, auth: Auth) -> None:
        body = await auth.sign_up(timezone="Asia/Tokyo", language="ja")
        await auth.http.post(SIGN_UP, json=details())
        rows = await auth.ask(
            "SELECT target, envelope FROM outbox WHERE envelope->>'kind' = 'event'"
            " ORDER BY target"
        )
        assert [target for target, _ in rows] == ["analysis", "billing"]
        for _, envelope in rows:
            assert envelope["name"] == "user.created"
            assert envelope["payload"] == {
                "user_id": body["user"]["id"],
                "owner_id": body["user"]["id"],
                "email": "ada@example.com",
                "timezone": "Asia/Tokyo",
                "language": "ja",
                "changed_at": "2026-11-20T12:00:00Z",
            }

    async def test_password_is_stored_hashed_only(self, auth: Auth) -> None:
        await auth.sign_up()
        ((stored,),) = await auth.ask("SELECT password_hash FROM users")
        assert stored.startswith("$argon2id$v=19$m=64,t=1,p=1$")
        assert PASSWORD not in stored

    @pytest.mark.parametrize(
        ("changes", "field", "reason"),
        [
            ({"email": "nobody"}, "email", "bad_email"),
            ({"email": "ada@localhost"}, "email", "bad_email"),
            ({"password": "short"}, "password", "too_short"),
            ({"password": "x" * 201}, "password", "too_long"),
            ({"password": "Ada@example.com"}, "password", "same_as_email"),
            ({"password": "password123"}, "password", "too_common"),
            ({"timezone": "Mars/Olympus"}, "timezone", "bad_timezone"),
            ({"timezone": "../etc/passwd"}, "timezone", "bad_timezone"),
            ({"language": "English"}, "language", "string_pattern_mismatch"),
            ({"full_name": "x" * 201}, "full_name", "string_too_long"),
            ({"full_name": "Ada\nBcc: all"}, "full_name", "control_character"),
            ({"refresh_token_in": "url"}, "refresh_token_in", "literal_error"),
            ({"role": "admin"}, "role", "extra_forbidden"),
        ],
    )
    async def test_wrong_field_is_named_with_reason(
        self, auth: Auth, changes: dict[str, Any], field: str, reason: str
    ) -> None:
        answer = await auth.http.post(SIGN_UP, json=details(**changes))
        assert answer.status_code == 422
        (problem,) = answer.json()["fields"]
        assert (problem["field"], problem["reason"]) == (field, reason)
        assert problem["message"]

    async def test_all_wrong_fields_are_named_at_once(self, auth: Auth) -> None:
        answer = await auth.http.post(
            SIGN_UP, json={"email": "x", "password": "y", "timezone": "z"}
        )
        named = {problem["field"] for problem in answer.json()["fields"]}
        assert named == {"email", "password", "timezone"}

    async def test_refusal_does_not_repeat_the_password(self, auth: Auth) -> None:
        answer = await auth.http.post(SIGN_UP, json=details(password="hunter2"))
        assert "hunter2" not in answer.text


class TestLogIn:
    async def test_right_password_opens_a_session(self, auth: Auth) -> None:
        await auth.sign_up()
        answer = await auth.http.post(
            LOG_IN, json={"email": "ADA@example.com ", "password": PASSWORD}
        )
        assert answer.status_code == 200
        assert answer.json()["user"]["email"] == "ada@example.com"
        assert "postscope_refresh=" in answer.headers["set-cookie"]
        assert await auth.ask("SELECT count(*) FROM sessions") == [(2,)]

    async def test_same_characters_composed_otherwise_match(self, auth: Auth) -> None:
        await auth.sign_up(password="cafe\u0301 au lait")
        answer = await auth.http.post(
            LOG_IN, json={"email": "ada@example.com", "password": "café au lait"}
        )
        assert answer.status_code == 200

    async def test_unknown_address_and_wrong_password_read_alike(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        wrong = await auth.http.post(LOG_IN, json=details(password="not the password"))
        unknown = await auth.http.post(LOG_IN, json=details(email="eve@example.com"))
        assert wrong.status_code == unknown.status_code == 401
        ignored = {"request_id"}
        assert {k: v for k, v in wrong.json().items() if k not in ignored} == {
            k: v for k, v in unknown.json().items() if k not in ignored
        }
        assert wrong.json()["code"] == "WrongCredentials"
        assert "set-cookie" not in wrong.headers

    async def test_unknown_address_takes_as_long_as_wrong_password(
        self, start_auth: Any
    ) -> None:
        # Passes enough that hashing (tens of ms) stands out from everything else.
        auth: Auth = await start_auth(password_memory_kib=16_384, password_passes=4)
        await auth.sign_up()

        async def measure(body: dict[str, Any]) -> float:
            start = time.perf_counter()
            assert (await auth.http.post(LOG_IN, json=body)).status_code == 401
            return time.perf_counter() - start

        wrong, unknown = [], []
        # In turns, so that a busy moment meets both; more often is refused.
        for _ in range(5):
            wrong.append(await measure(details(password="not the password")))
            unknown.append(await measure(details(email="eve@example.com")))
        assert 1 / 3 < min(unknown) / min(wrong) < 3

    async def test_hash_follows_changed_parameters(
        self, auth: Auth, start_auth: Any
    ) -> None:
        await auth.sign_up()
        stronger: Auth = await start_auth(password_memory_kib=128)
        for _ in range(2):
            answer = await stronger.http.post(LOG_IN, json=details())
            assert answer.status_code == 200
        ((stored,),) = await auth.ask("SELECT password_hash FROM users")
        assert "$m=128,t=1,p=1$" in stored

    async def test_flood_is_turned_away_not_queued(self, start_auth: Any) -> None:
        auth: Auth = await start_auth(
            password_threads=1, password_queue=2, password_memory_kib=16_384
        )
        emails = [f"ada{number}@example.com" for number in range(20)]
        answers = await asyncio.gather(
            *(auth.http.post(LOG_IN, json=details(email=email)) for email in emails)
        )
        statuses = [a.status_code for a in answers]
        assert set(statuses) == {401, 503}
        refused = next(a for a in answers if a.status_code == 503)
        assert refused.json()["code"] == "TooManySignIns"
        assert refused.headers["retry-after"] == "2"
        assert (await auth.http.post(LOG_IN, json=details())).status_code == 401


class TestReadMe:
    async def test_nobody_is_told_nothing(self, auth: Auth) -> None:
        answer = await auth.http.get(ME)
        assert answer.status_code == 401

    async def test_service_has_no_profile(self, auth: Auth) -> None:
        answer = await auth.http.get(ME, headers=auth.as_service("billing"))
        assert answer.status_code == 401

    async def test_key_without_scope_is_refused(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(
            body["user"]["id"], scopes={"analysis:read"}, authenticated_by="api_key"
        )
        answer = await auth.http.get(ME, headers=headers)
        assert answer.status_code == 403

    async def test_caller_sees_own_account(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await auth.sign_up("eve@example.com")
        answer = await auth.http.get(ME, headers=auth.as_user(body["user"]["id"]))
        assert answer.json() == body["user"]

    async def test_account_that_is_gone_is_not_found(self, auth: Auth) -> None:
        answer = await auth.http.get(ME, headers=auth.as_user(new_id()))
        assert answer.status_code == 404
        assert answer.json()["code"] == "AccountNotFound"


class TestUpdateMe:
    async def change(self, auth: Auth, user: Any, **changes: Any) -> Any:
        """What a PATCH answers."""
        headers = auth.as_user(user["id"])
        return await auth.http.patch(ME, json=changes, headers=headers)

    async def test_nobody_changes_nothing(self, auth: Auth) -> None:
        answer = await auth.http.patch(ME, json={"full_name": "Eve"})
        assert answer.status_code == 401

    async def test_given_fields_change_and_others_stay(self, auth: Auth) -> None:
        user = (await auth.sign_up(full_name="Ada", company_name="Engines"))["user"]
        other = (await auth.sign_up("eve@example.com"))["user"]
        answer = await self.change(
            auth, user, full_name=None, timezone="America/New_York", language="pt-BR"
        )
        assert answer.status_code == 200
        expected = {
            **user,
            "full_name": None,
            "timezone": "America/New_York",
            "language": "pt-BR",
        }
        assert answer.json() == expected
        headers = auth.as_user(user["id"])
        assert (await auth.http.get(ME, headers=headers)).json() == expected
        headers = auth.as_user(other["id"])
        assert (await auth.http.get(ME, headers=headers)).json() == other

    async def test_change_is_told_and_none_is_not(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        await self.change(auth, user, timezone="UTC", full_name=None)
        await self.change(auth, user)
        told = "SELECT envelope FROM outbox WHERE envelope->>'name' = 'user.updated'"
        assert await auth.ask(told) == []
        await self.change(auth, user, timezone="Asia/Tokyo")
        rows = await auth.ask(told)
        assert {envelope["target"] for (envelope,) in rows} == {"analysis", "billing"}
        assert rows[0][0]["payload"]["timezone"] == "Asia/Tokyo"

    async def test_simultaneous_changes_all_stand(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        answers = await asyncio.gather(
            self.change(auth, user, full_name="Ada"),
            self.change(auth, user, company_name="Engines"),
            self.change(auth, user, language="fr"),
        )
        assert [a.status_code for a in answers] == [200] * 3
        read = await auth.http.get(ME, headers=auth.as_user(user["id"]))
        assert read.json() == {
            **user,
            "full_name": "Ada",
            "company_name": "Engines",
            "language": "fr",
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"timezone": None},
            {"language": None},
            {"timezone": "Nowhere"},
            {"email": "eve@example.com"},
            {"role": "admin"},
            {"email_verified": True},
        ],
    )
    async def test_what_may_not_change_is_refused(
        self, auth: Auth, changes: dict[str, Any]
    ) -> None:
        user = (await auth.sign_up())["user"]
        answer = await self.change(auth, user, **changes)
        assert answer.status_code == 422
        assert answer.json()["fields"][0]["field"] == next(iter(changes))
