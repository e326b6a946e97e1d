"""Whatever is killed, flushed or stopped: the request completes, once, charged once.

`make test` kills each process once and at each stage once; `make prove` every process
at every stage."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from deploy.local.local_system import LocalSystem
from libs.common.redis import build_redis
from tests.e2e.search import Wanted, find_in_system
from tests.e2e.test_analyse_posts import video_id, video_url
from tests.emulators.brightdata import BrightData, serve_brightdata
from tests.emulators.brightdata_rows import build_code, number_of
from tests.emulators.collector import Collector, serve_collector
from tests.faults.wholeness import find_faults
from tests.fixtures.people import SignUp
from tests.fixtures.system import system_settings

STAGES = (
    "request_created",
    "fetching_posts",
    "social_data_fetched",
    "collecting_media",
    "transcribing",
    "displaying_content",
    "collecting_baseline",
    "analysing",
    "analysis_complete",
)
PROCESSES = (
    "analysis-worker",
    "social-worker",
    "billing-worker",
    "analysis",
    "social",
    "billing",
    "gateway",
    "auth",
    "auth-worker",
    "analytics",
    "analytics-worker",
    "insights",
    "insights-worker",
    "social-speech",
)
POSTS = 3
OTHERS = 10

Harm = Callable[[LocalSystem], Awaitable[None]]


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[Collector]:
    """Slow enough that a kill meets work under way."""
    async with serve_collector() as served:
        served.delay_seconds = 0.3
        served.media_delay_seconds = 0.2
        served.listing_delay_seconds = 0.5
        yield served


@pytest.fixture(scope="module")
async def brightdata() -> AsyncIterator[BrightData]:
    """A vendor that is paid for each row, and takes its time."""
    async with serve_brightdata() as served:
        yield served


@pytest.fixture(scope="module")
async def harmed_system(
    tmp_path_factory: pytest.TempPathFactory,
    collector: Collector,
    brightdata: BrightData,
) -> AsyncIterator[LocalSystem]:
    """A system of this module's own, to be harmed."""
    home = tmp_path_factory.mktemp("fragile")
    media = (collector.host_and_port, brightdata.host_and_port)
    settings = {
        **system_settings(collector),
        **brightdata.environment,
        "CUSTOM_SOURCE_PLATFORMS": "youtube",
        "URL_GUARD_ALLOWED_HOSTS": ",".join(media),
    }
    async with LocalSystem(home, environment=settings) as running:
        yield running


@pytest.fixture
async def fragile(harmed_system: LocalSystem) -> LocalSystem:
    """The same, up again after the test before."""
    await harmed_system.wait_ready(60)
    return harmed_system


async def run_with_kills(
    system: LocalSystem,
    sign_up: SignUp,
    collector: Collector,
    name: str,
    kills: Mapping[str, str],
) -> None:
    """Runs one request; at the first row of each stage, kills the process named."""
    person = await sign_up(system.public_url)
    ids = publish_posts(collector, name)
    request_id = await person.analyse([video_url(post_id) for post_id in ids])
    waiting = dict(kills)
    # Not before somebody waits for it, so that this stage is seen for certain.
    collector.listing_gate.clear()
    async with asyncio.timeout(120):
        async for row in person.follow(request_id):
            if row["stage"] in waiting:
                system.kill(waiting.pop(row["stage"]))
            if row["stage"] == "collecting_baseline":
                collector.listing_gate.set()
    assert not waiting, f"stages that were never seen: {waiting}"
    body = await person.wait_for(request_id)
    check_completed(body, collector, ids, social_was_killed="social" in str(kills))
    await system.wait_ready(60)
    await person.wait_for_usage(POSTS)
    assert await find_faults(system) == []


def publish_posts(collector: Collector, name: str) -> list[str]:
    """The ids of posts that are the newest of a creator who has enough of them."""
    ids = [video_id(name, number) for number in range(POSTS + OTHERS)]
    collector.publish_series(name, ids, newest_at=datetime.now(UTC))
    return ids[:POSTS]


