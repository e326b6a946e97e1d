"""Mails from the message to the mail server, whatever it says."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.common.contracts.auth import SendMail
from libs.common.ids import new_id
from tests.auth.running import Auth, text_of
from tests.emulators.mail_server import MailServer, serve_mail

ADA = "ada@example.com"
STATES = "SELECT state, attempts FROM inbox WHERE name = 'auth.mails.send_mail'"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MailServer]:
    """A mail server."""
    async with serve_mail(tmp_path) as server:
        yield server


@pytest.fixture
async def mailing(start_auth: Any, server: MailServer) -> Auth:
    """Auth with that mail server."""
    started: Auth = await start_auth(
        smtp_url=server.url(),
        mail_from="Postscope <mail@postscope.example>",
        public_url="https://postscope.example",
    )
    return started


async def make_due(auth: Auth) -> None:
    """As though the wait until the next attempt were over."""
    rows = await auth.ask("SELECT id FROM inbox WHERE state = 'pending'")
    await auth.run_again([row.id for row in rows])


class TestSendMail:
    async def test_mail_goes_out_with_what_it_follows_from(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await mailing.sign_up(language="de-CH")
        await mailing.work()
        (mail,) = server.taken
        assert mail["To"] == ADA
        assert mail["Subject"] == "Bestätige deine E-Mail-Adresse"
        assert "https://postscope.example/verify-email#token=" in text_of(mail)
        assert await mailing.ask(STATES) == [("done", 1)]

    async def test_refused_sign_up_mails_nothing(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await mailing.sign_up()
        await mailing.http.post(
            "/api/v1/accounts/signup",
            json={"email": ADA, "password": "another long sentence"},
        )
        await mailing.work()
        assert len(server.taken) == 1

    async def test_passing_refusal_is_tried_again_as_the_same_mail(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await mailing.sign_up()
        server.refusals.extend([("DATA", "451 Later"), ("RCPT", "450 Later")])
        await mailing.work()
        assert await mailing.ask(STATES) == [("pending", 0)]
        for _ in range(2):
            await make_due(mailing)
        assert len(server.taken) == 1
        assert await mailing.ask(STATES) == [("done", 1)]

    async def test_permanent_refusal_is_given_up_and_seen(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await mailing.sign_up()
        server.refusals.append(("RCPT", "550 No such user"))
        await mailing.work()
        assert await mailing.ask(STATES) == [("failed", 1)]
        ((error,),) = await mailing.ask("SELECT error FROM inbox")
        assert error["code"] == "MailRefused"
        assert "550 No such user" in error["message"]

    async def test_after_a_day_it_is_an_operators_matter(
        self, mailing: Auth, server: MailServer
    ) -> None:
        user = (await mailing.sign_up())["user"]
        await mailing.work()
        await send(mailing, "password_changed", user["id"])
        mailing.clock.advance(timedelta(hours=25))
        server.refusals.extend([("DATA", "451 Later")] * 9)
        await mailing.work()
        for _ in range(4):
            await make_due(mailing)
        states = await mailing.ask(STATES)
        assert sorted(state for state, _ in states) == ["dead", "done"]

    async def test_token_that_is_over_is_not_mailed(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await mailing.sign_up()
        mailing.clock.advance(timedelta(days=3))
        await mailing.work()
        assert server.taken == []
        assert await mailing.ask(STATES) == [("done", 1)]

    async def test_user_who_is_gone_gets_nothing(
        self, mailing: Auth, server: MailServer
    ) -> None:
        await send(mailing, "password_changed", str(new_id()))
        await mailing.work()
        assert server.taken == []

    async def test_unknown_kind_is_an_operators_matter(
        self, mailing: Auth, server: MailServer
    ) -> None:
        user = (await mailing.sign_up())["user"]
        await mailing.work()
        await send(mailing, "no_such_kind", user["id"])
        await mailing.work()
        for _ in range(4):
            await make_due(mailing)
        states = await mailing.ask(STATES)
        assert sorted(state for state, _ in states) == ["dead", "done"]

    async def test_name_is_not_mailed_to_who_has_not_confirmed(
        self, mailing: Auth, server: MailServer
    ) -> None:
        """Else anybody could have words of his choice mailed to strangers."""
        await mailing.sign_up(full_name="Cheap pills at spam.example")
        await mailing.work()
        (mail,) = server.taken
        assert "spam.example" not in mail.as_string()
        assert "Hello ada," in text_of(mail)


async def send(auth: Auth, kind: str, user_id: str) -> None:
    """Sends the message, as any feature would."""
    message = SendMail(
        kind=kind, user_id=user_id, asked_at=auth.clock.now(), parameters={}
    )
    async with auth.resources.database.unit_of_work() as session:
        await auth.resources.jobs.send(session, message)
