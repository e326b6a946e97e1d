"""The log of deliveries over HTTP: tests, filters, replays.

Who may not see it: `webhook_endpoints/test_endpoints.py`."""

from datetime import timedelta

import pytest

from libs.common.ids import new_id
from services.auth.webhook_deliveries import ledger
from tests.auth.webhook_kit import ENDPOINTS, Owner, WebhookAuth
from tests.emulators.webhook_receiver import HANG, Receiver, Reply

DELIVERY_FIELDS = {
    "id",
    "webhook_id",
    "type",
    "payload",
    "state",
    "failure_reason",
    "attempts_made",
    "next_attempt_at",
    "created_at",
    "finished_at",
    "attempts",
}
ATTEMPT_FIELDS = {
    "number",
    "started_at",
    "duration_ms",
    "status_code",
    "error",
    "response_excerpt",
}


class TestSendTest:
    async def test_ping_is_sent_at_once_and_its_delivery_told(
        self, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url, event_types=["analysis.failed"])
        answer = await ada.call("POST", f"{ENDPOINTS}/{made['id']}/test")
        assert answer.status_code == 200, answer.text
        delivery = answer.json()
        assert set(delivery) == DELIVERY_FIELDS
        assert (delivery["type"], delivery["state"]) == ("webhook.ping", "delivered")
        [attempt] = delivery["attempts"]
        assert set(attempt) == ATTEMPT_FIELDS
        assert attempt["status_code"] == 200
        [received] = receiver.received
        assert received.payload == delivery["payload"]
        assert received.payload["data"] == {"endpoint_id": made["id"]}
        assert received.is_signed_with(made["secret"])
        assert await ada.delivery(made["id"]) == delivery

    async def test_failed_ping_is_told_not_repeated_and_not_held_against_it(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.replies.extend([Reply(fault=HANG), Reply(410)])
        for error in ("timed_out", "refused"):
            path = f"{ENDPOINTS}/{made['id']}/test"
            delivery = (await ada.call("POST", path)).json()
            assert delivery["state"] == "failed"
            assert delivery["failure_reason"] == "test_failed"
            assert delivery["attempts"][0]["error"] == error
        running.auth.clock.advance(timedelta(hours=1))
        assert await running.send_due() == 0
        endpoint = await ada.get(f"{ENDPOINTS}/{made['id']}")
        assert (endpoint["status"], endpoint["last_failure_at"]) == ("enabled", None)

    async def test_paused_endpoint_can_be_tried(
        self, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        await ada.patch(made["id"], status="paused")
        delivery = (await ada.call("POST", f"{ENDPOINTS}/{made['id']}/test")).json()
        assert delivery["state"] == "delivered"

    async def test_ten_a_minute_are_the_most_of_one_owner(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = [(await ada.create(url=receiver.url))["id"] for _ in range(2)]
        paths = [f"{ENDPOINTS}/{endpoint_id}/test" for endpoint_id in made]
        for number in range(10):
            assert (await ada.call("POST", paths[number % 2])).status_code == 200
        refused = await ada.call("POST", paths[0])
        assert refused.status_code == 429
        assert refused.json()["code"] == "TooManyWebhookTests"
        assert refused.headers["retry-after"] == "60"
        running.auth.clock.advance(timedelta(minutes=1))
        assert (await ada.call("POST", paths[1])).status_code == 200
        assert len(receiver.received) == 11


class TestLog:
    async def test_log_is_filtered_and_paged_newest_first(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        receiver.replies.extend([Reply(), Reply(500)])
        for _ in range(3):
            await running.happen(ada)
            running.auth.clock.advance(timedelta(seconds=1))
            await running.send_due()
        await ada.call("POST", f"{ENDPOINTS}/{made['id']}/test")
        path = f"{ENDPOINTS}/{made['id']}/deliveries"
        everything = await ada.list_deliveries(made["id"])
        assert [d["type"] for d in everything] == [
            "webhook.ping",
            *["analysis.completed"] * 3,
        ]
        assert [d["state"] for d in everything] == [
            "delivered",
            "delivered",
            "pending",
            "delivered",
        ]
        pending = await ada.list_deliveries(made["id"], state="pending")
        assert pending == [everything[2]]
        pings = await ada.list_deliveries(made["id"], type="webhook.ping")
        assert pings == [everything[0]]
        first = await ada.get(f"{path}?limit=3")
        rest = await ada.get(f"{path}?limit=3&cursor={first['next_cursor']}")
        assert first["items"] + rest["items"] == everything
        wrong = await ada.call("GET", f"{path}?state=lost")
        assert wrong.status_code == 422


class TestReplay:
    async def test_replayed_delivery_is_sent_again_under_its_id(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        await running.send_due()
        delivery = await ada.delivery(made["id"])
        path = f"{ENDPOINTS}/{made['id']}/deliveries/{delivery['id']}/replay"
        receiver.replies.append(Reply(500))
        replayed = (await ada.call("POST", path)).json()
        assert (replayed["state"], replayed["finished_at"]) == ("pending", None)
        assert await running.send_due() == 1
        running.auth.clock.advance(timedelta(seconds=6))
        assert await running.send_due() == 1  # all its attempts anew
        assert len({each.id for each in receiver.received}) == 1
        again = await ada.delivery(made["id"])
        assert [a["number"] for a in again["attempts"]] == [1, 2, 3]
        assert (again["state"], again["attempts_made"]) == ("delivered", 3)

    async def test_log_of_a_delivery_that_is_replayed_for_ever_does_not_grow(
        self,
        running: WebhookAuth,
        ada: Owner,
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(ledger, "_ATTEMPTS_KEPT", 2)
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        for _ in range(4):
            await running.send_due()
            delivery = await ada.delivery(made["id"])
            path = f"{ENDPOINTS}/{made['id']}/deliveries/{delivery['id']}/replay"
            assert (await ada.call("POST", path)).status_code == 200
        assert [a["number"] for a in delivery["attempts"]] == [3, 4]
        assert delivery["attempts_made"] == 4

    async def test_delivery_of_another_endpoint_is_not_found(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        one = await ada.create(url=receiver.url, event_types=["analysis.completed"])
        other = await ada.create(url=receiver.url, event_types=["analysis.failed"])
        await running.happen(ada)
        delivery = await ada.delivery(one["id"])
        for delivery_id in (delivery["id"], new_id()):
            path = f"{ENDPOINTS}/{other['id']}/deliveries/{delivery_id}/replay"
            answer = await ada.call("POST", path)
            assert answer.status_code == 404
            assert answer.json()["code"] == "WebhookDeliveryNotFound"

    async def test_replay_since_takes_what_failed_then_and_not_what_waits(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        abort = Reply(500, {"webhook-delivery": "abort-message"})
        receiver.replies.extend([abort, Reply(), abort, Reply(503)])
        for _ in range(4):
            await running.happen(ada)
            await running.send_due()
            running.auth.clock.advance(timedelta(minutes=10))
        path = f"{ENDPOINTS}/{made['id']}/replay"
        body = {"since": "2026-11-20T13:05:00+01:00"}  # five minutes after the first
        assert (await ada.call("POST", path, json=body)).json() == {"replayed": 1}
        again = {**body, "only_failed": False}
        assert (await ada.call("POST", path, json=again)).json() == {"replayed": 1}
        assert await running.send_due() == 3  # with the one that waited
        receiver.replies.append(Reply(500))
        await ada.call("POST", f"{ENDPOINTS}/{made['id']}/test")
        assert (await ada.call("POST", path, json=body)).json() == {"replayed": 0}
        for wrong in ({}, {"since": "yesterday"}, {"since": "2026-11-20T13:05:00"}):
            assert (await ada.call("POST", path, json=wrong)).status_code == 422

    async def test_paused_endpoint_gets_its_replay_later(
        self, running: WebhookAuth, ada: Owner, receiver: Receiver
    ) -> None:
        made = await ada.create(url=receiver.url)
        await running.happen(ada)
        await running.send_due()
        await ada.patch(made["id"], status="paused")
        delivery = await ada.delivery(made["id"])
        path = f"{ENDPOINTS}/{made['id']}/deliveries/{delivery['id']}/replay"
        assert (await ada.call("POST", path)).status_code == 200
        assert await running.send_due() == 0
        await ada.patch(made["id"], status="enabled")
        assert await running.send_due() == 1
