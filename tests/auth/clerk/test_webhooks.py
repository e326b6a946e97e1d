"""Clerk's webhooks: verified, stored once, and the same in the end in any order."""

import asyncio
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from libs.common.contracts.outside_users import OutsideSubject
from libs.common.ids import derived_id, new_id
from services.auth.clerk.repository import ReceivedWebhookRepository
from services.auth.outside_users.repository import OutsideUserRepository
from tests.auth.clerk.at_clerk import WEBHOOKS, AtClerk
from tests.auth.running import Auth
from tests.emulators.clerk_instance import Clerk
from tests.emulators.clerk_keys import ISSUER, ClerkKeys, event_body

STORED = "SELECT event_id, type, subject, outcome FROM received_webhooks"


ODD = [
    (b"no json", "unreadable"),
    (b"[]", "unreadable"),
    (b'{"type": "user.created"}', "unreadable"),
    (b'{"type": 5, "data": {}}', "unreadable"),
    (event_body("user.created", {}), "unreadable"),
    (event_body("user.created", {"id": "user_1"}), "unreadable"),
    (event_body("user.updated", {"id": 1, "updated_at": "x"}), "unreadable"),
    (event_body("user.created\x00", {"id": "user_1"}), "unreadable"),
    (event_body("user.deleted", {}), "ignored"),
    (event_body("session.revoked", {"id": 5}), "ignored"),
    (event_body("email.created", {"id": "ema_1"}), "ignored"),
    # Names that a payment provider uses as well.
    (event_body("subscription.updated", {"id": "sub_1"}), "ignored"),
]


class TestAtOnce:
    async def test_user_can_leave_while_what_is_told_of_him_is_handled(
        self, at_clerk: AtClerk
    ) -> None:
        """Both want the user and the webhook's row, so both take them in one order."""
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.see(user["id"])
        await at_clerk.deliver("user.updated", user)
        subject = OutsideSubject(issuer=ISSUER, subject=user["id"])
        async with at_clerk.auth.resources.database.unit_of_work() as session:
            await OutsideUserRepository(session).lock(subject)
            await OutsideUserRepository(session).bury(
                subject, at_clerk.auth.clock.now()
            )
            handling = asyncio.create_task(at_clerk.auth.work())
            waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            async with asyncio.timeout(5):
                while not await at_clerk.auth.ask(waits):
                    await asyncio.sleep(0.005)
            await ReceivedWebhookRepository(session).forget(user["id"])
        await handling
        assert await at_clerk.auth.ask(
            "SELECT outcome, subject, body FROM received_webhooks"
        ) == [("erased", None, None)]


class TestTakeWebhook:
    async def test_unsigned_is_refused_and_not_stored(self, at_clerk: AtClerk) -> None:
        body = event_body("user.created", at_clerk.clerk.add_user("ada@example.com"))
        forged = ClerkKeys()
        forged.webhook_secret = "whsec_" + "A" * 32
        keys = at_clerk.clerk.keys
        for headers in (
            {},
            at_clerk.auth.as_user(new_id()),
            forged.sign_webhook("msg_1", body),
            keys.sign_webhook("msg_1", body + b" "),
            keys.sign_webhook("msg_1", body, time.time() - 301),
            # Whole seconds, and some pass until it is looked at.
            keys.sign_webhook("msg_1", body, time.time() + 310),
        ):
            answer = await at_clerk.auth.http.post(
                WEBHOOKS, content=body, headers=headers
            )
            assert answer.status_code == 401
            assert answer.json()["code"] == "WebhookNotGenuine"
        assert await at_clerk.auth.ask(STORED) == []

    async def test_delivered_often_it_is_stored_and_done_once(
        self, at_clerk: AtClerk
    ) -> None:
        user = at_clerk.clerk.add_user("ada@example.com")
        answers = await asyncio.gather(
            *(at_clerk.deliver("user.created", user, "msg_1") for _ in range(10))
        )
        await at_clerk.auth.work()
        late = await at_clerk.deliver("user.created", user, "msg_1")
        await at_clerk.auth.work()

        assert {a.status_code for a in (*answers, late)} == {200}
        outcomes = [a.json()["outcome"] for a in answers]
        assert sorted(outcomes) == ["known"] * 9 + ["stored"]
        assert late.json() == {"outcome": "known"}
        assert await at_clerk.auth.ask(STORED) == [
            ("msg_1", "user.created", user["id"], "created")
        ]
        assert (await at_clerk.user(user["id"])).email == "ada@example.com"
        assert len(await at_clerk.events(user["id"])) == 2

    async def test_what_is_unknown_or_unreadable_is_kept(
        self, at_clerk: AtClerk
    ) -> None:
        keys, expected = at_clerk.clerk.keys, {}
        for number, (body, outcome) in enumerate(ODD):
            signed = keys.sign_webhook(f"msg_{number}", body)
            answer = await at_clerk.auth.http.post(
                WEBHOOKS, content=body, headers=signed
            )
            assert answer.status_code == 200, body
            expected[f"msg_{number}"] = outcome
        await at_clerk.auth.work()

        rows = await at_clerk.auth.ask(STORED)
        assert {row.event_id: row.outcome for row in rows} == expected
        assert await at_clerk.auth.ask("SELECT id FROM users") == []

    async def test_more_than_a_megabyte_is_refused(self, at_clerk: AtClerk) -> None:
        body = b" " * (1024 * 1024 + 1)
        signed = at_clerk.clerk.keys.sign_webhook("msg_1", body)
        answer = await at_clerk.auth.http.post(WEBHOOKS, content=body, headers=signed)
        assert answer.status_code == 413

    async def test_without_a_secret_or_clerk_there_is_nothing_here(
        self, auth: Auth, start_auth: Any, clerk: Clerk
    ) -> None:
        body = event_body("user.created", {})
        signed = clerk.keys.sign_webhook("msg_1", body)
        given = {k.lower(): v for k, v in clerk.settings.items()}
        del given["clerk_webhook_secret"]
        deaf: Auth = await start_auth(**given)
        async with deaf.http:
            for each in (auth, deaf):
                answer = await each.http.post(WEBHOOKS, content=body, headers=signed)
                assert (answer.status_code, answer.json()["code"]) == (
                    404,
                    "ClerkNotInUse",
                )

    async def test_ended_session_is_told_to_the_gateways(
        self, at_clerk: AtClerk
    ) -> None:
        session = at_clerk.clerk.open_session("user_ada")
        await at_clerk.deliver("session.created", session)
        await at_clerk.deliver("session.revoked", session)
        await at_clerk.auth.work()

        ended = await at_clerk.auth.ask("SELECT credential_id FROM ended_credentials")
        assert ended == [(derived_id(ISSUER, session["id"]),)]


