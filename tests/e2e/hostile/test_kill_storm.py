"""A minute in which something is killed all the time: all is done, and done once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import asyncpg
import httpx2
import pytest

from deploy.local.local_system import LocalSystem
from libs.common.redis import build_redis
from tests.e2e.person import Person
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.emulators.collector import Collector, serve_collector
from tests.fixtures.people import SignUp
from tests.fixtures.system import system_settings

STORM_SECONDS = 60
EVERY_SECONDS = 1.5
PEOPLE = 6
MOST_POSTS = 22  # of a person, below a day's limit
# Where work is under way most often; the doors less, or hardly anything would begin.
CHANCES = {
    "analysis-worker": 8,
    "social-worker": 8,
    "billing-worker": 8,
    "analysis": 3,
    "billing": 3,
    "social": 3,
    "auth": 1,
    "gateway": 1,
    "redis": 1,
    "postgres": 1,
}


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with serve_collector() as served:
        served.delay_seconds = served.media_delay_seconds = 0.2
        yield served


@pytest.fixture(scope="module")
async def stormy(
    tmp_path_factory: pytest.TempPathFactory, collector: Collector
) -> AsyncIterator[LocalSystem]:
    home = tmp_path_factory.mktemp("stormy")
    # Many at once on a busy machine: leases of 3 s would run out for want of time.
    leases = {"JOB_LEASE_SECONDS": "10", "JOB_HEARTBEAT_SECONDS": "2"}
    settings = system_settings(collector) | leases
    async with LocalSystem(home, environment=settings) as running:
        yield running


async def rage(system: LocalSystem) -> Counter[str]:
    """Kills one thing after the other; what, and how often."""
    choice = random.Random(7)  # the same storm each time
    killed: Counter[str] = Counter()
    for number in range(int(STORM_SECONDS / EVERY_SECONDS)):
        [name] = choice.choices([*CHANCES], [*CHANCES.values()])
        with suppress(ProcessLookupError):
            system.kill(name)
            killed[name] += 1
        if number % 6 == 5:
            with suppress(Exception):
                async with build_redis(system.redis_url) as redis:
                    await redis.flushall()
                killed["flush"] += 1
        await asyncio.sleep(EVERY_SECONDS)
    return killed


async def keep_asking(person: Person, number: int, storm: "asyncio.Task[Any]") -> int:
    """Asks for analyses while the storm lasts, each until it is taken in; how many."""
    asked = posts = 0
    while not storm.done() and posts < MOST_POSTS - 3:
        count = 1 + asked % 3
        urls = [video_url(video_id(f"s{number}", posts + n)) for n in range(count)]
        await insist(person, urls, key=f"wish-{asked}")
        asked, posts = asked + 1, posts + count
    return asked


async def insist(person: Person, urls: list[str], *, key: str) -> None:
    async with asyncio.timeout(120):
        while True:
            with suppress(httpx2.TransportError):
                response = await person.call(
                    "POST",
                    "/analysis/analyze",
                    json={"post_urls": urls},
                    headers={"Idempotency-Key": key},
                )
                if response.status_code == 202:
                    return
                # 409: the one before was killed in its midst, and its lease lasts on.
                assert response.status_code in {409, 502, 503, 504}, response.text
            await asyncio.sleep(0.3)


async def check_all_ended(person: Person, asked: int) -> None:
    found = await person.get("/analysis/requests?limit=100")
    assert len(found["items"]) == asked
    done = 0
    for item in found["items"]:
        body = await person.wait_for(item["id"], seconds=120)
        assert (body["status"], body["stage"]) == ("COMPLETED", "analysis_complete")
        rows = body["history"]
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        told = Counter((row["position"], row["stage"]) for row in rows)
        assert max(told.values()) == 1, "a stage was told twice"
        done += body["counts"]["done"]
    await person.wait_for_usage(done, seconds=60)


async def check_nothing_waits(system: LocalSystem) -> None:
    """Every message was acknowledged, handled, and none has died."""
    for service, url in system.database_urls.items():
        connection = await asyncpg.connect(url)
        try:
            async with asyncio.timeout(90):
                while left := await _count_open(connection):
                    assert "dead" not in left, (service, left)
                    await asyncio.sleep(0.5)
        finally:
            await connection.close()


async def _count_open(connection: asyncpg.Connection) -> dict[str, int]:
    rows = await connection.fetch(
        "SELECT 'unsent' AS state, count(*) FROM outbox WHERE acknowledged_at IS NULL"
        " UNION ALL SELECT state, count(*) FROM inbox"
        " WHERE state IN ('pending', 'running', 'dead') GROUP BY state"
    )
    return {row["state"]: row["count"] for row in rows if row["count"]}


@pytest.mark.prove
@pytest.mark.timeout(600)
class TestStorm:
    async def test_every_request_ends_once_and_is_charged_once(
        self, stormy: LocalSystem, sign_up: SignUp
    ) -> None:
        people = [await sign_up(stormy.public_url) for _ in range(PEOPLE)]
        storm = asyncio.create_task(rage(stormy))
        asked = await asyncio.gather(
            *(keep_asking(p, n, storm) for n, p in enumerate(people))
        )
        killed = await storm
        assert killed.total() > STORM_SECONDS / EVERY_SECONDS / 2, killed
        assert sum(asked) > PEOPLE, asked
        await stormy.wait_ready(120)
        for person, count in zip(people, asked, strict=True):
            await check_all_ended(person, count)
        await check_nothing_waits(stormy)
