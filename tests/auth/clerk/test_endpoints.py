"""Accounts that are at Clerk, over HTTP."""

from typing import Any

from libs.common.ids import derived_id
from tests.auth.clerk.at_clerk import AtClerk, our_id
from tests.auth.running import Auth
from tests.emulators.clerk_instance import PWNED
from tests.emulators.clerk_keys import ISSUER

SIGN_UP = "/api/v1/accounts/signup"
LOG_IN = "/api/v1/accounts/login"
LOG_OUT = "/api/v1/accounts/logout"
RESET = "/api/v1/accounts/reset-password"
CONFIRM = f"{RESET}/confirm"
PASSWORD = "correct horse battery"


def details(**changes: Any) -> dict[str, Any]:
    return {"email": "ada@example.com", "password": PASSWORD, **changes}


REFUSALS: list[tuple[dict[str, str], int, str, str, str]] = [
    (
        {"email": "taken@example.com"},
        409,
        "EmailAlreadyRegistered",
        "email",
        "already_registered",
    ),
    ({"password": PWNED}, 422, "NotTakenByClerk", "password", "stolen"),
    ({"password": "short"}, 422, "NotTakenByClerk", "password", "too_short"),
    ({"email": "nobody"}, 422, "InvalidFields", "email", "bad_email"),
    ({"password": ""}, 422, "InvalidFields", "password", "string_too_short"),
    ({"role": "admin"}, 422, "InvalidFields", "role", "extra_forbidden"),
]
FAILURES: list[tuple[Any, int, str]] = [
    (429, 503, "UpstreamUnavailable"),
    (401, 502, "ClerkMisconfigured"),
    (403, 502, "ClerkMisconfigured"),
    (500, 502, "UpstreamFailed"),
    ("malformed", 502, "UpstreamFailed"),
]


