"""Which source is asked, and what for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from libs.common.clock import FixedClock
from libs.common.contracts.social import FailureReason
from services.social.sources.demo_source import DemoSource
from services.social.sources.registry import ChainOutcome, SourceRegistry
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)
from tests.factories.social import build_post


@dataclass
class FakeSource:
    """Knows some ids; fails the others for one reason."""

    name: str
    knows: set[str]
    reason: FailureReason = "timeout"
    platforms: frozenset[str] = frozenset({"youtube"})
    batch_size: int = 5
    asked: list[list[str]] = field(default_factory=list)

    def accepts(self, target: Target) -> bool:
        return not target.post_id.startswith("-")

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        ids = [target.post_id for target in targets]
        self.asked.append(ids)
        outcome = CollectionOutcome(calls=1, cost_micro_usd=10)
        for post_id in ids:
            if post_id in self.knows:
                outcome.posts[post_id] = build_post(platform_post_id=post_id)
            else:
                outcome.failures[post_id] = Failure(self.reason, self.name)
        return outcome

    async def close(self) -> None:
        self.asked.clear()


@dataclass
class FakeCreatorSource(FakeSource):
    """Lists what it knows; fails for its reason where it knows nothing."""

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        return not creator.name.startswith("-")

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        self.asked.append([creator.name])
        outcome = CollectionOutcome(calls=1, cost_micro_usd=10)
        for post_id in sorted(self.knows)[:most]:
            outcome.posts[post_id] = build_post(platform_post_id=post_id)
        if not self.knows:
            outcome.failures[creator.name] = Failure(self.reason, self.name)
        return outcome


def targets(*ids: str, platform: str = "youtube") -> list[Target]:
    return [Target(platform, post_id, "") for post_id in ids]


class TestCollect:
    async def test_second_source_gets_what_the_first_could_not_look_at(self) -> None:
        first, second = FakeSource("first", {"a"}), FakeSource("second", {"b"})
        outcome = await SourceRegistry([first, second]).collect(targets("a", "b", "c"))
        assert second.asked == [["b", "c"]]
        assert {k: name for k, (name, _) in outcome.posts.items()} == {
            "a": "first",
            "b": "second",
        }
        assert outcome.failures["c"].message == "first: first second: second"
        assert (outcome.calls, outcome.cost_micro_usd) == (2, 20)

    async def test_definite_answer_ends_the_chain(self) -> None:
        first = FakeSource("first", set(), reason="private")
        second = FakeSource("second", {"a"})
        outcome = await SourceRegistry([first, second]).collect(targets("a"))
        assert outcome.failures["a"].reason == "private"
        assert second.asked == []

    async def test_platform_without_source_names_the_setting(self) -> None:
        source = FakeSource("only", {"a"})
        found = await SourceRegistry([source]).collect(targets("a", platform="x"))
        assert found.failures["a"].reason == "source_unavailable"
        assert "posts of X" in found.failures["a"].message
        assert source.asked == []

    @pytest.mark.parametrize(
        ("platform", "ways"),
        [
            ("instagram", ["BRIGHTDATA_API_KEY", "CUSTOM_SOURCE_URL"]),
            ("x", ["TWITTERAPI_KEY", "CUSTOM_SOURCE_URL"]),
            ("youtube", ["YOUTUBE_API_KEY", "YTDLP_ENABLED", "CUSTOM_SOURCE_URL"]),
            ("tiktok", ["import your own posts"]),
        ],
    )
    async def test_platform_without_source_names_all_ways_to_have_one(
        self, platform: str, ways: list[str]
    ) -> None:
        found = await SourceRegistry([]).collect(targets("a", platform=platform))
        message = found.failures["a"].message
        places = [message.index(way) for way in [*ways, "import your own posts"]]
        assert places == sorted(places)

    async def test_source_of_other_platforms_is_told_to_take_this_one(self) -> None:
        own = FakeSource("custom", {"a"})
        found = await SourceRegistry([own]).collect(targets("a", platform="x"))
        assert "set CUSTOM_SOURCE_PLATFORMS" in found.failures["a"].message
        assert "CUSTOM_SOURCE_URL" not in found.failures["a"].message

    async def test_source_is_not_asked_for_what_it_does_not_accept(self) -> None:
        source = FakeSource("only", {"-a"})
        found = await SourceRegistry([source]).collect(targets("-a"))
        assert (found.failures["-a"].reason, source.asked) == ("source_unavailable", [])


class TestListRecent:
    CREATOR = CreatorTarget("youtube", "ada")

    async def test_next_source_lists_what_the_first_could_not(self) -> None:
        first = FakeCreatorSource("first", set())
        second = FakeCreatorSource("second", {"a", "b", "c"})
        plain = FakeSource("plain", {"z"})
        registry = SourceRegistry([plain, first, second])
        outcome = await registry.list_recent(self.CREATOR, 2)
        assert {k: name for k, (name, _) in outcome.posts.items()} == {
            "a": "second",
            "b": "second",
        }
        assert (outcome.failures, outcome.calls) == ({}, 2)

    async def test_definite_answer_ends_the_chain(self) -> None:
        first = FakeCreatorSource("first", set(), reason="private")
        second = FakeCreatorSource("second", {"a"})
        registry = SourceRegistry([first, second])
        outcome = await registry.list_recent(self.CREATOR, 2)
        assert outcome.failures["ada"].reason == "private"
        assert second.asked == []

    async def test_nobody_who_lists_is_a_missing_source(self) -> None:
        registry = SourceRegistry([FakeSource("plain", {"a"})])
        outcome = await registry.list_recent(self.CREATOR, 2)
        assert outcome.failures["ada"].reason == "source_unavailable"

    async def test_demo_lists_its_own_creators_newest_first(
        self, clock: FixedClock
    ) -> None:
        creator = CreatorTarget("youtube", "demo-varnholm")
        registry = SourceRegistry([DemoSource(clock)])
        outcome = await registry.list_recent(creator, 5)
        times = [post.published_at for _, post in outcome.posts.values()]
        assert len(times) == 5
        assert times == sorted(times, key=lambda at: at or clock.now(), reverse=True)
        assert {p.creator_key for _, p in outcome.posts.values()} == {"demo-varnholm"}
        nobody = CreatorTarget("youtube", "demo-nobody")
        failed = await registry.list_recent(nobody, 5)
        assert failed.failures["demo-nobody"].reason == "not_found"


class TestBatches:
    async def test_each_source_is_given_as_many_as_it_takes(self) -> None:
        own = FakeSource("custom", {"1", "2"}, batch_size=2)
        large = FakeSource("large", {"3", "4", "5"})
        registry = SourceRegistry([own, large])
        found = targets("1", "2", "3", "4", "5")
        assert registry.batch_size(found[0]) == 5
        outcome = await registry.collect(found)
        assert sorted(own.asked) == [["1", "2"], ["3", "4"], ["5"]]
        assert large.asked == [["3", "4", "5"]]
        assert len(outcome.posts) == 5
        assert (outcome.calls, outcome.cost_micro_usd) == (4, 40)

    async def test_what_is_settled_is_handed_over_at_once(self) -> None:
        own = FakeSource("custom", {"1", "2"}, batch_size=2)
        last = FakeSource("last", {"3"})
        parts: list[tuple[list[str], list[str], int, int]] = []

        async def keep(part: ChainOutcome) -> None:
            parts.append(
                (list(part.posts), list(part.failures), part.calls, len(last.asked))
            )

        asked = [*targets("1", "2", "3", "4"), *targets("-5")]
        await SourceRegistry([own, last]).collect_by_parts(asked, keep)
        assert parts == [
            ([], ["-5"], 0, 0),
            (["1", "2"], [], 1, 0),
            # Paid for, though nothing came of it yet.
            ([], [], 1, 0),
            (["3"], ["4"], 1, 1),
        ]


class TestJoinedReasons:
    async def test_all_who_were_asked_are_named_and_the_last_one_decides(self) -> None:
        first = FakeSource("youtube_api", set(), reason="auth")
        last = FakeSource("yt-dlp", set(), reason="blocked")
        with capture_logs() as logs:
            outcome = await SourceRegistry([first, last]).collect(targets("a", "b"))
        failure = outcome.failures["a"]
        assert failure.reason == "blocked"
        assert failure.message == "YouTube's API: youtube_api yt-dlp: yt-dlp"
        [line] = [each for each in logs if each["event"] == "posts_passed_on"]
        assert (line["source"], line["reason"], line["posts"]) == (
            "youtube_api",
            "auth",
            2,
        )

    async def test_wrong_key_is_logged_though_the_next_source_knows_the_post(
        self,
    ) -> None:
        first = FakeSource("youtube_api", set(), reason="auth")
        with capture_logs() as logs:
            registry = SourceRegistry([first, FakeSource("yt-dlp", {"a"})])
            outcome = await registry.collect(targets("a"))
        assert list(outcome.posts) == ["a"]
        assert [line["message"] for line in logs] == ["youtube_api"]

    async def test_creator_that_nobody_lists_names_all_who_were_asked(self) -> None:
        first = FakeCreatorSource("youtube_api", set(), reason="auth")
        last = FakeCreatorSource("yt-dlp", set(), reason="blocked")
        creator = CreatorTarget("youtube", "ada")
        outcome = await SourceRegistry([first, last]).list_recent(creator, 2)
        failure = outcome.failures["ada"]
        assert (failure.reason, failure.message) == (
            "blocked",
            "YouTube's API: youtube_api yt-dlp: yt-dlp",
        )


class TestLyingSource:
    async def test_post_that_it_does_not_mention_has_failed(self) -> None:
        @dataclass
        class Silent(FakeSource):
            async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
                return CollectionOutcome({"other": build_post()})

        outcome = await SourceRegistry([Silent("it", set())]).collect(targets("a"))
        assert (list(outcome.posts), list(outcome.failures)) == ([], ["a"])
        assert outcome.failures["a"].reason == "malformed"
