"""The first sight of people whom an outside issuer signs in."""

import asyncio
from typing import Any

from libs.common.contracts.outside_users import OutsideSubject
from services.auth.admin import make_admin
from tests.auth.clerk.at_clerk import SEE, AtClerk, our_id
from tests.auth.running import Auth
from tests.emulators.clerk_keys import ISSUER

ADA = {"issuer": ISSUER, "subject": "user_ada"}


class TestSeeOutsideUser:
    async def test_only_the_gateway_may_tell(self, at_clerk: AtClerk) -> None:
        auth = at_clerk.auth
        for headers in (
            {},
            auth.as_user(our_id("user_ada")),
            auth.as_user(our_id("user_ada"), role="admin"),
            auth.as_service("billing"),
        ):
            answer = await auth.http.post(SEE, json=ADA, headers=headers)
            assert answer.status_code == 401
        assert await at_clerk.user("user_ada") is None

    async def test_unseen_subject_becomes_a_user_without_address(
        self, at_clerk: AtClerk
    ) -> None:
        answer = await at_clerk.see("user_ada")

        assert answer.status_code == 200
        assert answer.json() == {
            "user_id": str(our_id("user_ada")),
            "role": "user",
            "standing": "active",
        }
        row = await at_clerk.user("user_ada")
        assert (row.email, row.email_verified, row.password_hash) == (None, False, None)
        assert (row.timezone, row.language, row.role) == ("UTC", "en", "user")
        # Billing gives the Free plan when it hears of it, as for everybody.
        assert await at_clerk.events("user_ada") == [
            ("analysis", "user.created", ""),
            ("billing", "user.created", ""),
        ]

    async def test_hundred_at_one_moment_make_one(self, at_clerk: AtClerk) -> None:
        answers = await asyncio.gather(*(at_clerk.see("user_ada") for _ in range(100)))

        assert {a.status_code for a in answers} == {200}
        assert len({a.text for a in answers}) == 1
        assert len(await at_clerk.auth.ask("SELECT id FROM users")) == 1
        assert len(await at_clerk.events("user_ada")) == 2
        jobs = (
            "SELECT id FROM outbox WHERE envelope->>'name' = 'auth.outside_users.fetch'"
        )
        assert len(await at_clerk.auth.ask(jobs)) == 1

    async def test_what_tokens_do_not_say_is_fetched(self, at_clerk: AtClerk) -> None:
        user = at_clerk.clerk.add_user("Ada@Example.com", first_name="Ada")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()

        row = await at_clerk.user(user["id"])
        assert (row.email, row.email_verified) == ("ada@example.com", True)
        assert row.full_name == "Ada"
        assert await at_clerk.events(user["id"]) == [
            ("analysis", "user.created", ""),
            ("analysis", "user.updated", "ada@example.com"),
            ("billing", "user.created", ""),
            ("billing", "user.updated", "ada@example.com"),
        ]
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        assert at_clerk.clerk.count("GET /users/{}") == 1

    async def test_role_is_told(self, at_clerk: AtClerk) -> None:
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.auth.work()
        await at_clerk.auth.set_role("ada@example.com", "admin")

        assert (await at_clerk.see(user["id"])).json()["role"] == "admin"

    async def test_unknown_at_clerk_is_left_as_he_is(self, at_clerk: AtClerk) -> None:
        # The keys may be of different instances: no reason to erase anybody.
        await at_clerk.see("user_unknown")
        await at_clerk.auth.work()

        assert await at_clerk.user("user_unknown") is not None
        assert (await at_clerk.see("user_unknown")).json()["standing"] == "active"

    async def test_other_issuers_are_refused(
        self, at_clerk: AtClerk, auth: Auth
    ) -> None:
        gateway = at_clerk.auth.as_service("gateway")
        other: dict[str, Any] = {**ADA, "issuer": "https://clerk.other.test"}
        foreign = await at_clerk.auth.http.post(SEE, json=other, headers=gateway)
        # Where people sign in with us there is no outside issuer at all.
        local = await auth.http.post(SEE, json=ADA, headers=gateway)

        assert [foreign.status_code, local.status_code] == [409, 409]
        assert foreign.json()["code"] == "IssuerNotInUse"

    async def test_no_subject_is_refused(self, at_clerk: AtClerk) -> None:
        gateway = at_clerk.auth.as_service("gateway")
        bodies: list[Any] = [{}, {"issuer": ISSUER}]
        bodies += [{**ADA, "subject": ""}, {**ADA, "subject": 5}]
        for body in bodies:
            answer = await at_clerk.auth.http.post(SEE, json=body, headers=gateway)
            assert answer.status_code == 422

    async def test_ids_of_issuers_never_meet(self) -> None:
        one = OutsideSubject(issuer="https://a.test", subject="user_1")
        other = OutsideSubject(issuer="https://b.test", subject="user_1")
        assert one.user_id != other.user_id


class TestMakeAdmin:
    async def test_only_a_verified_address_at_clerk_makes_an_admin(
        self, at_clerk: AtClerk
    ) -> None:
        clerk, database = at_clerk.clerk, at_clerk.auth.resources.database
        proved = clerk.add_user("ada@example.com")
        claimed = clerk.add_user("eve@example.com")
        claimed["email_addresses"][0]["verification"]["status"] = "unverified"
        for user in (proved, claimed):
            await at_clerk.see(user["id"])
        await at_clerk.auth.work()

        assert await make_admin(database, "ada@example.com", ISSUER)
        assert not await make_admin(database, "eve@example.com", ISSUER)
        assert not await make_admin(database, "ada@example.com")  # of our own
        assert (await at_clerk.see(proved["id"])).json()["role"] == "admin"
