"""Whatever is killed: every message arrives, under one id, and hardly ever twice."""

import asyncio
from collections import defaultdict

import pytest

from deploy.local.local_system import LocalSystem
from libs.common.redis import build_redis
from tests.emulators.webhook_receiver import Reply, serve_receiver
from tests.fixtures.people import SignUp
from tests.fixtures.system import QUICK

ANALYSES = 20
KILLS = 5
PLACES = 4


@pytest.mark.prove
@pytest.mark.timeout(300)
class TestKills:
    async def test_every_end_of_an_analysis_is_told_though_the_courier_is_killed(
        self, tmp_path_factory: pytest.TempPathFactory, sign_up: SignUp
    ) -> None:
        home = tmp_path_factory.mktemp("webhooks")
        # A short limit makes short leases: 12 seconds.
        settings = {**QUICK, "WEBHOOK_TIMEOUT_SECONDS": "1"}
        async with (
            serve_receiver() as receiver,
            LocalSystem(home, environment=settings) as system,
        ):
            receiver.usual = Reply(delay_seconds=0.3)
            person = await sign_up(system.public_url)
            made = await person.call(
                "POST", "/accounts/webhook-endpoints", json={"url": receiver.url}
            )
            assert made.status_code == 201, made.text
            demo = await person.see_demo()
            url = demo["creators"][0]["posts"][0]["url"]
            asked = {await person.analyse([url]) for _ in range(ANALYSES)}
            for _ in range(KILLS):
                await receiver.wait_for(len(receiver.received) + 1, seconds=60)
                system.kill("auth-worker")
                redis = build_redis(system.redis_url)
                await redis.flushall()
                await redis.aclose()
            arrived: dict[str, set[str]] = defaultdict(set)
            async with asyncio.timeout(120):
                while arrived.keys() != asked:
                    await asyncio.sleep(0.2)
                    for each in receiver.received:
                        if each.payload["type"] == "analysis.completed":
                            arrived[each.payload["data"]["id"]].add(each.id)
        assert all(len(ids) == 1 for ids in arrived.values())
        assert len(receiver.received) <= ANALYSES + KILLS * PLACES
        assert all(
            each.is_signed_with(made.json()["secret"]) for each in receiver.received
        )