def check_completed(
    body: Any, collector: Collector, ids: list[str], *, social_was_killed: bool
) -> None:
    assert (body["status"], body["stage"]) == ("COMPLETED", "analysis_complete")
    assert [result["position"] for result in body["results"]] == list(range(POSTS))
    assert body["retry_count"] == 0
    rows = body["history"]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    told = [(row["position"], row["stage"]) for row in rows]
    assert len(told) == len(set(told)), "a stage was told twice"
    # An outside call that a kill cut off is made again; a completed one never is.
    most = 2 if social_was_killed else 1
    assert all(1 <= collector.calls_of(post_id) <= most for post_id in ids)
    creator = collector.creators[ids[0]]
    assert 1 <= collector.listed[creator] <= most
    samples = [r["evidence"]["verdict"]["sample_size"] for r in body["results"]]
    assert samples == [POSTS + OTHERS - 1] * POSTS


class TestKills:
    async def test_each_process_and_each_stage_is_killed_once(
        self, fragile: LocalSystem, sign_up: SignUp, collector: Collector
    ) -> None:
        first = dict(zip(STAGES, PROCESSES[: len(STAGES)], strict=True))
        second = dict(zip(STAGES, PROCESSES[len(STAGES) :], strict=False))
        second["collecting_baseline"] = "social-worker"
        await run_with_kills(fragile, sign_up, collector, "sample1", first)
        await run_with_kills(fragile, sign_up, collector, "sample2", second)

    @pytest.mark.prove
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize("turn", range(len(PROCESSES)))
    async def test_every_process_at_every_stage(
        self, fragile: LocalSystem, sign_up: SignUp, collector: Collector, turn: int
    ) -> None:
        # Each turn kills another process at each stage: after all turns, every
        # process was killed at every stage.
        kills = {
            stage: PROCESSES[(place + turn) % len(PROCESSES)]
            for place, stage in enumerate(STAGES)
        }
        await run_with_kills(fragile, sign_up, collector, f"turn{turn}", kills)


class TestSocialWorker:
    @pytest.mark.prove
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize("turn", range(24))
    async def test_killed_at_any_moment_it_leaves_nothing_half_done(
        self, fragile: LocalSystem, sign_up: SignUp, collector: Collector, turn: int
    ) -> None:
        person = await sign_up(fragile.public_url)
        ids = publish_posts(collector, f"any{turn}")
        request_id = await person.analyse([video_url(post_id) for post_id in ids])
        # Its work takes about two and a half seconds, of which most is waiting.
        await asyncio.sleep(0.1 * turn)
        fragile.kill("social-worker")
        body = await person.wait_for(request_id)
        check_completed(body, collector, ids, social_was_killed=True)
        assert await find_faults(fragile) == []

    @pytest.mark.prove
    @pytest.mark.parametrize("moment", ["asked", "ready", "told"])
    async def test_killed_while_a_vendor_is_at_work_it_is_paid_once(
        self,
        fragile: LocalSystem,
        sign_up: SignUp,
        brightdata: BrightData,
        moment: str,
    ) -> None:
        person = await sign_up(fragile.public_url)
        codes = [build_code(number_of(moment) % 10**6 + n) for n in range(3)]
        brightdata.states = ["running"] * 100_000
        request_id = await person.analyse(
            [f"https://www.instagram.com/p/{code}/" for code in codes]
        )
        async with asyncio.timeout(30):
            while not brightdata.asked_about(codes[0]):
                await asyncio.sleep(0.01)
            snapshot = brightdata.find_snapshot(codes[0])
            brightdata.states = []  # those that come after it are quick
            looked = brightdata.calls["progress"]
            while brightdata.calls["progress"] < looked + 2:
                await asyncio.sleep(0.01)
        if moment == "asked":
            fragile.kill("social-worker")
        snapshot.states.clear()
        if moment == "told":
            async with asyncio.timeout(30):
                while not snapshot.downloads:
                    await asyncio.sleep(0.001)
        if moment != "asked":
            fragile.kill("social-worker")
        body = await person.wait_for(request_id)
        assert (body["status"], body["counts"]["done"]) == ("COMPLETED", 3)
        assert [brightdata.asked_about(code) for code in codes] == [1, 1, 1]
        assert await find_faults(fragile) == []