class TestSignUp:
    async def test_user_is_made_there_and_here(self, at_clerk: AtClerk) -> None:
        body = details(
            email=" Ada@Example.com",
            full_name="Ada King Lovelace",
            company_name="Engines",
            timezone="Europe/London",
            language="de",
        )
        answer = await at_clerk.auth.http.post(SIGN_UP, json=body)
        (made,) = at_clerk.clerk.users.values()

        assert answer.status_code == 201, answer.text
        user = answer.json()["user"]
        assert user["id"] == str(our_id(made["id"]))
        assert user["email"] == "ada@example.com"
        assert user["full_name"] == "Ada King Lovelace"
        assert user["timezone"] == "Europe/London"
        assert set(answer.json()) == {"user"}  # no token: that is Clerk's to give
        assert (made["first_name"], made["last_name"]) == ("Ada", "King Lovelace")
        assert at_clerk.clerk.passwords[made["id"]] == PASSWORD
        row = await at_clerk.user(made["id"])
        assert (row.company_name, row.language) == ("Engines", "de")
        assert len(await at_clerk.events(made["id"])) == 2

    async def test_address_that_nobody_has_proved_is_not_verified(
        self, at_clerk: AtClerk
    ) -> None:
        answer = await at_clerk.auth.http.post(SIGN_UP, json=details())
        (made,) = at_clerk.clerk.users.values()

        assert answer.json()["user"]["email_verified"] is False
        email = made["email_addresses"][0]
        assert email["verification"]["status"] == "unverified"
        assert await at_clerk.auth.ask("SELECT * FROM clerk_pending_sign_ups") == []

    async def test_it_is_marked_later_if_clerk_fails_between(
        self, at_clerk: AtClerk
    ) -> None:
        # Made, then three times no answer about the address.
        at_clerk.clerk.faults.extend([None, 500, 500, 500])
        answer = await at_clerk.auth.http.post(SIGN_UP, json=details())
        (made,) = at_clerk.clerk.users.values()
        email = made["email_addresses"][0]
        assert answer.status_code == 201
        assert email["verification"]["status"] == "verified"

        await at_clerk.finish_sign_ups(minutes=3)

        assert email["verification"]["status"] == "unverified"
        assert await at_clerk.auth.ask("SELECT * FROM clerk_pending_sign_ups") == []

    async def test_lost_answer_is_told_and_made_up_for(self, at_clerk: AtClerk) -> None:
        at_clerk.clerk.faults.append("lost")
        answer = await at_clerk.auth.http.post(SIGN_UP, json=details())
        assert (answer.status_code, answer.json()["code"]) == (502, "UpstreamFailed")
        (made,) = at_clerk.clerk.users.values()
        assert await at_clerk.user(made["id"]) is None

        await at_clerk.finish_sign_ups(minutes=3)

        email = made["email_addresses"][0]
        assert email["verification"]["status"] == "unverified"
        row = await at_clerk.user(made["id"])
        assert (row.email, row.email_verified) == ("ada@example.com", False)
        assert at_clerk.clerk.count("POST /users") == 1

    async def test_nothing_is_looked_for_forever(self, at_clerk: AtClerk) -> None:
        at_clerk.clerk.faults.append(500)
        await at_clerk.auth.http.post(SIGN_UP, json=details())
        await at_clerk.finish_sign_ups(minutes=3)
        assert len(await at_clerk.auth.ask("SELECT * FROM clerk_pending_sign_ups")) == 1
        await at_clerk.finish_sign_ups(minutes=60)
        assert await at_clerk.auth.ask("SELECT * FROM clerk_pending_sign_ups") == []

    async def test_refusal_names_the_field(self, at_clerk: AtClerk) -> None:
        at_clerk.clerk.add_user("taken@example.com")
        for changes, status, code, field, reason in REFUSALS:
            answer = await at_clerk.auth.http.post(SIGN_UP, json=details(**changes))
            body = answer.json()
            told = [(f["field"], f["reason"]) for f in body["fields"]]
            assert (answer.status_code, body["code"]) == (status, code)
            assert told == [(field, reason)]
        assert await at_clerk.auth.ask("SELECT * FROM clerk_pending_sign_ups") == []

    async def test_failure_of_clerk_is_named(self, at_clerk: AtClerk) -> None:
        at_clerk.clerk.retry_after = "60"
        for fault, status, code in FAILURES:
            at_clerk.clerk.faults.append(fault)
            answer = await at_clerk.auth.http.post(SIGN_UP, json=details())
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert PASSWORD not in answer.text


class TestLogIn:
    async def test_anonymous_is_not_let_in(self, at_clerk: AtClerk) -> None:
        answer = await at_clerk.auth.http.post(LOG_IN)
        assert answer.status_code == 401
        with_password = await at_clerk.auth.http.post(LOG_IN, json=details())
        assert with_password.status_code == 401

    async def test_session_of_clerk_gives_the_profile(self, at_clerk: AtClerk) -> None:
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        headers = at_clerk.as_user(user["id"])
        answer = await at_clerk.auth.http.post(LOG_IN, headers=headers)
        me = await at_clerk.auth.http.get("/api/v1/accounts/me", headers=headers)

        assert answer.status_code == 200
        assert answer.json() == {"user": me.json()}
        assert me.json()["email"] == "ada@example.com"

    async def test_user_without_address_has_a_profile_and_can_change_it(
        self, at_clerk: AtClerk
    ) -> None:
        await at_clerk.see("user_phone")
        headers = at_clerk.as_user("user_phone")
        changed = await at_clerk.auth.http.patch(
            "/api/v1/accounts/me", json={"full_name": "Grace"}, headers=headers
        )

        assert changed.status_code == 200
        assert changed.json()["email"] is None
        assert changed.json()["full_name"] == "Grace"

    async def test_what_is_clerks_to_do_is_not_here(self, at_clerk: AtClerk) -> None:
        for path in ("token/refresh", "change-password", "change-email"):
            answer = await at_clerk.auth.http.post(f"/api/v1/accounts/{path}", json={})
            assert answer.status_code == 404