class TestUsers:
    async def test_name_given_here_stands_until_it_changes_there(
        self, at_clerk: AtClerk
    ) -> None:
        clerk = at_clerk.clerk
        user = clerk.add_user("ada@example.com", first_name="Ada")
        await at_clerk.deliver("user.created", user)
        await at_clerk.auth.work()
        await at_clerk.auth.http.patch(
            "/api/v1/accounts/me",
            json={"full_name": "Countess"},
            headers=at_clerk.as_user(user["id"]),
        )
        await at_clerk.deliver("user.updated", clerk.change_user(user["id"]))
        await at_clerk.auth.work()
        between = await at_clerk.user(user["id"])
        changed = clerk.change_user(user["id"], last_name="Lovelace")
        await at_clerk.deliver("user.updated", changed)
        await at_clerk.auth.work()

        assert between.full_name == "Countess"
        assert (await at_clerk.user(user["id"])).full_name == "Ada Lovelace"

    async def test_deleted_user_is_refused_and_never_comes_back(
        self, at_clerk: AtClerk
    ) -> None:
        clerk = at_clerk.clerk
        user = dict(clerk.add_user("ada@example.com"))
        await at_clerk.see(user["id"])
        await at_clerk.deliver("user.created", user)
        await at_clerk.auth.work()
        await at_clerk.deliver("user.deleted", clerk.delete_user(user["id"]))
        await at_clerk.auth.work()
        seen = await at_clerk.see(user["id"])
        await at_clerk.deliver("user.updated", {**user, "updated_at": clerk.tick()})
        await at_clerk.auth.work()

        assert seen.json()["standing"] == "erased"
        assert (await at_clerk.see(user["id"])).json()["standing"] == "erased"
        assert await at_clerk.user(user["id"]) is None

    async def test_deletion_that_comes_first_is_final(self, at_clerk: AtClerk) -> None:
        user = dict(at_clerk.clerk.add_user("ada@example.com"))
        await at_clerk.deliver("user.deleted", {"id": user["id"], "deleted": True})
        await at_clerk.auth.work()
        await at_clerk.deliver("user.created", user)
        await at_clerk.auth.work()

        assert await at_clerk.user(user["id"]) is None
        assert (await at_clerk.see(user["id"])).json()["standing"] == "erased"
        assert await at_clerk.events(user["id"]) == []

    async def test_nothing_that_names_the_deleted_is_kept(
        self, at_clerk: AtClerk
    ) -> None:
        clerk = at_clerk.clerk
        user = dict(clerk.add_user("ada@example.com"))
        other = clerk.add_user("eve@example.com")
        mail = {"id": "ema_1", "to_email_address": "ada@example.com"}
        await at_clerk.deliver("user.created", user, "msg_1")
        await at_clerk.deliver("user.created", other, "msg_2")
        await at_clerk.deliver("email.created", mail, "msg_3")
        await at_clerk.auth.work()
        await at_clerk.deliver("user.deleted", clerk.delete_user(user["id"]), "msg_4")
        await at_clerk.auth.work()

        rows = await at_clerk.auth.ask(
            "SELECT event_id, subject, body FROM received_webhooks ORDER BY event_id"
        )
        kept = {row.event_id for row in rows if row.body or row.subject}
        assert kept == {"msg_2"}
        # Its id is still known, so that it is not taken for new.
        again = await at_clerk.deliver("user.created", user, "msg_1")
        assert again.json() == {"outcome": "known"}


