"""Events become messages: once, for those who listen."""

from typing import Any

from libs.common.contracts.domain_events import (
    AnalysisCompleted,
    AnalysisFailed,
    SubscriptionChanged,
)
from libs.common.ids import new_id
from libs.common.jobs.envelope import Envelope
from services.auth.webhook_messages.tasks import take_in_event
from services.auth.worker import build_handlers
from tests.auth.running import Auth
from tests.auth.webhook_kit import StartWebhooks, completed


def envelope_of(event: AnalysisCompleted) -> Envelope:
    return Envelope(
        id=new_id(),
        kind="event",
        name=event.name,
        sender="analysis",
        target="auth",
        payload=event.model_dump(mode="json"),
        owner_id=event.owner_id,
    )


async def take_in(auth: Auth, event: Any) -> None:
    async with auth.resources.database.unit_of_work() as session:
        await take_in_event(auth.resources, session, event)


class TestTakeInEvent:
    async def test_nobody_listens_nothing_is_kept(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks()
        owner = running.owner()
        await owner.create(event_types=["analysis.failed"])
        await owner.somebody_else().create()
        await running.happen(owner)
        assert await running.auth.ask("SELECT id FROM webhook_messages") == []

    async def test_each_listening_endpoint_gets_the_same_message(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks()
        owner = running.owner()
        everything = await owner.create()
        this = await owner.create(event_types=["analysis.completed"])
        other = await owner.create(event_types=["subscription.changed"])
        event = completed(owner.id, running.auth.clock)
        await take_in(running.auth, event)
        first, second = [
            await owner.delivery(each["id"]) for each in (everything, this)
        ]
        assert first["webhook_id"] == second["webhook_id"]
        assert await owner.list_deliveries(other["id"]) == []
        assert first["state"] == "pending"
        assert first["payload"] == {
            "type": "analysis.completed",
            "timestamp": "2026-11-20T11:59:59Z",
            "data": {
                "id": str(event.request_id),
                "status": "COMPLETED",
                "posts_done": 2,
                "posts_failed": 1,
                "url": running.auth.resources.webhooks.api_url
                + f"/analysis/requests/{event.request_id}",
            },
        }

    async def test_every_event_of_the_catalogue_is_told(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks()
        owner = running.owner()
        made = await owner.create()
        now = running.auth.clock.now()
        await take_in(
            running.auth,
            AnalysisFailed(
                request_id=new_id(), owner_id=owner.id, error_category="not_found"
            ),
        )
        await take_in(
            running.auth,
            SubscriptionChanged(
                subscription_id=new_id(),
                owner_id=owner.id,
                plan_id="free",
                from_status=None,
                to_status="ACTIVE",
                reason="free_by_default",
                changed_at=now,
            ),
        )
        told = await owner.list_deliveries(made["id"])
        payloads = {each["type"]: each["payload"] for each in told}
        failed = payloads["analysis.failed"]
        assert failed["timestamp"] == "2026-11-20T12:00:00Z"  # the sender said nothing
        assert failed["data"]["error_category"] == "not_found"
        assert payloads["subscription.changed"]["data"]["plan_id"] == "free"

    async def test_event_that_comes_twice_is_told_once(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks()
        owner = running.owner()
        made = await owner.create()
        worker = await running.auth.run_worker(build_handlers())
        envelope = envelope_of(completed(owner.id, running.auth.clock))
        for _ in range(3):
            await worker.receive(envelope)
        last = completed(owner.id, running.auth.clock)
        await worker.receive(envelope_of(last))
        ended = "SELECT id FROM inbox WHERE state = 'done'"
        while len(await running.auth.ask(ended)) < 2:
            await worker.sweeper.wake_open()
        told = await owner.list_deliveries(made["id"])
        assert len(told) == 2
