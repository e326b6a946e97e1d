"""An integrator is told, by a verified message, that an analysis is done."""

from standardwebhooks import Webhook

from deploy.local.local_system import LocalSystem
from tests.emulators.webhook_receiver import serve_receiver
from tests.fixtures.people import SignUp


class TestAnalysisCompleted:
    async def test_receiver_gets_a_message_that_leads_to_the_result(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        demo = await person.see_demo()
        async with serve_receiver() as receiver:
            made = await person.call(
                "POST",
                "/accounts/webhook-endpoints",
                json={"url": receiver.url, "event_types": ["analysis.completed"]},
            )
            assert made.status_code == 201, made.text
            request_id = await person.analyse([demo["creators"][0]["posts"][0]["url"]])
            [received] = await receiver.wait_for(1, seconds=60)
        payload = Webhook(made.json()["secret"]).verify(received.body, received.headers)
        assert payload["type"] == "analysis.completed"
        assert payload["data"]["id"] == request_id
        path = payload["data"]["url"].partition("/api/v1")[2]
        assert (await person.get(path))["status"] == "COMPLETED"
        [delivery] = (
            await person.get(
                f"/accounts/webhook-endpoints/{made.json()['id']}/deliveries"
            )
        )["items"]
        assert delivery["webhook_id"] == received.id
