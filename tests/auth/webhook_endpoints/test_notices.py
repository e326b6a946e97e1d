"""What owners are told by mail of their endpoints."""

from datetime import timedelta

import pytest

from services.auth.webhook_deliveries.schedule import DELAYS
from tests.auth.running import text_of
from tests.auth.webhook_kit import ENDPOINTS, Owner, StartWebhooks, WebhookAuth
from tests.emulators.webhook_receiver import Reply, serve_receiver

DAY = timedelta(days=1)


@pytest.fixture
async def running(start_webhooks: StartWebhooks) -> WebhookAuth:
    return await start_webhooks(password_memory_kib=64, password_passes=1)


async def go_on(running: WebhookAuth, by: timedelta) -> None:
    running.auth.clock.advance(by)
    await running.send_due()


async def fail_wholly(running: WebhookAuth, owner: Owner) -> None:
    """Something happens, and every attempt to tell it fails."""
    await running.happen(owner)
    await running.send_due()
    for delay in DELAYS:
        await go_on(running, 1.1 * delay)


async def list_subjects(running: WebhookAuth) -> list[str]:
    """Of the mails about webhooks so far."""
    mails = await running.auth.mails("ada@example.com")
    return [mail["Subject"] for mail in mails if "ebhook" in mail["Subject"]]


class TestNotices:
    async def test_owner_is_told_of_the_first_failure_and_of_the_end(
        self, running: WebhookAuth
    ) -> None:
        ada = await running.auth.sign_up(full_name="Ada")
        owner = running.owner(ada["user"]["id"])
        async with serve_receiver() as receiver:
            receiver.usual = Reply(500)
            await owner.create(url=f"{receiver.url}?key=secret")
            await fail_wholly(running, owner)
            told_of_failure = ["A webhook could not be delivered"]
            assert await list_subjects(running) == told_of_failure
            for _ in range(4):
                await running.happen(owner)
                await go_on(running, DAY)
            assert await list_subjects(running) == [
                *told_of_failure,
                "Your webhook endpoint was disabled",
            ]
            mail = (await running.auth.mails("ada@example.com"))[-1]
            assert f"Endpoint: {receiver.url}\r\n" in text_of(mail)
            assert "key=secret" not in text_of(mail)

    async def test_success_in_between_makes_the_next_failure_worth_telling(
        self, running: WebhookAuth
    ) -> None:
        ada = await running.auth.sign_up(language="de")
        owner = running.owner(ada["user"]["id"])
        async with serve_receiver() as receiver:
            await owner.create(url=receiver.url)
            for _ in range(2):
                receiver.usual = Reply(500)
                await fail_wholly(running, owner)
                receiver.usual = Reply()
                await running.happen(owner)
                await go_on(running, timedelta(minutes=5))
        expected = ["Ein Webhook konnte nicht zugestellt werden"] * 2
        assert await list_subjects(running) == expected

    async def test_owner_is_told_of_an_endpoint_that_is_gone(
        self, running: WebhookAuth
    ) -> None:
        ada = await running.auth.sign_up()
        owner = running.owner(ada["user"]["id"])
        async with serve_receiver() as receiver:
            receiver.usual = Reply(410)
            made = await owner.create(url=receiver.url)
            await running.happen(owner)
            await running.send_due()
        assert await list_subjects(running) == ["Your webhook endpoint was disabled"]
        mail = (await running.auth.mails("ada@example.com"))[-1]
        assert "410" in text_of(mail)
        endpoint = await owner.get(f"{ENDPOINTS}/{made['id']}")
        assert endpoint["disabled_at"] == "2026-11-20T12:00:00Z"
