"""Somebody with 20,000 imported posts takes all of it along, and leaves."""

import asyncio
import time

from tests.benchmarks.bench_import import FIELDS, time_import, write_file
from tests.benchmarks.memory import watch_peak
from tests.benchmarks.stage import Figure, Scene, Stage
from tests.benchmarks.timing import name_posts
from tests.e2e.person import Person
from tests.e2e.test_analyse_posts import video_url


async def run(stage: Stage) -> list[Figure]:
    """Seconds until all is erased, at rest and at work; the archive, and its peak."""
    rows = stage.pick(20_000, 100)
    content = write_file(rows)
    async with stage.open() as scene:
        person = await scene.new_person()
        await time_import(person, content, rows, FIELDS)
        exported, peak = await time_export(scene, person)
        at_rest = await time_leaving(person)
        busy = await scene.new_person()
        await time_import(busy, content, rows, FIELDS)
        # Longer than anybody waits: what is under way has to be stopped.
        scene.collector.delay_seconds = stage.pick(200, 5)
        await busy.analyse([video_url(post) for post in name_posts("leave", 2)])
        await asyncio.sleep(1)
        at_work = await time_leaving(busy)
    return [
        Figure("erased", at_rest, f"{rows} posts"),
        Figure("erased_at_work", at_work, "the same, and an analysis under way"),
        Figure("exported", exported),
        Figure("memory", peak / 1e6, "social's worker"),
    ]


async def time_leaving(person: Person) -> float:
    """Seconds from the request until the receipt says that every service is done."""
    began = time.perf_counter()
    await person.wait_for_receipt(await person.erase(), seconds=120)
    return time.perf_counter() - began


async def time_export(scene: Scene, person: Person) -> tuple[float, int]:
    """Seconds until the archive is ready; the peak of who writes most of it."""
    pid = scene.system.process("social-worker").pid
    assert pid
    began = time.perf_counter()
    async with watch_peak(pid) as peak, asyncio.timeout(120):
        while (await person.get("/accounts/me/export"))["state"] != "ready":
            await asyncio.sleep(0.1)
    return time.perf_counter() - began, peak.bytes