def history(clerk: Clerk) -> list[tuple[str, dict[str, Any]]]:
    """What happened to one user, oldest first."""
    user = clerk.add_user("v0@example.com", first_name="Zero")
    told = [("user.created", dict(user))]
    for number in range(1, 4):
        email = clerk.build_email(f"v{number}@example.com", verified=number % 2 == 0)
        changed = clerk.change_user(
            user["id"],
            email_addresses=[email],
            primary_email_address_id=email["id"],
            first_name=["Zero", "One", None, "Three"][number],
        )
        told.append(("user.updated", dict(changed)))
    return told


class TestAnyOrder:
    @given(data=st.data())
    @settings(
        max_examples=settings().max_examples // 3,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    async def test_end_is_the_same(
        self, at_clerk: AtClerk, data: st.DataObject
    ) -> None:
        told = history(at_clerk.clerk)
        clerk_id = told[0][1]["id"]
        is_deleted = data.draw(st.booleans(), label="deleted")
        if is_deleted:
            told.append(("user.deleted", {"id": clerk_id, "deleted": True}))
        numbers = range(len(told))
        again = data.draw(st.lists(st.sampled_from(numbers), max_size=4))
        order = data.draw(st.permutations([*numbers, *again]), label="order")
        seen_after = data.draw(st.sampled_from([None, *range(len(order))]))

        for place, number in enumerate(order):
            kind, user = told[number]
            await at_clerk.deliver(kind, user, f"msg_{clerk_id}_{number}")
            if data.draw(st.booleans(), label="handled at once"):
                await at_clerk.auth.work()
            if place == seen_after:
                await at_clerk.see(clerk_id)
        await at_clerk.auth.work()

        standing = (await at_clerk.see(clerk_id)).json()["standing"]
        row = await at_clerk.user(clerk_id)
        if is_deleted:
            assert (standing, row) == ("erased", None)
        else:
            assert standing == "active"
            assert (row.email, row.email_verified) == ("v3@example.com", False)
            assert row.full_name == "Three"


class TestRepair:
    async def test_what_no_webhook_told_is_found(self, at_clerk: AtClerk) -> None:
        clerk = at_clerk.clerk
        users = [clerk.add_user(f"p{n}@example.com") for n in range(130)]
        clerk.now_ms += 2 * 60 * 60 * 1000
        clerk.add_user("newest@example.com")
        await at_clerk.repair()
        count = "SELECT count(*) FROM users"
        assert await at_clerk.auth.ask(count) == [(131,)]

        clerk.calls.clear()
        clerk.change_user(users[3]["id"], first_name="Changed")
        late = clerk.add_user("late@example.com")
        await at_clerk.repair()

        assert (await at_clerk.user(users[3]["id"])).full_name == "Changed"
        assert (await at_clerk.user(late["id"])).email == "late@example.com"
        assert clerk.count("GET /users") == 1  # no further than was looked before

    async def test_failed_fetch_is_made_up_for(self, at_clerk: AtClerk) -> None:
        user = at_clerk.clerk.add_user("ada@example.com")
        await at_clerk.repair()
        await at_clerk.see(user["id"])
        async with at_clerk.auth.resources.database.unit_of_work() as session:
            untold = text("UPDATE outside_identities SET told_at_ms = NULL")
            await session.execute(untold)
            await session.execute(text("UPDATE users SET email = NULL"))
        at_clerk.clerk.now_ms += 2 * 60 * 60 * 1000
        at_clerk.clerk.add_user("eve@example.com")
        await at_clerk.repair()

        assert (await at_clerk.user(user["id"])).email == "ada@example.com"

    async def test_erased_stay_so_and_nobody_is_erased(self, at_clerk: AtClerk) -> None:
        clerk = at_clerk.clerk
        kept = clerk.add_user("kept@example.com")
        gone = dict(clerk.add_user("gone@example.com"))
        await at_clerk.repair()
        await at_clerk.deliver("user.deleted", {"id": gone["id"], "deleted": True})
        await at_clerk.auth.work()
        del clerk.users[kept["id"]]  # its webhook is lost: no proof of a deletion
        clerk.users[gone["id"]] = gone  # as if Clerk had it still
        clerk.change_user(gone["id"])
        await at_clerk.repair()

        assert await at_clerk.user(gone["id"]) is None
        assert await at_clerk.user(kept["id"]) is not None
