"""Deliveries to receivers on real sockets: sent, retried, bounded, never lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from libs.common.tasks import end_tasks
from services.auth.webhook_deliveries.schedule import DELAYS, MAX_ATTEMPTS
from tests.auth.webhook_kit import ENDPOINTS, Owner, StartWebhooks, WebhookAuth
from tests.emulators.webhook_receiver import (
    CUT,
    DRIP,
    HANG,
    HUGE,
    Receiver,
    Reply,
    serve_receiver,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def go_on(running: WebhookAuth, by: timedelta) -> int:
    """Time passes, and what is due then is sent."""
    running.auth.clock.advance(by)
    return await running.send_due()


@asynccontextmanager
async def at_work(running: WebhookAuth) -> AsyncIterator[None]:
    """The courier looks for itself."""
    task = asyncio.create_task(running.courier.run())
    try:
        yield
    finally:
        await end_tasks(task)


async def fail_wholly(running: WebhookAuth) -> None:
    """Every attempt of the schedule, each as late as it may be."""
    await running.send_due()
    for delay in DELAYS:
        assert await go_on(running, delay * 1.1) == 1


class TestDelivery:
    async def test_message_arrives_signed_and_is_sent_no_more(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.usual = Reply(body="danke \x00 é".encode())
        await running.happen(ada)
        assert await running.send_due() == 1
        [received] = receiver.received
        assert (received.method, received.path) == ("POST", "/hook")
        assert received.is_signed_with(made["secret"])
        assert received.headers["content-type"] == "application/json"
        assert received.headers["user-agent"] == "Postscope-webhooks/1.0"
        assert received.headers["webhook-timestamp"] == "1795176000"
        assert not {"cookie", "authorization"} & received.headers.keys()
        delivery = await ada.delivery(made["id"])
        assert (delivery["state"], delivery["next_attempt_at"]) == ("delivered", None)
        assert delivery["payload"] == received.payload
        assert delivery["webhook_id"] == received.id
        assert received.id.startswith("msg_")
        assert "." not in received.id
        [attempt] = delivery["attempts"]
        assert (attempt["status_code"], attempt["error"]) == (200, None)
        assert attempt["response_excerpt"] == "danke � é"
        assert attempt["duration_ms"] >= 0
        assert await go_on(running, 10 * DAY) == 0

    async def test_failed_attempt_is_repeated_with_the_same_bytes_and_id(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.replies.extend([Reply(500, body=b"no"), Reply(302)])
        await running.happen(ada)
        await running.send_due()
        assert await go_on(running, timedelta(seconds=4.9)) == 0
        assert await go_on(running, timedelta(seconds=0.7)) == 1
        assert await go_on(running, 5.5 * MINUTE) == 1
        first, *rest = receiver.received
        assert [(r.id, r.body) for r in rest] == [(first.id, first.body)] * 2
        times = [int(each.headers["webhook-timestamp"]) for each in [first, *rest]]
        assert times == sorted(set(times))
        delivery = await ada.delivery(made["id"])
        assert delivery["state"] == "delivered"
        assert [
            (a["number"], a["status_code"], a["error"]) for a in delivery["attempts"]
        ] == [(1, 500, "refused"), (2, 302, "redirected"), (3, 200, None)]

    async def test_delivery_fails_after_ten_attempts(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.usual = Reply(500)
        await running.happen(ada)
        await fail_wholly(running)
        assert await go_on(running, 10 * DAY) == 0
        delivery = await ada.delivery(made["id"])
        assert len(receiver.received) == len(delivery["attempts"]) == MAX_ATTEMPTS
        assert (delivery["state"], delivery["failure_reason"]) == (
            "failed",
            "attempts_used_up",
        )
        endpoint = await ada.get(f"{ENDPOINTS}/{made['id']}")
        assert endpoint["status"] == "enabled"  # one message in three days is no proof

    async def test_what_is_wrong_with_a_receiver_is_named(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        faults = [Reply(fault=HANG), Reply(fault=CUT), Reply(404, body=b"x" * 3_000)]
        receiver.replies.extend(faults)
        await running.happen(ada, count=3)
        await running.send_due()
        attempts = [d["attempts"][0] for d in await ada.list_deliveries(made["id"])]
        assert [a["error"] for a in attempts[::-1]] == [
            "timed_out",
            "connection_failed",
            "refused",
        ]
        assert attempts[0]["response_excerpt"] == "x" * 1_000

    async def test_answers_without_end_are_cut_off_and_count_by_their_status(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.replies.extend([Reply(fault=HUGE), Reply(fault=DRIP)])
        await running.happen(ada, count=2)
        async with asyncio.timeout(20):
            await running.send_due()
        deliveries = await ada.list_deliveries(made["id"])
        assert [d["state"] for d in deliveries] == ["delivered", "delivered"]

    async def test_receiver_may_abort_one_message(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.usual = Reply(400, {"webhook-delivery": "abort-message"})
        await running.happen(ada)
        await running.send_due()
        assert await go_on(running, DAY) == 0
        delivery = await ada.delivery(made["id"])
        assert delivery["failure_reason"] == "aborted_by_receiver"
        assert (await ada.get(f"{ENDPOINTS}/{made['id']}"))["status"] == "enabled"


class TestRotation:
    async def test_both_secrets_sign_for_a_day_and_then_the_new_one(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        old = await ada.create(url=receiver.url)
        path = f"{ENDPOINTS}/{old['id']}/rotate-secret"
        new = (await ada.call("POST", path)).json()["secret"]
        for wait in (timedelta(0), timedelta(hours=23), timedelta(hours=1)):
            running.auth.clock.advance(wait)
            await running.happen(ada)
            await running.send_due()
        assert [r.is_signed_with(old["secret"]) for r in receiver.received] == [
            True,
            True,
            False,
        ]
        assert all(r.is_signed_with(new) for r in receiver.received)

    async def test_secret_that_cannot_be_read_sends_nothing(
        self, start_webhooks: StartWebhooks, running: WebhookAuth, receiver: Receiver
    ) -> None:
        ada = running.owner()
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        other = await start_webhooks(secret_key="quite another secret key")
        await other.send_due()
        assert receiver.received == []
        delivery = await ada.delivery(made["id"])
        assert delivery["state"] == "pending"
        assert delivery["attempts"][0]["error"] == "secret_unreadable"


class TestEndpointStatus:
    async def test_paused_endpoint_gets_everything_once_it_is_enabled(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        await ada.patch(made["id"], status="paused")
        await running.happen(ada, count=2)
        assert await go_on(running, DAY) == 0
        await ada.patch(made["id"], status="enabled")
        assert await running.send_due() == 2

    async def test_gone_disables_at_once(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.usual = Reply(410)
        await running.happen(ada, count=3)
        assert await running.send_due() == 1
        endpoint = await ada.get(f"{ENDPOINTS}/{made['id']}")
        assert (endpoint["status"], endpoint["disabled_reason"]) == ("disabled", "gone")
        reasons = [d["failure_reason"] for d in await ada.list_deliveries(made["id"])]
        assert sorted(reasons) == [
            "endpoint_disabled",
            "endpoint_disabled",
            "endpoint_gone",
        ]

    async def test_five_days_of_failures_disable_and_enabling_begins_anew(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.usual = Reply(500)
        path = f"{ENDPOINTS}/{made['id']}"
        for _ in range(12):
            assert (await ada.get(path))["status"] == "enabled"
            await running.happen(ada)
            await go_on(running, DAY / 2)
        endpoint = await ada.get(path)
        assert (endpoint["status"], endpoint["disabled_reason"]) == (
            "disabled",
            "failing",
        )
        sent = len(receiver.received)
        await running.happen(ada)  # what it misses is in its log, to be replayed
        assert await go_on(running, DAY) == 0
        deliveries = await ada.list_deliveries(made["id"])
        assert len(deliveries) == 13
        assert {d["state"] for d in deliveries} == {"failed"}
        replay = {"since": "2026-11-20T00:00:00Z"}
        refused = await ada.call("POST", f"{path}/replay", json=replay)
        assert (refused.status_code, refused.json()["code"]) == (
            409,
            "WebhookEndpointDisabled",
        )
        receiver.usual = Reply()
        enabled = await ada.patch(made["id"], status="enabled")
        assert (enabled["disabled_at"], enabled["failing_since"]) == (None, None)
        answer = await ada.call("POST", f"{path}/replay", json=replay)
        assert answer.json() == {"replayed": 13}
        assert await running.send_due() == 13
        assert len(receiver.received) == sent + 13
        deliveries = await ada.list_deliveries(made["id"], state="delivered")
        assert len(deliveries) == 13

    async def test_deleted_endpoint_is_sent_nothing_more(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        await running.happen(ada, count=3)
        receiver.gate.clear()
        await running.courier.start_due()
        await receiver.wait_for(1)
        deleted = await ada.call("DELETE", f"{ENDPOINTS}/{made['id']}")
        assert deleted.status_code == 204
        receiver.gate.set()
        await running.courier.wait_until_idle()
        assert await running.send_due() == 0
        assert await running.auth.ask("SELECT id FROM webhook_attempts") == []


class TestPace:
    async def test_failing_endpoint_is_asked_less_and_less_often(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        await ada.create(url=receiver.url)
        receiver.usual = Reply(500)
        await running.happen(ada, count=15)
        assert await running.send_due() == 5
        assert await go_on(running, timedelta(seconds=29)) == 0
        assert await go_on(running, timedelta(seconds=1)) == 1
        assert await go_on(running, timedelta(seconds=30)) == 0
        assert await go_on(running, timedelta(seconds=30)) == 1
        receiver.usual = Reply()
        assert await go_on(running, 5 * MINUTE) == 15

    async def test_overloaded_receiver_is_left_alone_as_long_as_it_asks(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        await ada.create(url=receiver.url)
        receiver.replies.append(Reply(429, {"Retry-After": "600"}))
        await running.happen(ada, count=3)
        assert await running.send_due() == 1
        assert await go_on(running, 9 * MINUTE) == 0
        assert await go_on(running, 1 * MINUTE) == 3

    async def test_new_endpoint_gets_one_at_a_time_and_a_quick_one_four(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        await ada.create(url=receiver.url)
        await running.happen(ada, count=12)
        assert await running.courier.start_due() == 1
        await running.courier.wait_until_idle()
        receiver.gate.clear()
        assert await running.courier.start_due() == 4
        await receiver.wait_for(5)
        assert await running.courier.start_due() == 0
        receiver.gate.set()
        await running.courier.wait_until_idle()
        assert receiver.at_once == 4

    async def test_slow_receivers_starve_nobody(
        self, start_webhooks: StartWebhooks, receiver: Receiver
    ) -> None:
        running = await start_webhooks(webhook_concurrency=6)
        ada = running.owner()
        quick = await ada.create(url=receiver.url)
        await running.happen(ada)
        await running.send_due()  # it has shown how quick it is
        async with serve_receiver() as slow:
            slow.gate.clear()
            people = [running.owner() for _ in range(5)]
            for person in people:
                await person.create(url=slow.url)
                await running.happen(person, count=2)
            async with at_work(running):
                await slow.wait_for(3)
                await running.happen(ada, count=9)
                await receiver.wait_for(10)
                assert len(slow.received) == 3  # half of the places, no more
                slow.gate.set()
                await slow.wait_for(10)  # nor are they forgotten
            await running.courier.wait_until_idle()
        states = {d["state"] for d in await ada.list_deliveries(quick["id"])}
        assert states == {"delivered"}


class TestParallelWorkers:
    async def test_each_message_is_sent_once_by_whichever_is_first(
        self, start_webhooks: StartWebhooks, running: WebhookAuth, receiver: Receiver
    ) -> None:
        ada = running.owner()
        for _ in range(3):
            await ada.create(url=receiver.url)
        await running.happen(ada, count=8)
        workers = [running, await start_webhooks(), await start_webhooks()]
        while len(receiver.received) < 24:
            started = await asyncio.gather(
                *(worker.courier.start_due() for worker in workers)
            )
            waits = [worker.courier.wait_until_idle() for worker in workers]
            await asyncio.gather(*waits)
            assert sum(started) <= 12  # four for each endpoint, of all workers
        for worker in workers:
            assert await worker.send_due() == 0
        keys = [each.headers["webhook-signature"] for each in receiver.received]
        assert len(keys) == len(set(keys)) == 24


class TestKilledWorker:
    async def test_attempt_that_was_cut_short_is_made_again(
        self, start_webhooks: StartWebhooks, running: WebhookAuth, receiver: Receiver
    ) -> None:
        ada = running.owner()
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        async with running.auth.resources.webhooks.carrier.open_ledger() as ledger:
            taken = await ledger.take(10, slow_limit=5)
        assert len(taken) == 1  # ... and killed before anything was sent
        [attempt] = (await ada.delivery(made["id"]))["attempts"]
        assert attempt["started_at"]
        assert attempt["error"] is None
        other = await start_webhooks()
        assert await other.send_due() == 0  # its lease may still be held
        assert await go_on(other, MINUTE) == 1
        delivery = await ada.delivery(made["id"])
        assert delivery["state"] == "delivered"
        assert [a["error"] for a in delivery["attempts"]] == ["interrupted", None]

    async def test_worker_that_was_thought_dead_cannot_write(
        self, start_webhooks: StartWebhooks, running: WebhookAuth, receiver: Receiver
    ) -> None:
        ada = running.owner()
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        receiver.replies.append(Reply(500))
        carrier = running.auth.resources.webhooks.carrier
        async with carrier.open_ledger() as ledger:
            [errand] = await ledger.take(10, slow_limit=5)
        other = await start_webhooks()
        running.auth.clock.advance(MINUTE)
        async with other.auth.resources.webhooks.carrier.open_ledger() as ledger:
            [again] = await ledger.take(10, slow_limit=5)
        await carrier.carry(errand)  # late, refused by the receiver
        await other.auth.resources.webhooks.carrier.carry(again)
        delivery = await ada.delivery(made["id"])
        assert delivery["state"] == "delivered"
        assert [a["error"] for a in delivery["attempts"]] == ["interrupted", None]
        assert (await ada.get(f"{ENDPOINTS}/{made['id']}"))["last_failure_at"] is None

    async def test_stopped_courier_gives_back_what_is_unfinished(
        self, start_webhooks: StartWebhooks, receiver: Receiver
    ) -> None:
        running = await start_webhooks()
        ada = running.owner()
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        receiver.gate.clear()
        await running.courier.start_due()
        await receiver.wait_for(1)
        await running.courier.stop(0.01)
        receiver.gate.set()
        other = await start_webhooks()
        assert await other.send_due() == 1  # at once, no lease has to run out
        delivery = await ada.delivery(made["id"])
        assert [a["error"] for a in delivery["attempts"]] == ["interrupted", None]
        assert len({each.id for each in receiver.received}) == 1


class TestPrivateAddresses:
    async def test_name_that_leads_inside_later_is_not_followed(
        self, start_webhooks: StartWebhooks
    ) -> None:
        answers: dict[str, Any] = {"addresses": ["93.184.216.34"], "asked": 0}

        async def rebind(host: str, port: int) -> Sequence[str]:
            await asyncio.sleep(0)
            answers["asked"] += 1
            addresses: Sequence[str] = answers["addresses"]
            return addresses

        running = await start_webhooks(rebind, webhook_allow_loopback=False)
        ada = running.owner()
        made = await ada.create(url="https://hooks.example.com/in")
        inside = (
            ["127.0.0.1"],
            ["93.184.216.34", "10.0.0.5"],
            ["64:ff9b::a9fe:a9fe"],
            ["2002:7f00:1::"],
            ["224.0.0.1"],
            ["::ffff:127.0.0.1"],
        )
        for addresses in inside:
            answers["addresses"] = addresses
            await running.happen(ada)
            await go_on(running, DAY)
        errors = {
            attempt["error"]
            for delivery in await ada.list_deliveries(made["id"])
            for attempt in delivery["attempts"]
        }
        assert errors == {"private_address"}
        assert answers["asked"] > len(inside)  # looked up anew at each attempt

    async def test_loopback_stored_by_a_developer_is_refused_elsewhere(
        self, start_webhooks: StartWebhooks, running: WebhookAuth, receiver: Receiver
    ) -> None:
        ada = running.owner()
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        strict = await start_webhooks(webhook_allow_loopback=False)
        await strict.send_due()
        assert receiver.received == []
        delivery = await ada.delivery(made["id"])
        assert delivery["attempts"][0]["error"] == "scheme"


class TestRun:
    async def test_message_goes_out_at_once_when_the_bell_rings(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        await ada.create(url=receiver.url)
        async with at_work(running):
            await asyncio.sleep(0.05)  # it has looked, and waits
            await running.happen(ada, count=6)
            await receiver.wait_for(6, seconds=0.9)  # sooner than its next look