WORKERS = tuple(name for name in PROCESSES if name.endswith("-worker"))
IMPORTED = 2_000


async def leave_with_kills(
    system: LocalSystem, sign_up: SignUp, kills: Sequence[tuple[float, str]]
) -> None:
    """Somebody leaves; after so many seconds each, the workers named are killed."""
    person = await sign_up(system.public_url)
    names = ("platform", "creator", "id", "likes")
    rows = [f"x,ada,{10_000 + n},{n}" for n in range(IMPORTED)]
    table = "\n".join([",".join(names), *rows]).encode()
    imported = await person.import_posts(table, {name: name for name in names})
    answer = await person.erase()
    begun = time.monotonic()
    for seconds, name in kills:
        await asyncio.sleep(max(0.0, begun + seconds - time.monotonic()))
        system.kill(name)
    receipt = await person.wait_for_receipt(answer)
    counts = {part["service"]: part["counts"] for part in receipt["services"]}
    # Over all runs, however often one was killed.
    assert counts["social"]["posts"] == imported["totals"]["imported"]
    await asyncio.sleep(1.5)
    wanted = Wanted(UUID(person.user["id"]), person.email)
    assert await find_in_system(system, wanted) == []


class TestLeaving:
    @pytest.mark.prove
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize("turn", range(12))
    async def test_all_workers_are_killed_at_any_moment(
        self, fragile: LocalSystem, sign_up: SignUp, turn: int
    ) -> None:
        kills = [(0.1 * turn + n / 100, name) for n, name in enumerate(WORKERS)]
        await leave_with_kills(fragile, sign_up, kills)


async def flush(system: LocalSystem) -> None:
    redis = build_redis(system.redis_url)
    await redis.flushall()
    await redis.aclose()


async def restart_redis(system: LocalSystem) -> None:
    await system.process("redis").stop()
    await asyncio.sleep(1)
    await system.process("redis").start()


async def restart_postgres(system: LocalSystem) -> None:
    await system.process("postgres").stop()
    await asyncio.sleep(1)
    await system.process("postgres").start()


async def kill_postgres(system: LocalSystem) -> None:
    system.kill("postgres")


HARMS = (flush, restart_redis, restart_postgres, kill_postgres)


async def run_with_harms(
    system: LocalSystem,
    sign_up: SignUp,
    collector: Collector,
    name: str,
    harms: Mapping[str, Harm],
) -> None:
    """Runs one request; at the first row of each stage, does the harm named."""
    person = await sign_up(system.public_url)
    ids = publish_posts(collector, name)
    request_id = await person.analyse([video_url(post_id) for post_id in ids])
    waiting = dict(harms)
    async with asyncio.timeout(120):
        async for row in person.follow(request_id):
            if row["stage"] in waiting:
                await waiting.pop(row["stage"])(system)
    assert not waiting, f"stages that were never seen: {waiting}"
    body = await person.wait_for(request_id)
    check_completed(body, collector, ids, social_was_killed=True)
    await system.wait_ready(60)
    await person.wait_for_usage(POSTS)
    assert await find_faults(system) == []


class TestServers:
    @pytest.mark.prove
    async def test_each_harm_is_done_once(
        self, fragile: LocalSystem, sign_up: SignUp, collector: Collector
    ) -> None:
        harms = {
            "fetching_posts": flush,
            "social_data_fetched": restart_redis,
            "displaying_content": restart_postgres,
        }
        await run_with_harms(fragile, sign_up, collector, "harms", harms)

    @pytest.mark.prove
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize("turn", range(len(HARMS)))
    async def test_every_harm_at_every_stage(
        self, fragile: LocalSystem, sign_up: SignUp, collector: Collector, turn: int
    ) -> None:
        harms = {
            stage: HARMS[(place + turn) % len(HARMS)]
            for place, stage in enumerate(STAGES)
        }
        await run_with_harms(fragile, sign_up, collector, f"harm{turn}", harms)
