"""1,000 links of three platforms, collected for ten people at once.

Beside it the shortest time in which the vendors would let go of that much: the fewest
calls that bring it, at the vendor's rate, or its latency where that is longer. Between
both lie our own turns, batches, and the storing of what came."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from operator import attrgetter

from deploy.local.local_system import LocalSystem
from libs.common.contracts.social import CollectPosts, PostReference, PostsCollected
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.post_urls import PostUrl, parse_post_url
from libs.common.redis import build_redis
from tests.benchmarks.stage import Figure, Stage
from tests.benchmarks.timing import name_posts
from tests.emulators.brightdata import BrightData, serve_brightdata
from tests.emulators.brightdata_rows import build_code
from tests.emulators.twitterapi_io import NEWEST, TwitterApi, serve_twitterapi
from tests.emulators.twitterapi_io_tweets import build_tweet_id
from tests.emulators.youtube_data import YouTube, serve_youtube

# An account of TwitterAPI.io with $0.50 on it; answers take as long as seen there.
_X_PER_SECOND = 20
_X_SECONDS = 0.4
_X_IDS = 100
# A job of Bright Data's lasts some tenths of a minute, whatever its size.
_INSTAGRAM_SECONDS = 20.0
# Google states no rate; an answer takes some tenths of a second.
_YOUTUBE_SECONDS = 0.2

_PLATFORMS = ("x", "instagram", "youtube")
_TIMEOUT = timedelta(seconds=170)


@dataclass(frozen=True, slots=True)
class Vendors:
    """Where the posts come from."""

    x: TwitterApi
    instagram: BrightData
    youtube: YouTube

    @property
    def settings(self) -> dict[str, str]:
        """With these a system asks them, and nobody else."""
        return {
            "CUSTOM_SOURCE_URL": "",
            "TWITTERAPI_KEY": self.x.key,
            "TWITTERAPI_BASE_URL": self.x.url,
            "TWITTERAPI_REQUESTS_PER_SECOND": str(_X_PER_SECOND),
            "BRIGHTDATA_API_KEY": self.instagram.key,
            "BRIGHTDATA_BASE_URL": self.instagram.url,
            "YOUTUBE_API_KEY": self.youtube.key,
            "YOUTUBE_API_URL": self.youtube.api_url,
        }


async def run(stage: Stage) -> list[Figure]:
    """The ratio, both times, and what was asked."""
    people, of_each = stage.pick((10, 100), (1, 6))
    async with AsyncExitStack() as stack:
        vendors = await stack.enter_async_context(_open_vendors())
        scene = await stack.enter_async_context(stage.open(vendors.settings))
        jobs = await stack.enter_async_context(_open_jobs(scene.system))
        # Once, unmeasured: connections and code that are needed for the first time.
        await _collect(jobs, _list_links(6, "warm"))
        if not stage.is_tiny:
            _make_slow(vendors)
        asked = _deal(_list_links(people * of_each, "full"), people)
        vendors.x.calls.clear()
        ends = await asyncio.gather(*(_collect(jobs, each) for each in asked))
    took = {name: max(end.get(name, 0) for end in ends) for name in _PLATFORMS}
    longest, shortest = max(took.values()), _find_shortest(vendors)
    least = max(shortest.values())
    return [
        Figure("ratio", longest / least, f"{longest:.1f} s to {least:.1f} s"),
        *(
            Figure(f"{name}_seconds", took[name], f"{shortest[name]:.1f} s")
            for name in _PLATFORMS
        ),
        Figure("refused", vendors.x.refused_at_the_door),
    ]


@asynccontextmanager
async def _open_vendors() -> AsyncIterator[Vendors]:
    async with (
        serve_twitterapi() as x,
        serve_brightdata() as instagram,
        serve_youtube() as youtube,
    ):
        yield Vendors(x, instagram, youtube)


def _make_slow(vendors: Vendors) -> None:
    vendors.x.per_second, vendors.x.delay_seconds = _X_PER_SECOND, _X_SECONDS
    vendors.instagram.job_seconds = _INSTAGRAM_SECONDS
    vendors.instagram.states, vendors.instagram.not_ready = ["404", "starting"], 0
    vendors.youtube.delay_seconds = _YOUTUBE_SECONDS


@asynccontextmanager
async def _open_jobs(system: LocalSystem) -> AsyncIterator[Jobs]:
    """What asks social's worker, as the service of analysis does."""
    url = system.database_urls["social"]
    engine = build_engine(url, application_name="benchmark", pool_size=5)
    database, redis = Database(engine), build_redis(system.redis_url)
    dispatcher = Dispatcher("social", redis, system.redis_url)
    jobs = Jobs("social", database, dispatcher)
    jobs.answers.start()
    try:
        yield jobs
    finally:
        await jobs.answers.stop()
        await dispatcher.close()
        await redis.aclose()
        await database.close()


