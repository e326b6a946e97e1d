"""From a post in the form of TwitterAPI.io to ours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.contracts.social import PostMetrics
from libs.common.post_urls import PostUrl, parse_post_url
from services.social.imports.archives.x.posts import TweetContext, TweetReader
from services.social.sources.collected_post import CollectedComment, CollectedPost
from services.social.sources.twitterapi_io.posts import (
    Unreadable,
    build_comment,
    build_post,
)
from tests.emulators.twitterapi_io_tweets import (
    build_picture,
    build_tweet,
    build_tweet_id,
    build_user,
    build_video,
)
from tests.factories.social import NOON
from tests.social.imports.archives.x import building as archive

ID = build_tweet_id(NOON - timedelta(days=3), 7)
HOST = "https://media.example"


def tweet(**changes: Any) -> dict[str, Any]:
    return build_tweet(ID, "Ada_L", HOST, **changes)


def build(most_video_bytes: int = 10**9, **changes: Any) -> CollectedPost:
    return build_post(tweet(**changes), NOON, most_video_bytes)


class TestIdentity:
    def test_address_is_the_one_that_links_are_read_to(self) -> None:
        read = parse_post_url(f"https://twitter.com/Ada_L/status/{ID}")
        assert isinstance(read, PostUrl)
        post = build()
        assert (post.url, post.platform_post_id) == (read.canonical_url, read.id)

    def test_account_is_called_as_in_its_archive(self) -> None:
        reader = TweetReader(TweetContext("Ada_L", NOON, display_name="Ada"))
        imported = reader.read(archive.build_tweet())
        assert isinstance(imported, CollectedPost)
        collected = build()
        assert collected.creator_key == imported.creator_key == "ada_l"
        assert (collected.username, imported.username) == ("Ada_L", "Ada_L")

    @pytest.mark.parametrize("told", [int(ID), ID])
    def test_all_digits_of_an_id_are_kept(self, told: int | str) -> None:
        assert build(id=told).platform_post_id == ID

    @pytest.mark.parametrize("told", [float(ID), None, True, "x", "-5", [], "1" * 30])
    def test_id_that_is_none_is_refused(self, told: object) -> None:
        with pytest.raises(Unreadable, match="id"):
            build(id=told)

    @pytest.mark.parametrize("told", [None, {}, [], {"userName": "a b"}, {"id": "1"}])
    def test_post_of_nobody_is_refused(self, told: object) -> None:
        with pytest.raises(Unreadable, match="account"):
            build(author=told)


class TestMetrics:
    def test_names_are_ours(self) -> None:
        counts = {"retweetCount": 512, "quoteCount": 31, "replyCount": 83}
        post = build(**counts, likeCount=4120, viewCount=310_233, bookmarkCount=140)
        assert post.metrics == PostMetrics(
            views=310_233,
            likes=4120,
            comments=83,
            shares=543,
            saves=140,
            followers=tweet()["author"]["followers"],
        )
        assert post.as_of == NOON

    @pytest.mark.parametrize("told", [None, 0, "", [], {}, [5], -3, 1.5, True, 10**16])
    def test_views_not_known_are_not_zero(self, told: object) -> None:
        assert build(viewCount=told).metrics.views is None

    def test_count_may_be_a_text(self) -> None:
        assert build(likeCount="12").metrics.likes == 12

    def test_nought_is_known_of_what_was_always_counted(self) -> None:
        post = build(likeCount=0, retweetCount=0, quoteCount=None)
        assert (post.metrics.likes, post.metrics.shares) == (0, 0)
        assert build(retweetCount=None, quoteCount=None).metrics.shares is None


class TestTimes:
    @pytest.mark.parametrize(
        "told", ["Sat Nov 14 07:37:46 +0000 2026", "2026-11-14T07:37:46.000000Z"]
    )
    def test_both_forms_are_read(self, told: str) -> None:
        moment = datetime(2026, 11, 14, 7, 37, 46, tzinfo=UTC)
        assert build(createdAt=told).published_at == moment

    @pytest.mark.parametrize("told", ["", None, {}, "yesterday", "2026-11-14T07:37:46"])
    def test_else_the_id_tells(self, told: object) -> None:
        assert build(createdAt=told).published_at == NOON - timedelta(days=3)

    def test_time_to_come_is_not_known(self) -> None:
        assert build(createdAt="2099-01-01T00:00:00Z").published_at is None
        soon = (NOON + timedelta(minutes=1)).isoformat()
        assert build(createdAt=soon).published_at == NOON


class TestTexts:
    def test_links_are_whole_and_those_to_pictures_go(self) -> None:
        link = {"url": "https://t.co/x", "expanded_url": "https://nasa.gov/a?b=1&c"}
        post = build(
            text="1 &lt; 2 &amp;&amp; see https://t.co/x https://t.co/pic",
            entities={"urls": [link]},
            extendedEntities={"media": [build_picture(f"{HOST}/a.png")]},
        )
        assert post.content == "1 < 2 && see https://nasa.gov/a?b=1&c"

    def test_long_text_is_whole_whatever_is_displayed(self) -> None:
        text = "word " * 2_000
        post = build(text=text, displayTextRange=[0, 280], extendedEntities={})
        assert post.content == text.strip()

    def test_what_cannot_be_stored_is_dropped(self) -> None:
        user = {**build_user("Ada_L", HOST), "name": "Ada\x00 \ud83d"}
        post = build(author=user, text="a\x00b\ud800")
        assert (post.creator_name, post.content) == ("Ada", "ab")

    def test_article_has_a_title(self) -> None:
        assert build(article={"title": "On engines"}).title == "On engines"
        assert build(article=None).title is None


class TestKinds:
    def test_post_and_quote_are_posts(self) -> None:
        assert build().kind is None
        quoted = build_tweet("123", "Other", HOST)
        post = build(isQuote=True, quoted_tweet=quoted, text="Look:")
        assert (post.kind, post.content) == (None, "Look:")
        assert post.creator_key == "ada_l"

    def test_answer_to_oneself_is_a_thread(self) -> None:
        own: dict[str, Any] = {
            "isReply": True,
            "inReplyToId": "9",
            "inReplyToUsername": "ADA_L",
        }
        assert build(**own).kind == "thread"
        by_id: dict[str, Any] = {
            "isReply": True,
            "inReplyToUserId": tweet()["author"]["id"],
        }
        assert build(**by_id).kind == "thread"
        assert build(isReply=True, inReplyToUsername="esa").kind == "reply"

    def test_repost_shows_what_is_passed_on(self) -> None:
        original = build_tweet(
            "1623000000000000000", "NASA", HOST, text="All of it", likeCount=99
        )
        post = build(isRetweet=True, retweeted_tweet=original, text="RT @NASA: All o…")
        assert (post.kind, post.content) == ("repost", "RT @NASA: All of it")
        assert (post.creator_key, post.platform_post_id) == ("ada_l", ID)
        assert (post.metrics.likes, post.metrics.followers) == (99, None)
        assert post.media[0].source_url.endswith("1623000000000000000.png")


class TestMedia:
    @staticmethod
    def video(bitrates: tuple[int, ...], most_bytes: int) -> list[str]:
        media = [build_video(f"{HOST}/v", *bitrates)]
        post = build(most_bytes, extendedEntities={"media": media})
        assert post.duration_seconds == 31.5
        assert post.media[-1].kind == "thumbnail"
        return [m.source_url for m in post.media if m.kind == "video"]

    def test_finest_video_is_chosen(self) -> None:
        bitrates = (256_000, 2_176_000, 832_000)
        assert self.video(bitrates, 10**9) == [f"{HOST}/v-2176000.mp4"]

    def test_finest_within_the_limit_is_chosen(self) -> None:
        # 31.5 s of 832 kbit/s are 3.3 MB.
        bitrates = (256_000, 832_000, 2_176_000)
        assert self.video(bitrates, 4_000_000) == [f"{HOST}/v-832000.mp4"]

    def test_smallest_is_tried_where_none_fits(self) -> None:
        assert self.video((256_000, 832_000), 10_000) == [f"{HOST}/v-256000.mp4"]

    def test_playlist_alone_is_no_video(self) -> None:
        assert self.video((), 10**9) == []

    def test_moving_picture_is_a_video(self) -> None:
        medium = build_video(f"{HOST}/g", 0, kind="animated_gif")
        post = build(extendedEntities={"media": [medium]})
        assert [m.kind for m in post.media] == ["video", "thumbnail"]

    def test_pictures_keep_their_order_and_size(self) -> None:
        media = [build_picture(f"{HOST}/{n}.png") for n in range(4)]
        post = build(extendedEntities={"media": media})
        assert [m.source_url[-5] for m in post.media] == list("0123")
        assert (post.media[0].width, post.media[0].height) == (16, 9)

    @pytest.mark.parametrize("told", [None, {}, [], {"media": {}}, {"media": [[], 5]}])
    def test_none_is_said_in_many_ways(self, told: object) -> None:
        assert build(extendedEntities=told).media == ()


class TestComments:
    def test_reply_is_a_comment_without_its_address(self) -> None:
        reply = build_tweet("77", "Reader", HOST, text="@Ada_L @esa Well said")
        assert build_comment(reply, ID) == CollectedComment(
            "77",
            "Reader",
            "Well said",
            reply["likeCount"],
            datetime(2010, 11, 4, 1, 42, 54, tzinfo=UTC),
        )

    def test_post_itself_is_none(self) -> None:
        assert build_comment(tweet(), ID) is None

    @pytest.mark.parametrize("changes", [{"author": {}}, {"text": ""}, {"id": 1.5}])
    def test_row_without_its_parts_is_none(self, changes: dict[str, Any]) -> None:
        assert build_comment(tweet(**changes), "1") is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(sorted(tweet()))
MEDIUM = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(build_video(HOST, 1), ANYTHING)
    | {
        "type": st.sampled_from(["video", "photo"]) | ANYTHING,
        "video_info": st.fixed_dictionaries(
            {"variants": st.lists(ANYTHING, max_size=2), "duration_millis": ANYTHING}
        ),
    },
)


class TestAnythingAtAll:
    @given(changes=st.dictionaries(FIELDS, ANYTHING, max_size=5))
    def test_row_is_a_post_or_refused(self, changes: dict[str, Any]) -> None:
        try:
            post = build(**changes)
        except Unreadable:
            return
        assert post.creator_key
        assert not post.published_at or post.published_at <= NOON

    @given(media=st.lists(MEDIUM, max_size=3))
    def test_medium_is_an_address_or_left_out(self, media: list[Any]) -> None:
        post = build(extendedEntities={"media": media})
        assert all(m.source_url.startswith("http") for m in post.media)

    @given(changes=st.dictionaries(FIELDS, ANYTHING, max_size=5))
    def test_reply_is_a_comment_or_left_out(self, changes: dict[str, Any]) -> None:
        comment = build_comment(tweet(**changes), "1")
        assert comment is None or (comment.author and comment.text)
