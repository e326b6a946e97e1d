"""Whatever YouTube or yt-dlp says, each video ends with a post or a reason."""

import copy
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from libs.common.clock import FixedClock
from libs.common.http.vendor import VendorTools
from services.social.clients.youtube_captions import RememberedTracks
from services.social.clients.youtube_data import YouTubeDataClient, YouTubeOptions
from services.social.clients.youtube_units import DailyUnits
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan, prepare_posts
from services.social.sources.source import CollectionOutcome, CreatorTarget
from services.social.sources.youtube.source import YouTubeDataSource
from services.social.sources.ytdlp.source import YtDlpSource
from tests.emulators.serving import serve_app
from tests.emulators.youtube_rows import build_channel, build_video
from tests.emulators.ytdlp import CHANNEL, build_info
from tests.fixtures.telemetry import build_outside_calls
from tests.social.sources.youtube_kit import collect

IDS = ("hostile000A", "hostile001A", "hostile002A")
CREATOR = CreatorTarget("youtube", CHANNEL)
FIXTURES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["P0D", "PT99999999999999S", "-PT1S", "P1Y", "9" * 400, "\x00"])
)
GONE = object()
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def list_paths(good: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each part of a value."""
    inside: Iterable[Any] = good.items() if isinstance(good, dict) else ()
    inside = enumerate(good) if isinstance(good, list) else inside
    below = [found for k, v in inside for found in list_paths(v, (*path, k))]
    return [*below, path] if path else below


def replace(good: Any, changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """The value with others in the place of some of its parts; GONE: without them."""
    spoiled = copy.deepcopy(good)
    for path, value in changes:
        place = spoiled
        try:
            for name in path[:-1]:
                place = place[name]
            if value is GONE:
                del place[path[-1]]
            else:
                place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has replaced what this one was to be in
    return spoiled


def spoil(good: Any) -> st.SearchStrategy[Any]:
    """The value with anything at all in the place of up to three of its parts."""
    change = st.tuples(st.sampled_from(list_paths(good)), st.just(GONE) | anything)
    return st.lists(change, max_size=3).map(lambda changes: replace(good, changes))


videos = [spoil(build_video(i, CHANNEL, "Emulated")) for i in IDS]
items = st.tuples(*videos, spoil(build_video("another000A", CHANNEL, "x"))).map(list)
bodies = st.one_of(
    items.flatmap(st.permutations).map(lambda rows: {"items": rows, "pageInfo": {}}),
    spoil({"items": [build_video(IDS[0], CHANNEL, "x")], "nextPageToken": "x"}),
    st.dictionaries(st.sampled_from(["items", "error", "pageInfo"]), anything),
)
infos = st.fixed_dictionaries({i: spoil(build_info(i)) for i in IDS})


def check(outcome: CollectionOutcome, clock: FixedClock) -> None:
    """Posts can be stored as they are, and reasons are sentences."""
    rule = MergeRule(always_snapshot=True, confirms_time=True)
    plan = SavePlan(owner_id=None, origin="x", fetched_at=clock.now(), rule=rule)
    assert len(prepare_posts(list(outcome.posts.values()), plan).groups) == len(
        outcome.posts
    )
    for post_id, post in outcome.posts.items():
        assert post.platform_post_id == post_id
        assert post.creator_key
        assert post.creator_name
        assert post.published_at is None or post.published_at <= clock.now().replace(
            hour=13
        )
        told = json.dumps(post.metrics.model_dump(), ensure_ascii=False)
        assert "\x00" not in told
    assert all(f.message.endswith((".", "?")) for f in outcome.failures.values())


@dataclass
class Liar:
    """An API that says what a test wants, to every question."""

    url: str = ""
    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    channels: Any = field(default_factory=dict)

    def build_app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/{name}")
        async def say(name: str) -> Response:
            told = self.channels if name == "channels" else self.body
            return Response(json.dumps(told), self.status)

        return app


@pytest.fixture(scope="module")
async def liar() -> AsyncIterator[Liar]:
    served = Liar()
    async with serve_app(served.build_app()) as url:
        served.url = url
        yield served


@pytest.fixture
async def youtube(liar: Liar, clock: FixedClock) -> AsyncIterator[YouTubeDataSource]:
    options = YouTubeOptions(liar.url, "key", first_delay_seconds=0.0001)
    units = DailyUnits(Redis(port=9), clock, "test", 10**9)
    client = YouTubeDataClient(
        options, VendorTools(clock, build_outside_calls()), units
    )
    source = YouTubeDataSource(client, clock, comments=3)
    yield source
    await source.close()


class TestDataApi:
    @FIXTURES
    @given(
        body=bodies,
        channels=st.fixed_dictionaries(
            {"items": st.lists(spoil(build_channel(CHANNEL, "emulated")), max_size=2)}
        ),
        status=st.sampled_from([200, 200, 200, 200, 400, 403, 404]),
    )
    async def test_each_video_ends_with_a_post_or_a_reason(
        self,
        youtube: YouTubeDataSource,
        liar: Liar,
        clock: FixedClock,
        body: dict[str, Any],
        channels: Any,
        status: int,
    ) -> None:
        liar.body, liar.channels, liar.status = body, channels, status
        check(await collect(youtube, *IDS), clock)
        recent = await youtube.list_recent(CREATOR, 3)
        assert set(recent.failures) <= {CHANNEL}
        check(recent, clock)


class TestYtDlp:
    @FIXTURES
    @given(
        told=infos,
        entries=st.just([{"id": i} for i in IDS])
        | st.lists(spoil({"id": IDS[0], "duration": 31}), max_size=4)
        | anything,
    )
    async def test_each_video_ends_with_a_post_or_a_reason(
        self, clock: FixedClock, told: dict[str, Any], entries: Any
    ) -> None:
        async def extract(url: str, most: int = 1) -> dict[str, Any]:
            if "list=" in url:
                return {"entries": entries}
            info: dict[str, Any] = told[url[-11:]]
            return info

        remembered = RememberedTracks(Redis(port=9))
        source = YtDlpSource(extract, remembered, clock, batch_size=4, most_recent=3)
        check(await collect(source, *IDS), clock)
        recent = await source.list_recent(CREATOR, 3)
        assert set(recent.failures) <= {CHANNEL}
        check(recent, clock)