class TestLogOut:
    async def test_anonymous_cannot(self, at_clerk: AtClerk) -> None:
        assert (await at_clerk.auth.http.post(LOG_OUT)).status_code == 401

    async def test_session_ends_here_at_once_and_there_by_a_job(
        self, at_clerk: AtClerk
    ) -> None:
        clerk = at_clerk.clerk
        user = clerk.add_user("ada@example.com")
        sessions = [clerk.open_session(user["id"])["id"] for _ in range(3)]
        await at_clerk.see(user["id"])
        headers = at_clerk.as_user(user["id"], sessions[1])
        first = await at_clerk.auth.http.post(LOG_OUT, headers=headers)
        ended = await at_clerk.auth.ask("SELECT credential_id FROM ended_credentials")
        clerk.faults.append(500)
        await at_clerk.auth.work()
        again = await at_clerk.auth.http.post(LOG_OUT, headers=headers)
        await at_clerk.auth.work()

        assert [first.status_code, again.status_code] == [204, 204]
        assert ended == [(derived_id(ISSUER, sessions[1]),)]
        states = [clerk.sessions[each]["status"] for each in sessions]
        assert states == ["active", "revoked", "active"]
        assert clerk.count("POST /sessions/{}/revoke") == 1


class TestResetPassword:
    async def test_answer_is_the_same_for_everybody(self, at_clerk: AtClerk) -> None:
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        answers = [
            await at_clerk.auth.http.post(RESET, json={"email": email})
            for email in ("ada@example.com", "nobody@example.com")
        ]

        assert [a.status_code for a in answers] == [202, 202]
        assert answers[0].json() == answers[1].json()
        assert len(await at_clerk.auth.mails()) == 1

    async def test_link_to_an_address_that_is_his_no_more_sets_none(
        self, at_clerk: AtClerk
    ) -> None:
        token, user = await self.ask(at_clerk)
        email = at_clerk.clerk.build_email("lovelace@example.com")
        moved = {"email_addresses": [email], "primary_email_address_id": email["id"]}
        await at_clerk.deliver(
            "user.updated", at_clerk.clerk.change_user(user["id"], **moved)
        )
        await at_clerk.auth.work()
        body = {"token": token, "password": "another good one"}
        answer = await at_clerk.auth.http.post(CONFIRM, json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, "LinkReplaced")
        assert user["id"] not in at_clerk.clerk.passwords

    async def test_mailed_link_sets_the_password_at_clerk(
        self, at_clerk: AtClerk
    ) -> None:
        token, user = await self.ask(at_clerk)
        session = at_clerk.clerk.open_session(user["id"])["id"]
        body = {"token": token, "password": "another good one"}
        answer = await at_clerk.auth.http.post(CONFIRM, json=body)
        again = await at_clerk.auth.http.post(CONFIRM, json=body)

        assert answer.status_code == 204, answer.text
        assert at_clerk.clerk.passwords[user["id"]] == "another good one"
        assert at_clerk.clerk.sessions[session]["status"] == "revoked"
        ended = await at_clerk.auth.ask("SELECT credential_id FROM ended_credentials")
        assert ended == [(derived_id(ISSUER, session),)]
        assert (again.status_code, again.json()["code"]) == (422, "LinkUsed")
        subjects = [mail["Subject"] for mail in await at_clerk.auth.mails()]
        assert len(subjects) == 2  # the link, and that the password was changed

    async def test_refused_password_leaves_the_link_as_it_is(
        self, at_clerk: AtClerk
    ) -> None:
        token, _ = await self.ask(at_clerk)
        body = {"token": token, "password": PWNED}
        refused = await at_clerk.auth.http.post(CONFIRM, json=body)
        body["password"] = "another good one"
        taken = await at_clerk.auth.http.post(CONFIRM, json=body)

        assert (refused.status_code, taken.status_code) == (422, 204)
        (field,) = refused.json()["fields"]
        assert (field["field"], field["reason"]) == ("password", "stolen")

    async def test_first_proof_leaves_nothing_of_a_stranger(
        self, at_clerk: AtClerk
    ) -> None:
        # Somebody signs up with Ada's address, and makes a key to come back by.
        await at_clerk.auth.http.post(SIGN_UP, json=details())
        (made,) = at_clerk.clerk.users.values()
        key = await at_clerk.auth.http.post(
            "/api/v1/accounts/api-keys",
            json={"name": "back door", "scopes": ["accounts:read"]},
            headers=at_clerk.as_user(made["id"]),
        )
        assert key.status_code == 201, key.text
        await at_clerk.auth.http.post(RESET, json={"email": "ada@example.com"})
        body = {
            "token": await at_clerk.auth.newest_token(),
            "password": "Ada's own one",
        }
        answer = await at_clerk.auth.http.post(CONFIRM, json=body)

        assert answer.status_code == 204, answer.text
        keys = await at_clerk.auth.ask("SELECT revoked_at IS NULL FROM api_keys")
        assert keys == [(False,)]
        email = made["email_addresses"][0]
        assert email["verification"]["status"] == "verified"
        assert (await at_clerk.user(made["id"])).email_verified is True

    async def test_guessed_token_never_reaches_clerk(self, at_clerk: AtClerk) -> None:
        await self.ask(at_clerk)
        count = len(at_clerk.clerk.calls)
        body = {"token": "guessed", "password": "another good one"}
        answer = await at_clerk.auth.http.post(CONFIRM, json=body)

        assert (answer.status_code, answer.json()["code"]) == (422, "LinkNotKnown")
        assert len(at_clerk.clerk.calls) == count

    @staticmethod
    async def ask(at_clerk: AtClerk) -> tuple[str, dict[str, Any]]:
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        await at_clerk.auth.http.post(RESET, json={"email": "ada@example.com"})
        return await at_clerk.auth.newest_token(), user


