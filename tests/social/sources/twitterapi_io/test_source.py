"""TwitterAPI.io as a source, and what it may do wrong."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.social.sources.source import CollectionOutcome, CreatorTarget, Target
from services.social.sources.twitterapi_io.source import TwitterApiSource
from tests.emulators.twitterapi_io import NEWEST, TwitterApi
from tests.emulators.twitterapi_io_tweets import build_tweet, build_tweet_id
from tests.social.sources.twitterapi_io.conftest import BuildSource

IDS = [build_tweet_id(NEWEST, number) for number in range(120)]
ADA = CreatorTarget("x", creator_key="ada_l", handle="Ada_L")


def target(post_id: str) -> Target:
    return Target("x", post_id, f"https://x.com/i/status/{post_id}")


async def collect(source: TwitterApiSource, *ids: str) -> CollectionOutcome:
    outcome = await source.collect([target(post_id) for post_id in ids])
    assert set(outcome.posts) | set(outcome.failures) == set(ids)
    assert not set(outcome.posts) & set(outcome.failures)
    return outcome


class TestCollect:
    async def test_hundred_posts_take_one_call(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        outcome = await collect(build_source(), *IDS[:100])
        assert all(k == p.platform_post_id for k, p in outcome.posts.items())
        assert len(outcome.posts) == 100
        assert (outcome.calls, outcome.cost_micro_usd) == (1, 15_000)
        assert api.spent == 1_500

    async def test_what_is_left_out_is_not_found(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.missing = {IDS[1]}
        outcome = await collect(build_source(), *IDS[:3])
        assert list(outcome.failures) == [IDS[1]]
        assert outcome.failures[IDS[1]].reason == "not_found"
        assert "deleted" in outcome.failures[IDS[1]].message

    async def test_empty_answer_costs_as_much_as_a_post(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.missing = {IDS[0]}
        assert (await collect(build_source(), IDS[0])).cost_micro_usd == 150

    async def test_ids_beyond_what_numbers_hold_are_told_apart(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.numeric_ids = True
        outcome = await collect(build_source(), *IDS[:20])
        assert len({post.content for post in outcome.posts.values()}) == 20

    @pytest.mark.parametrize("row", [5, None, [], {}, {"id": 1.5}, {"id": "77"}])
    async def test_row_of_nobody_asked_for_is_nobodys(
        self, api: TwitterApi, build_source: BuildSource, row: object
    ) -> None:
        api.rows[IDS[0]] = row
        outcome = await collect(build_source(), *IDS[:2])
        assert (list(outcome.posts), list(outcome.failures)) == ([IDS[1]], [IDS[0]])

    async def test_row_that_cannot_be_read_fails_alone(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.change(IDS[0], author=None)
        outcome = await collect(build_source(), *IDS[:2])
        assert outcome.failures[IDS[0]].reason == "malformed"
        assert "account" in outcome.failures[IDS[0]].message
        assert list(outcome.posts) == [IDS[1]]

    async def test_space_is_not_asked_for(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        outcome = await collect(build_source(), "1vOGwMdBqpwGB", IDS[0])
        assert outcome.failures["1vOGwMdBqpwGB"].reason == "source_unavailable"
        assert api.calls_of("tweets") == [{"tweet_ids": IDS[0]}]
        api.calls.clear()
        await collect(build_source(), "event-1")
        assert api.calls == []


class TestFailures:
    @pytest.mark.parametrize("fault", [429, 500, 503, "cut"])
    async def test_passing_fault_is_tried_again(
        self, api: TwitterApi, build_source: BuildSource, fault: int | str
    ) -> None:
        api.faults.append(fault)
        outcome = await collect(build_source(), IDS[0])
        assert (list(outcome.posts), outcome.calls) == ([IDS[0]], 2)

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            (429, "rate_limited"),
            (500, "source_unavailable"),
            (400, "source_unavailable"),
            ("malformed", "malformed"),
            ("empty", "malformed"),
            ("endless", "malformed"),
            ("slow", "timeout"),
            ("status_error", "source_unavailable"),
        ],
    )
    async def test_lasting_fault_is_named_on_each_post(
        self, api: TwitterApi, build_source: BuildSource, fault: int | str, reason: str
    ) -> None:
        api.faults.extend([fault] * 9)
        outcome = await collect(build_source(), *IDS[:2])
        assert [f.reason for f in outcome.failures.values()] == [reason] * 2
        assert all("TwitterAPI.io" in f.message for f in outcome.failures.values())
        assert outcome.calls == len(api.calls)

    async def test_wrong_key_is_named(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        outcome = await collect(build_source(key="wrong"), IDS[0])
        assert outcome.failures[IDS[0]].reason == "auth"
        assert "TWITTERAPI_KEY" in outcome.failures[IDS[0]].message
        assert "wrong" not in outcome.failures[IDS[0]].message
        assert len(api.calls) == 1

    async def test_balance_at_its_end_is_no_credit(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.credits = 15
        source = build_source()
        assert (await collect(source, IDS[0])).posts
        outcome = await collect(source, IDS[1])
        # It says Unauthorized, which it is not about.
        assert outcome.failures[IDS[1]].reason == "no_credit"
        assert len(api.calls) == 2

    async def test_calls_keep_to_the_rate(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.per_second, api.key = 3, "counted by itself"
        source = build_source(requests_per_second=3)
        for post_id in IDS[:4]:
            assert (await collect(source, post_id)).posts
        assert api.refused_at_the_door == 0


class TestReplies:
    async def test_replies_come_as_comments(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.change(IDS[0], replyCount=45)
        api.change(IDS[1], replyCount=0)
        outcome = await collect(build_source(30), *IDS[:2])
        comments = outcome.posts[IDS[0]].comments
        assert len({c.platform_comment_id for c in comments}) == len(comments) == 30
        assert comments[0].text.startswith("Reply ")
        assert outcome.posts[IDS[1]].comments == ()
        assert [q["tweetId"] for q in api.calls_of("tweet/replies/v2")] == [IDS[0]] * 2
        # Two posts, two pages of 20.
        assert (outcome.calls, outcome.cost_micro_usd) == (3, 42 * 150)

    async def test_posts_stand_without_replies_that_cannot_be_had(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        for post_id in IDS[:20]:
            api.change(post_id, replyCount=3)
        api.credits = 1
        outcome = await collect(build_source(20), *IDS[:20])
        assert len(outcome.posts) == 20
        assert not any(post.comments for post in outcome.posts.values())
        assert len(api.calls) < 12

    async def test_pages_without_end_end(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.change(IDS[0], replyCount=3)
        api.never_ends = True
        outcome = await collect(build_source(200), IDS[0])
        assert len(outcome.posts[IDS[0]].comments) == 3
        assert len(api.calls_of("tweet/replies/v2")) == 2


class TestListRecent:
    @pytest.mark.parametrize("form", ["live", "documented", "bare"])
    async def test_newest_come_first_in_every_form(
        self, api: TwitterApi, build_source: BuildSource, form: str
    ) -> None:
        api.form = form
        outcome = await build_source().list_recent(ADA, 30)
        assert list(outcome.posts) == api.timeline_of("Ada_L")[:30]
        assert {p.creator_key for p in outcome.posts.values()} == {"ada_l"}
        assert (outcome.calls, outcome.cost_micro_usd) == (2, 40 * 150)
        assert not outcome.failures

    async def test_number_is_asked_for_once_it_is_known(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        source = build_source()
        api.authors[IDS[0]] = "Ada_L"
        await collect(source, IDS[0])
        await source.list_recent(ADA, 5)
        [asked] = api.calls_of("user/last_tweets")
        assert "userName" not in asked
        assert asked["userId"].isdecimal()

    async def test_what_is_not_its_own_is_left_out(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        ids = api.timeline_of("Ada_L")
        passed_on = build_tweet("5", "NASA", api.url)
        api.change(ids[0], isRetweet=True, retweeted_tweet=passed_on)
        api.change(ids[1], isReply=True)
        api.change(ids[2], author=passed_on["author"])
        api.change(ids[40], isPinned=True)
        outcome = await build_source().list_recent(ADA, 10)
        assert list(outcome.posts) == ids[3:13]

    async def test_pinned_one_that_is_old_is_not_newest(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.form = "documented"
        ids = api.timeline_of("Ada_L")
        api.change(ids[40], isPinned=True)
        outcome = await build_source().list_recent(ADA, 10)
        assert list(outcome.posts) == ids[:10]

    @pytest.mark.parametrize("switch", ["never_ends", "repeats_cursor"])
    async def test_pages_without_end_end(
        self, api: TwitterApi, build_source: BuildSource, switch: str
    ) -> None:
        api.lengths["ada_l"] = 45
        api.set(switch, True)
        outcome = await build_source().list_recent(ADA, 200)
        assert set(outcome.posts) <= set(api.timeline_of("Ada_L"))
        assert len(api.calls) <= 4

    @pytest.mark.parametrize(
        ("switch", "reason"),
        [
            ("nobody", "not_found"),
            ("suspended", "not_found"),
            ("protected", "private"),
        ],
    )
    async def test_account_that_shows_nothing_is_named(
        self, api: TwitterApi, build_source: BuildSource, switch: str, reason: str
    ) -> None:
        api.set(switch, ["ada_l"])
        outcome = await build_source().list_recent(ADA, 5)
        assert outcome.failures["ada_l"].reason == reason
        assert not outcome.posts

    async def test_first_page_stands_if_the_second_fails(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.credits = 1
        outcome = await build_source().list_recent(ADA, 40)
        assert (len(outcome.posts), outcome.failures) == (20, {})

    async def test_account_without_posts_has_none(
        self, api: TwitterApi, build_source: BuildSource
    ) -> None:
        api.lengths["ada_l"] = 0
        outcome = await build_source().list_recent(ADA, 5)
        assert (outcome.posts, outcome.failures) == ({}, {})

    @pytest.mark.parametrize(
        ("creator", "is_taken"),
        [
            (CreatorTarget("x", handle="@Ada_L"), True),
            (CreatorTarget("x", url="https://x.com/Ada_L"), True),
            (CreatorTarget("x", creator_key="no handle"), False),
            (CreatorTarget("x", url="https://youtube.com/@Ada_L"), False),
        ],
    )
    async def test_account_is_found_by_any_of_its_names(
        self,
        api: TwitterApi,
        build_source: BuildSource,
        creator: CreatorTarget,
        is_taken: bool,
    ) -> None:
        source = build_source()
        assert source.accepts_creator(creator) == is_taken
        outcome = await source.list_recent(creator, 3)
        assert len(outcome.posts) == (3 if is_taken else 0)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "tweets", "data", "author", "text", "status", "msg"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
ROWS = st.builds(
    lambda place, changes: {**build_tweet(IDS[place], "Ada_L", "http://a"), **changes},
    st.integers(0, 4),
    st.dictionaries(st.sampled_from(["author", "text", "replyCount"]), ANYTHING),
)
BODIES = st.fixed_dictionaries(
    {"tweets": st.lists(ROWS | ANYTHING, max_size=5)},
    optional=dict.fromkeys(("status", "data", "has_next_page"), ANYTHING),
)


class TestWhateverIsAnswered:
    @given(body=BODIES | ANYTHING)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_each_post_ends_with_a_post_or_a_reason(
        self, api: TwitterApi, build_source: BuildSource, body: Any
    ) -> None:
        api.body = body
        source = build_source(20)
        outcome = await collect(source, *IDS[:3])
        assert all(f.message for f in outcome.failures.values())
        listed = await source.list_recent(ADA, 5)
        assert set(listed.failures) <= {"ada_l"}
