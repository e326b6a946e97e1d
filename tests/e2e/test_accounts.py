"""An account's life through the gateway, its mails as files: as `make run` gives it."""

import asyncio
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from deploy.local.local_system import LocalSystem
from tests.e2e.person import PASSWORD, SECRETS, Person
from tests.fixtures.people import SignUp

FRESH = "another quite uncommon sentence"


async def link_of(system: LocalSystem, person: Person, page: str) -> str:
    """The token of the mail to this person that leads to this page; noted as secret."""
    link = re.compile(re.escape(f"{system.public_url}/{page}#token=") + r"(\S+)")
    async with asyncio.timeout(20):
        while True:
            for text in read_mails(system, person.email):
                if found := link.search(text):
                    SECRETS.add(found[1])
                    return found[1]
            await asyncio.sleep(0.1)


def read_mails(system: LocalSystem, address: str) -> list[str]:
    """What was written to this address."""
    texts = []
    for path in sorted((system.home.root / "mail").glob("*.eml")):
        mail = message_from_bytes(
            path.read_bytes(), _class=EmailMessage, policy=default
        )
        body = mail.get_body(("plain",))
        if mail["To"] == address and body is not None:
            texts.append(str(body.get_content()))
    return texts


async def status_soon(person: Person, wanted: int) -> Any:
    """The status of a question, asked until it is this one; at most 5 s."""
    async with asyncio.timeout(5):
        while True:
            answer = await person.call("GET", "/accounts/me")
            if answer.status_code == wanted:
                return answer
            await asyncio.sleep(0.05)


async def log_in(person: Person, password: str) -> Person:
    """The same person at another device."""
    answer = await person.http.post(
        "/api/v1/accounts/login",
        json={
            "email": person.email,
            "password": password,
            "refresh_token_in": "body",
        },
        headers={"User-Agent": "curl/8.11.0"},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    SECRETS.update((told["access_token"], told["refresh_token"], password))
    return Person(person.http, person.email, told["access_token"])


class TestAccount:
    async def test_verified_seen_elsewhere_ended_and_reset(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        post = person.http.post
        token = await link_of(system, person, "verify-email")
        answer = await post("/api/v1/accounts/verify-email", json={"token": token})
        assert answer.status_code == 204, answer.text
        assert (await person.get("/accounts/me"))["email_verified"] is True

        elsewhere = await log_in(person, PASSWORD)
        sessions = (await person.get("/accounts/sessions"))["items"]
        assert [each["is_current"] for each in sessions] == [False, True]
        assert sessions[0]["device"] == "curl"
        assert sessions[0]["address"] == "127.0.0.0/24"
        ended = await person.call("DELETE", f"/accounts/sessions/{sessions[0]['id']}")
        assert ended.status_code == 204
        await status_soon(elsewhere, 401)
        assert (await person.call("GET", "/accounts/me")).status_code == 200

        body = {"email": person.email}
        asked = await post("/api/v1/accounts/reset-password", json=body)
        assert asked.status_code == 202
        token = await link_of(system, person, "reset-password")
        SECRETS.add(FRESH)
        answer = await post(
            "/api/v1/accounts/reset-password/confirm",
            json={"token": token, "password": FRESH},
        )
        assert answer.status_code == 204, answer.text
        await status_soon(person, 401)
        again = await log_in(person, FRESH)
        assert (await again.get("/accounts/me"))["email"] == person.email