async def _collect(jobs: Jobs, links: Sequence[PostUrl]) -> dict[str, float]:
    """One request: a message for each of its platforms, as the pipeline sends them.
    Seconds until each was answered."""
    owner_id, request_id = new_id(), new_id()
    began = time.perf_counter()

    async def ask(platform: str) -> tuple[str, float]:
        references = [_refer(link) for link in links if link.platform == platform]
        message = CollectPosts(
            request_id=request_id,
            owner_id=owner_id,
            platform=platform,
            references=tuple(references),
        )
        answer = await jobs.call(
            message, PostsCollected, message_id=new_id(), timeout=_TIMEOUT
        )
        took = time.perf_counter() - began
        failed = [post for post in answer.posts if not post.post_id]
        assert not failed, failed[:3]
        return platform, took

    platforms = sorted({link.platform for link in links})
    return dict(await asyncio.gather(*map(ask, platforms)))


def _refer(link: PostUrl) -> PostReference:
    return PostReference(
        platform=link.platform, post_id=link.id, kind=link.kind, url=link.canonical_url
    )


def _list_links(count: int, word: str) -> list[PostUrl]:
    """Posts of the three platforms in turn, the same for the same word."""
    offset = {"warm": 0, "full": 1_000_000}[word]
    videos = name_posts(word, count)
    links: list[PostUrl] = []
    for place in range(count):
        address = (
            f"https://x.com/i/status/{build_tweet_id(NEWEST, offset + place)}",
            f"https://www.instagram.com/p/{build_code(offset + place)}/",
            f"https://www.youtube.com/watch?v={videos[place]}",
        )[place % 3]
        read = parse_post_url(address)
        assert isinstance(read, PostUrl), read
        links.append(read)
    return links


def _deal(links: Sequence[PostUrl], people: int) -> list[Sequence[PostUrl]]:
    """Some people ask for posts of all three, some for those of one."""
    most = ceil(len(links) / people)
    mixed = people // 2
    begin = mixed * most
    rest = sorted(links[begin:], key=attrgetter("platform"))
    return [
        *(links[:begin][place::mixed] for place in range(mixed)),
        *(rest[start : start + most] for start in range(0, len(rest), most)),
    ]


def _find_shortest(vendors: Vendors) -> dict[str, float]:
    """Seconds in which nobody could be quicker.

    X: what was asked for, in the fewest calls, at its rate. The others state no rate
    that we would come near: as long as a job lasts; as three calls, each of which
    follows from the one before."""
    replies = len(vendors.x.calls_of("tweet/replies/v2"))
    ids = {i for query in vendors.x.calls_of("tweets") for i in _ids_of(query)}
    calls = ceil(len(ids) / _X_IDS) + replies
    of_x = max(0.0, calls / _X_PER_SECOND - 1) + _X_SECONDS
    return {
        "x": of_x,
        "instagram": _INSTAGRAM_SECONDS,
        "youtube": 3 * _YOUTUBE_SECONDS,
    }


def _ids_of(query: dict[str, str]) -> list[str]:
    return query["tweet_ids"].split(",")
