"""Posts of Instagram by way of Bright Data, and each of its traps."""

from collections import deque
from datetime import UTC, datetime
from typing import Any

import pytest

from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.contracts.social import PostMetrics
from services.social.sources.brightdata.source import BrightDataSource
from tests.emulators.brightdata import BrightData
from tests.emulators.brightdata_pages import COMMENTS, POSTS, REELS
from tests.social.sources.brightdata.asking import (
    ONE,
    THREE,
    TWO,
    collect,
    target,
)
from tests.social.sources.brightdata.conftest import MakeSource


class TestPosts:
    async def test_post_is_mapped(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.rows[ONE] = {
            "likes": 254301,
            "num_comments": 1203,
            "date_posted": "2026-08-13T15:02:11.000Z",
        }
        post = (await collect(source, ONE)).posts[ONE]
        assert post.url == f"https://www.instagram.com/p/{ONE}/"
        assert (post.creator_key, post.username, post.kind) == (
            "nasa",
            "nasa",
            "carousel",
        )
        assert post.content == f"Post {ONE} #emulated"
        assert post.published_at == datetime(2026, 8, 13, 15, 2, 11, tzinfo=UTC)
        assert post.as_of == datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
        assert post.metrics == PostMetrics(
            likes=254301, comments=1203, followers=97_000_000
        )
        # In the order of their index, each once, without a thumbnail beside them.
        media = [(m.kind, m.source_url.rpartition("-")[2]) for m in post.media]
        assert media == [("image", "0.png"), ("image", "1.png")]
        [comment] = post.comments
        assert (comment.author, comment.text, comment.likes) == ("ada", "Wow", 3)

    async def test_reel_is_asked_for_as_one(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        outcome = await source.collect([target(ONE, "reel"), target(TWO)])
        reel = outcome.posts[ONE]
        assert (reel.kind, reel.duration_seconds) == ("reel", 31.5)
        assert reel.metrics.views is not None
        assert reel.metrics.views >= 5_000
        assert [m.kind for m in reel.media] == ["video", "thumbnail"]
        assert sorted(brightdata.jobs) == sorted([(POSTS, [TWO]), (REELS, [ONE])])

    async def test_rows_are_matched_by_input(self, source: BrightDataSource) -> None:
        outcome = await collect(source, ONE, TWO, THREE)
        assert {k: p.content for k, p in outcome.posts.items()} == {
            code: f"Post {code} #emulated" for code in (ONE, TWO, THREE)
        }

    @pytest.mark.parametrize(
        ("changes", "metrics"),
        [
            ({"likes": None}, {"likes": None}),
            ({"likes": -1}, {"likes": None}),
            ({"likes": 0}, {"likes": 0}),
            ({"views": 7, "video_view_count": 9}, {"views": 7}),
            ({"video_play_count": 8, "views": 7}, {"views": 8}),
            ({"num_comments": "12"}, {"comments": 12}),
            ({"followers": 1.5}, {"followers": None}),
        ],
    )
    async def test_what_is_hidden_is_not_known(
        self,
        make_source: MakeSource,
        brightdata: BrightData,
        changes: dict[str, Any],
        metrics: dict[str, Any],
    ) -> None:
        brightdata.rows[ONE] = changes
        post = (await collect(make_source(brightdata_sync_urls=1), ONE)).posts[ONE]
        assert metrics.items() <= post.metrics.model_dump().items()

    async def test_story_is_not_asked_for(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        outcome = await collect(source, ONE, kind="story")
        assert outcome.failures[ONE].reason == "source_unavailable"
        assert not brightdata.jobs


class TestJobs:
    @pytest.mark.parametrize("form", ["array", "object", "lines"])
    async def test_every_form_of_a_body_is_read(
        self, source: BrightDataSource, brightdata: BrightData, form: Any
    ) -> None:
        brightdata.form = form
        assert (await collect(source, ONE)).posts

    async def test_job_is_waited_for_through_all_its_states(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.states = ["404", "starting", "building", "digesting", "", "running"]
        brightdata.not_ready = 2
        outcome = await collect(source, ONE)
        assert outcome.posts
        assert outcome.calls == sum(brightdata.calls.values())
        assert brightdata.asked_about(ONE) == 1

    @pytest.mark.parametrize("state", ["failed", "canceled"])
    async def test_job_that_failed_is_asked_for_anew_next_time(
        self, source: BrightDataSource, brightdata: BrightData, state: str
    ) -> None:
        brightdata.states = ["running", state]
        outcome = await collect(source, ONE)
        assert outcome.failures[ONE].reason == "source_unavailable"
        brightdata.states = []
        assert (await collect(source, ONE)).posts

    async def test_synchronous_question_is_one_call(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        source = make_source(brightdata_sync_urls=2)
        assert (await collect(source, ONE, TWO)).calls == 1
        await collect(source, ONE, TWO, THREE)  # more than that are a job
        assert brightdata.calls == {"scrape": 1, "trigger": 1} | {
            name: brightdata.calls[name] for name in ("progress", "snapshot")
        }

    async def test_synchronous_question_that_takes_long_becomes_a_job(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.is_slow = True
        source = make_source(brightdata_sync_urls=2)
        outcome = await collect(source, ONE)
        assert outcome.posts
        assert brightdata.asked_about(ONE) == 1

    async def test_costs_are_those_of_rows_without_error(
        self,
        source: BrightDataSource,
        brightdata: BrightData,
        entries: list[ExternalCallEntry],
    ) -> None:
        brightdata.errors[TWO] = "dead_page"
        outcome = await collect(source, ONE, TWO, THREE)
        assert outcome.cost_micro_usd == 2 * 1500 == brightdata.paid_rows * 1500
        assert sum(entry.cost_micro_usd for entry in entries) == 3000
        assert {entry.operation for entry in entries} == {
            "trigger",
            "progress",
            "snapshot",
        }


class TestFailures:
    @pytest.mark.parametrize(
        ("code", "text", "reason"),
        [
            ("dead_page", None, "not_found"),
            ("dead_page", "This account is private", "private"),
            ("dead_page", "Restricted: 18+ only", "age_restricted"),
            ("bad_input", None, "malformed"),
            ("parse_error", None, "malformed"),
            ("blocked", None, "blocked"),
            ("timeout", None, "timeout"),
            ("crawl_failed", None, "source_unavailable"),
            ("crawl_error", None, "source_unavailable"),
            ("never_heard_of", None, "source_unavailable"),
        ],
    )
    async def test_row_of_an_error_fails_its_post_alone(
        self,
        make_source: MakeSource,
        brightdata: BrightData,
        code: str,
        text: str | None,
        reason: str,
    ) -> None:
        brightdata.errors[TWO] = code
        if text:
            brightdata.texts[TWO] = text
        outcome = await collect(make_source(brightdata_sync_urls=3), ONE, TWO, THREE)
        assert (outcome.failures[TWO].reason, len(outcome.posts)) == (reason, 2)
        assert outcome.failures[TWO].message

    @pytest.mark.parametrize(
        ("code", "jobs"),
        [("blocked", 2), ("timeout", 2), ("crawl_error", 2), ("dead_page", 1)],
    )
    async def test_only_what_may_pass_is_asked_for_once_more(
        self, source: BrightDataSource, brightdata: BrightData, code: str, jobs: int
    ) -> None:
        brightdata.errors[TWO] = code
        await collect(source, ONE, TWO)
        assert (brightdata.asked_about(TWO), brightdata.asked_about(ONE)) == (jobs, 1)

    async def test_second_job_may_find_it(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.errors_once[TWO] = "blocked"
        assert len((await collect(source, ONE, TWO)).posts) == 2

    async def test_post_that_no_row_is_about_is_malformed(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.silent.add(TWO)
        outcome = await collect(source, ONE, TWO)
        assert outcome.failures[TWO].reason == "malformed"
        assert list(outcome.posts) == [ONE]

    async def test_row_of_another_post_is_believed_by_nobody(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.rows[TWO] = {
            "url": f"https://www.instagram.com/p/{THREE}/",
            "shortcode": THREE,
        }
        outcome = await collect(source, ONE, TWO)
        assert outcome.failures[TWO].reason == "malformed"
        assert "another post" in outcome.failures[TWO].message

    @pytest.mark.parametrize(
        ("status", "reason", "words"),
        [
            (400, "malformed", "refused"),
            (401, "auth", "BRIGHTDATA_API_KEY"),
            (402, "no_credit", "top it up"),
            (404, "source_unavailable", "Bright Data"),
        ],
    )
    async def test_refusal_with_plain_text_is_final(
        self,
        source: BrightDataSource,
        brightdata: BrightData,
        status: int,
        reason: str,
        words: str,
    ) -> None:
        brightdata.faults.append(status)
        outcome = await collect(source, ONE, TWO)
        assert {f.reason for f in outcome.failures.values()} == {reason}
        assert words in outcome.failures[ONE].message
        assert outcome.calls == 1

    async def test_wrong_key_is_named(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        brightdata.key = "another"
        failure = (await collect(source, ONE)).failures[ONE]
        assert (failure.reason, "BRIGHTDATA_API_KEY" in failure.message) == (
            "auth",
            True,
        )

    @pytest.mark.parametrize("fault", [500, 503, 429, "malformed", "truncated", "cut"])
    async def test_faults_while_it_is_waited_for_are_waited_out(
        self, source: BrightDataSource, brightdata: BrightData, fault: int | str
    ) -> None:
        brightdata.faults_of = {"progress": deque([fault]), "snapshot": deque([fault])}
        assert (await collect(source, ONE)).posts
        assert brightdata.asked_about(ONE) == 1

    async def test_refused_as_one_too_many_nobody_is_locked_out(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.faults.extend([429] * 100)
        sources = [make_source(brightdata_patience_seconds=0.2) for _ in range(2)]
        for _ in range(10):
            for each in sources:
                failure = (await collect(each, ONE)).failures[ONE]
                assert failure.reason == "rate_limited"
        # Two processes: five strikes between them, and one each that hears of it last.
        assert len(brightdata.refusals) <= 7
        assert not brightdata.is_locked_out


class TestComments:
    async def test_more_comments_are_fetched_up_to_a_bound(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        source = make_source(brightdata_comments_per_post=3)
        outcome = await collect(source, ONE, TWO)
        assert [len(p.comments) for p in outcome.posts.values()] == [3, 3]
        assert outcome.posts[ONE].comments[1].text.endswith(f"on {ONE}")
        assert brightdata.queries[-1]["limit_per_input"] == "3"
        assert outcome.cost_micro_usd == (2 + 6) * 1500

    async def test_comments_that_cannot_be_had_harm_no_post(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.fails_comments = True
        outcome = await collect(make_source(brightdata_comments_per_post=3), ONE)
        assert [dataset for dataset, _ in brightdata.jobs] == [POSTS, COMMENTS]
        assert len(outcome.posts[ONE].comments) == 1  # what came along with it

    async def test_post_without_comments_costs_none(
        self, make_source: MakeSource, brightdata: BrightData
    ) -> None:
        brightdata.rows[ONE] = {"num_comments": 0, "latest_comments": None}
        await collect(make_source(brightdata_comments_per_post=3), ONE)
        assert [dataset for dataset, _ in brightdata.jobs] == [POSTS]
