"""Media from a host into storage, beside a bare download of the same files.

The host is a process of its own. It serves eight at once, at so many bytes a second
each; whoever asks beyond that waits, as we and the bare download do, who both ask for
24 at once. The last figure is told without a bound of the bytes."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from uuid import UUID

import asyncpg
import httpx2
import pytest
from pydantic import SecretStr

from libs.common.contracts.social import CollectMedia
from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.handlers import Job
from services.social.media.tasks import collect_media
from services.social.resources import SocialResources, open_resources
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.settings import Settings
from services.social.side_by_side import run_side_by_side
from services.social.sources.collected_post import CollectedMedia
from tests.benchmarks.peers import OTHER_CORE, run_on_core
from tests.benchmarks.stage import Figure, Scene, Stage
from tests.factories.social import build_post
from tests.fixtures.lone_redis import free_port

_AT_ONCE = 24
_HOST_AT_ONCE = 8
_SIZE = 4_000_000
_RATE = 8_000_000.0
_DELAY = 0.03
_ROOT = Path(__file__).resolve().parents[2]


async def run(stage: Stage) -> list[Figure]:
    """Ratios of the times, the bare download's to ours."""
    many = stage.pick(80, 2)
    async with stage.open() as scene:
        async with _host(many, _RATE, _DELAY) as url:
            videos = await _compare(scene, url, "mp4", many, stills=8)
            plain = await _compare(scene, url, "mp4", many, stills=0)
            pictures = await _compare(scene, url, "jpg", many, stills=0)
        async with _host(many, 0, 0) as url:
            unbounded = await _compare(scene, url, "mp4", many, stills=0)
    return [
        _figure("videos", videos),
        _figure("videos_plain", plain),
        _figure("pictures", pictures),
        _figure("unbounded", unbounded),
    ]


def _figure(name: str, times: tuple[float, float]) -> Figure:
    bare, ours = times
    return Figure(name, bare / ours, f"{ours:.2f} s beside {bare:.2f} s")


@asynccontextmanager
async def _host(many: int, rate: float, delay: float) -> AsyncIterator[str]:
    """The URL of a host with so many videos and pictures."""
    port = free_port()
    options = {
        "many": many,
        "size": _SIZE,
        "rate": rate,
        "delay": delay,
        "port": port,
        "at_once": _HOST_AT_ONCE,
    }
    command = [sys.executable, "-m", "tests.emulators.media_host"]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    with TemporaryDirectory(prefix="postscope-bench-") as folder:
        environment = {"PYTHONPATH": str(_ROOT)}
        async with run_on_core(
            OTHER_CORE,
            command,
            port=port,
            folder=Path(folder),
            environment=environment,
        ):
            await _wait_for_files(f"http://127.0.0.1:{port}/{many - 1}.jpg")
            yield f"http://127.0.0.1:{port}"


async def _wait_for_files(last: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
        while (await client.get(last)).status_code != 200:
            await asyncio.sleep(0.1)


async def _compare(
    scene: Scene, url: str, ending: str, many: int, *, stills: int
) -> tuple[float, float]:
    """Seconds of the bare download, and of ours; each twice, the better one."""
    urls = [f"{url}/{number}.{ending}" for number in range(many)]
    bare, ours = [], []
    async with (
        httpx2.AsyncClient(trust_env=False, timeout=60) as client,
        _open_social(scene, url, stills) as own,
    ):
        for _ in range(2):
            bare.append(await _time([_download(client, each) for each in urls]))
            posts = await _save_posts(own, urls, is_video=ending == "mp4")
            ours.append(await _time([_collect(own, post_id) for post_id in posts]))
            await _forget(scene)
    return min(bare), min(ours)


@asynccontextmanager
async def _open_social(
    scene: Scene, url: str, stills: int
) -> AsyncIterator[SocialResources]:
    """Social's resources in this process, on the system's database."""
    with (
        TemporaryDirectory(prefix="postscope-bench-") as home,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DATABASE_URL_SOCIAL", scene.system.database_urls["social"])
        settings = Settings(
            _env_file=None,
            postscope_home=Path(home),
            redis_url=SecretStr(scene.system.redis_url),
            url_guard_allowed_hosts=(url.removeprefix("http://"),),
            media_frames=stills,
            database_pool_size=10,
            external_call_log_enabled=False,
            app_log_enabled=False,
        )
        async with open_resources(settings) as own:
            yield own


async def _time(work: Sequence[Coroutine[Any, Any, None]]) -> float:
    began = time.perf_counter()
    await run_side_by_side(work, at_once=_AT_ONCE)
    return time.perf_counter() - began


async def _download(client: httpx2.AsyncClient, url: str) -> None:
    """As plain as can be: the bytes are dropped."""
    async with client.stream("GET", url) as response:
        assert response.status_code == 200
        async for _ in response.aiter_raw():
            pass


async def _save_posts(
    own: SocialResources, urls: Sequence[str], *, is_video: bool
) -> list[UUID]:
    kind: Literal["video", "image"] = "video" if is_video else "image"
    posts = [
        build_post(number, media=(CollectedMedia(kind, url),))
        for number, url in enumerate(urls)
    ]
    plan = SavePlan(
        owner_id=None,
        origin="custom",
        fetched_at=own.clock.now(),
        rule=MergeRule(always_snapshot=True, confirms_time=True),
    )
    async with own.database.unit_of_work() as session:
        return [saved.post_id for saved in await PostSaver(session).save(posts, plan)]


async def _collect(own: SocialResources, post_id: UUID) -> None:
    """The job as a worker runs it, its lease included."""
    message = CollectMedia(post_id=post_id, owner_id=new_id())
    envelope = Envelope(
        id=new_id(),
        kind="job",
        name=message.name,
        sender="analysis",
        target="social",
        payload=message.model_dump(mode="json"),
        owner_id=None,
    )
    async with own.database.unit_of_work() as session:
        await inbox.record(session, envelope)
        lease = await inbox.lease(session, envelope.id, timedelta(seconds=120))
    assert lease
    job = Job(lease, own)
    answer = await collect_media(job, message)
    assert answer.failures == (), answer
    async with own.database.unit_of_work() as session:
        await inbox.finish(session, lease, "done")


async def _forget(scene: Scene) -> None:
    """So that the next run meets nothing that is stored already."""
    connection = await asyncpg.connect(scene.system.database_urls["social"])
    try:
        await connection.execute("DELETE FROM posts WHERE origin = 'custom'")
        await connection.execute("DELETE FROM media_files WHERE key LIKE 'media/%'")
    finally:
        await connection.close()
