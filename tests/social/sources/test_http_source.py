"""A collector of one's own, and what it may do wrong."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.common.clock import FixedClock
from libs.common.http.vendor import VendorTools
from services.social.clients.custom_collector import CollectorOptions
from services.social.sources.http_source import HttpSource
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Target,
)
from tests.emulators.collector import Collector, serve_collector
from tests.fixtures.telemetry import build_outside_calls


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """The emulated collector."""
    async with serve_collector() as served:
        yield served


@pytest.fixture
async def source(collector: Collector, clock: FixedClock) -> AsyncIterator[HttpSource]:
    """A source that asks it, without patience."""
    options = CollectorOptions(
        url=collector.url + "/",
        key="right",
        platforms=frozenset({"youtube"}),
        timeout_seconds=0.5,
        batch_size=10,
        first_delay_seconds=0.01,
    )
    opened = HttpSource(options, VendorTools(clock, build_outside_calls()))
    yield opened
    await opened.close()


def target(post_id: str) -> Target:
    return Target("youtube", post_id, f"https://www.youtube.com/watch?v={post_id}")


async def collect(source: HttpSource, *ids: str) -> CollectionOutcome:
    outcome = await source.collect([target(post_id) for post_id in ids])
    assert set(outcome.posts) | set(outcome.failures) == set(ids)
    assert not set(outcome.posts) & set(outcome.failures)
    return outcome


def row(post_id: str, **changes: Any) -> dict[str, Any]:
    return {"id": post_id, "creator_key": "a", "creator_name": "A", **changes}


class TestCollect:
    async def test_rows_are_matched_by_id(
        self, source: HttpSource, collector: Collector
    ) -> None:
        outcome = await collect(source, "one", "two", "three")
        assert {k: p.title for k, p in outcome.posts.items()} == {
            "one": "Post one",
            "two": "Post two",
            "three": "Post three",
        }
        assert outcome.posts["two"].url.endswith("v=two")
        assert outcome.calls == 1

    async def test_key_is_sent(self, source: HttpSource, collector: Collector) -> None:
        collector.key = "right"
        assert (await collect(source, "one")).posts

    async def test_wrong_key_is_auth(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.key = "other"
        outcome = await collect(source, "one")
        assert outcome.failures["one"].reason == "auth"
        assert "CUSTOM_SOURCE_KEY" in outcome.failures["one"].message
        assert outcome.calls == 1

    @pytest.mark.parametrize("fault", [429, 500, 503, "cut"])
    async def test_passing_fault_is_tried_again(
        self, source: HttpSource, collector: Collector, fault: int | str
    ) -> None:
        collector.faults.extend([fault, fault])
        outcome = await collect(source, "one")
        assert outcome.posts
        assert (outcome.calls, collector.calls) == (3, 3)

    @pytest.mark.parametrize(
        ("fault", "reason"), [(429, "rate_limited"), (500, "source_unavailable")]
    )
    async def test_lasting_fault_ends_after_three_tries(
        self, source: HttpSource, collector: Collector, fault: int, reason: str
    ) -> None:
        collector.faults.extend([fault] * 9)
        outcome = await collect(source, "one", "two")
        assert {f.reason for f in outcome.failures.values()} == {reason}
        assert collector.calls == 3

    async def test_long_retry_after_is_not_waited_for(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.retry_after = "3600"
        collector.faults.append(429)
        assert (await collect(source, "one")).failures["one"].reason == "rate_limited"
        assert collector.calls == 1

    @pytest.mark.parametrize(
        ("status", "reason"), [(402, "no_credit"), (404, "source_unavailable")]
    )
    async def test_refusal_is_not_tried_again(
        self, source: HttpSource, collector: Collector, status: int, reason: str
    ) -> None:
        collector.faults.append(status)
        assert (await collect(source, "one")).failures["one"].reason == reason
        assert collector.calls == 1

    async def test_slow_answer_is_a_timeout_and_not_repeated(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.slow_seconds = 2
        collector.faults.append("slow")
        assert (await collect(source, "one")).failures["one"].reason == "timeout"
        assert collector.calls == 1

    async def test_body_that_is_no_json_is_malformed(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.faults.append("malformed")
        outcome = await collect(source, "one", "two")
        assert {f.reason for f in outcome.failures.values()} == {"malformed"}

    async def test_nobody_listening_is_named(self, clock: FixedClock) -> None:
        options = CollectorOptions(
            "http://127.0.0.1:9", None, frozenset({"youtube"}), 0.5, 10, 0.01
        )
        source = HttpSource(options, VendorTools(clock, build_outside_calls()))
        outcome = await collect(source, "one")
        await source.close()
        assert outcome.failures["one"].reason == "source_unavailable"
        assert "CUSTOM_SOURCE_URL" in outcome.failures["one"].message

    @pytest.mark.parametrize(
        "changes",
        [
            {"creator_key": ""},
            {"metrics": {"views": -1}},
            {"metrics": {"views": 1.5}},
            {"metrics": {"views": True}},
            {"metrics": {"views": 2**64}},
            {"published_at": "2026-01-01T00:00:00"},
            {"published_at": "yesterday"},
            {"duration_seconds": "NaN"},
            {"media": [{"kind": "image", "url": "file:///etc/passwd"}]},
            {"media": [{"kind": "page", "url": "https://a.example/"}]},
            {"transcript_segments": [{"start_seconds": -1, "text": "x"}]},
            {"title": 5},
        ],
    )
    async def test_row_that_cannot_be_read_fails_alone(
        self, source: HttpSource, collector: Collector, changes: dict[str, Any]
    ) -> None:
        collector.rows["bad"] = row("bad", **changes)
        outcome = await collect(source, "good", "bad")
        assert outcome.posts["good"].title == "Post good"
        assert outcome.failures["bad"].reason == "malformed"

    @pytest.mark.parametrize("answered", [5, None, [], {"id": 7}, {"id": "other"}, {}])
    async def test_row_without_a_known_id_answers_nobody(
        self, source: HttpSource, collector: Collector, answered: object
    ) -> None:
        collector.rows["one"] = answered
        outcome = await collect(source, "one", "two")
        assert outcome.failures["one"].reason == "malformed"
        assert list(outcome.posts) == ["two"]

    async def test_post_not_mentioned_is_malformed(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.silent.add("two")
        outcome = await collect(source, "one", "two")
        assert outcome.failures["two"].reason == "malformed"

    async def test_unknown_reason_is_malformed(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.refuse("one", "mood")
        assert (await collect(source, "one")).failures["one"].reason == "malformed"

    async def test_moment_to_come_is_now(
        self, source: HttpSource, collector: Collector, clock: FixedClock
    ) -> None:
        collector.rows["one"] = row("one", as_of="2999-01-01T00:00:00Z")
        assert (await collect(source, "one")).posts["one"].as_of == clock.now()

    async def test_nul_in_texts_is_dropped(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.rows["one"] = row("one", creator_name="A\x00da")
        assert (await collect(source, "one")).posts["one"].creator_name == "Ada"


CREATOR = CreatorTarget("youtube", "collected-creator", handle="cc")


class TestListRecent:
    async def test_newest_posts_of_the_creator_are_listed(
        self, source: HttpSource, collector: Collector
    ) -> None:
        ids = [f"recent{n:04d}A" for n in range(4)]
        collector.recent = {"collected-creator": ids}
        outcome = await source.list_recent(CREATOR, 3)
        assert sorted(outcome.posts) == ids[:3]
        assert outcome.posts[ids[0]].url == f"https://www.youtube.com/watch?v={ids[0]}"
        assert (outcome.failures, outcome.calls) == ({}, 1)

    @pytest.mark.parametrize(
        "answered",
        [
            5,
            None,
            {"id": "recent0001A"},
            {"id": "no id of youtube", "creator_key": "collected-creator"},
            {"id": "recent0001A", "creator_key": "else", "creator_name": "E"},
        ],
    )
    async def test_row_that_is_no_post_of_the_creator_is_left_out(
        self, source: HttpSource, collector: Collector, answered: object
    ) -> None:
        collector.recent = {"collected-creator": ["recent0001A", "recent0002A"]}
        collector.rows["recent0001A"] = answered
        outcome = await source.list_recent(CREATOR, 10)
        assert list(outcome.posts) == ["recent0002A"]

    async def test_collector_without_that_route_is_no_way(
        self, source: HttpSource, collector: Collector
    ) -> None:
        outcome = await source.list_recent(CREATOR, 10)
        failure = outcome.failures[CREATOR.name]
        assert failure.reason == "source_unavailable"
        assert "lists no account" in failure.message

    async def test_creator_has_a_reason_of_his_own(
        self, source: HttpSource, collector: Collector
    ) -> None:
        collector.recent = {CREATOR.name: [CREATOR.name]}
        collector.refuse(CREATOR.name, "private")
        outcome = await source.list_recent(CREATOR, 10)
        assert outcome.failures[CREATOR.name].reason == "private"


class TestAccepts:
    def test_invented_posts_are_not_asked_for(self, source: HttpSource) -> None:
        assert not source.accepts(target("demo-varnholm-001"))
        assert source.accepts(target("demo-varnhA"))

    def test_invented_creators_are_not_asked_for(self, source: HttpSource) -> None:
        assert not source.accepts_creator(CreatorTarget("x", "demo-tarnfield"))
        assert source.accepts_creator(CREATOR)