class TestAddressesOfTwo:
    async def test_address_may_go_from_one_to_another_in_any_order(
        self, at_clerk: AtClerk
    ) -> None:
        clerk = at_clerk.clerk
        first = clerk.add_user("shared@example.com")
        second = clerk.add_user("other@example.com")
        for user in (first, second):
            await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        # The address moves; of the first one's change we hear later.
        clerk.users[first["id"]]["email_addresses"] = []
        clerk.change_user(first["id"], primary_email_address_id=None)
        email = clerk.build_email("shared@example.com")
        clerk.change_user(
            second["id"],
            email_addresses=[email],
            primary_email_address_id=email["id"],
        )
        await at_clerk.deliver("user.updated", second)
        await at_clerk.auth.work()
        await at_clerk.auth.http.post(RESET, json={"email": "shared@example.com"})
        await at_clerk.auth.work()

        tokens = await at_clerk.auth.ask("SELECT user_id FROM one_time_tokens")
        assert tokens == [(our_id(second["id"]),)]

    async def test_account_of_our_own_with_that_address_stays_apart(
        self, at_clerk: AtClerk, auth: Auth
    ) -> None:
        await auth.sign_up("ada@example.com")
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()

        rows = await auth.ask("SELECT id FROM users WHERE email = 'ada@example.com'")
        assert len(rows) == 2
        assert (await auth.log_in("ada@example.com")).status_code == 200


class TestEraseAccount:
    async def test_account_goes_here_and_at_clerk(self, at_clerk: AtClerk) -> None:
        clerk = at_clerk.clerk
        user = dict(clerk.add_user("ada@example.com"))
        await at_clerk.see(user["id"])
        await at_clerk.deliver("user.created", user)
        await at_clerk.auth.work()
        clerk.faults.append(500)
        headers = at_clerk.as_user(user["id"])
        erased = await at_clerk.auth.http.request(
            "DELETE", "/api/v1/accounts/me", json={}, headers=headers
        )
        seen = await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        # What Clerk tells of its own part comes when all is done.
        await at_clerk.deliver("user.deleted", {"id": user["id"], "deleted": True})
        await at_clerk.auth.work()

        assert erased.status_code == 202, erased.text
        assert seen.json()["standing"] == "erased"
        assert user["id"] not in clerk.users
        assert await at_clerk.user(user["id"]) is None
        kept = await at_clerk.auth.ask("SELECT subject, body FROM received_webhooks")
        assert kept == [(None, None), (None, None)]
