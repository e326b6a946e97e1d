"""From an element of an archive to a post."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.post_urls import PostUrl, parse_post_url
from services.social.imports.archives.x.notes import Notes
from services.social.imports.archives.x.posts import TweetContext, TweetReader
from services.social.imports.rows.refusals import RefusedRow
from services.social.sources.collected_post import CollectedPost
from tests.factories.social import NOON
from tests.social.imports.archives.x.building import build_tweet

ID = "1626922779105759235"


def read(tweet: Any, *notes: Any) -> CollectedPost | RefusedRow:
    held = Notes()
    for note in notes:
        held.add(note)
    context = TweetContext("Ada_L", NOON, "7", "Ada Lovelace", held)
    return TweetReader(context).read(tweet)


def read_post(tweet: Any, *notes: Any) -> CollectedPost:
    post = read(tweet, *notes)
    assert isinstance(post, CollectedPost), post
    return post


class TestRead:
    def test_counts_are_read_from_texts(self) -> None:
        post = read_post(build_tweet(favorite_count="1234", retweet_count="0"))
        assert (post.metrics.likes, post.metrics.shares) == (1234, 0)
        # An archive does not tell these: not known is not 0.
        assert (post.metrics.comments, post.metrics.views) == (None, None)

    def test_owner_is_the_creator(self) -> None:
        post = read_post(build_tweet())
        assert (post.creator_key, post.creator_name) == ("ada_l", "Ada Lovelace")
        assert post.username == "Ada_L"

    def test_address_is_the_one_that_links_are_read_to(self) -> None:
        post = read_post(build_tweet())
        read_url = parse_post_url(f"https://twitter.com/Ada_L/status/{ID}")
        assert isinstance(read_url, PostUrl)
        assert (post.url, post.platform_post_id) == (
            read_url.canonical_url,
            read_url.id,
        )

    def test_escaped_signs_are_put_back_once(self) -> None:
        text = "a &lt; b &amp;&amp; c &gt; d, &amp;lt; stays, &quot; too"
        post = read_post(build_tweet(full_text=text))
        assert post.content == "a < b && c > d, &lt; stays, &quot; too"

    def test_short_links_become_what_they_lead_to(self) -> None:
        urls = [
            {"url": "https://t.co/a", "expanded_url": "https://a.example/?x=1&y=2"},
            {"url": "https://t.co/ab", "expanded_url": "https://b.example/"},
        ]
        post = read_post(
            build_tweet(
                full_text="https://t.co/ab then https://t.co/a and https://t.co/unknown",
                entities={"urls": urls},
            )
        )
        assert post.content == (
            "https://b.example/ then https://a.example/?x=1&y=2 "
            "and https://t.co/unknown"
        )

    def test_pictures_stand_beside_the_text(self) -> None:
        medium = {
            "url": "https://t.co/pic",
            "type": "photo",
            "media_url_https": "https://pbs.twimg.com/media/1.jpg",
        }
        second = {**medium, "media_url_https": "https://pbs.twimg.com/media/2.jpg"}
        post = read_post(
            build_tweet(
                full_text="Look https://t.co/pic",
                entities={"media": [medium]},
                extended_entities={"media": [medium, second]},
            )
        )
        assert post.content == "Look"
        assert [(m.kind, m.source_url[-5:]) for m in post.media] == [
            ("image", "1.jpg"),
            ("image", "2.jpg"),
        ]

    def test_video_is_taken_in_its_finest_form(self) -> None:
        variants = [
            {
                "content_type": "application/x-mpegURL",
                "url": "https://v.example/a.m3u8",
            },
            {
                "content_type": "video/mp4",
                "bitrate": "832000",
                "url": "https://v.example/low.mp4",
            },
            {
                "content_type": "video/mp4",
                "bitrate": "2176000",
                "url": "https://v.example/high.mp4",
            },
        ]
        medium = {
            "type": "video",
            "media_url_https": "https://pbs.twimg.com/still.jpg",
            "video_info": {"variants": variants, "duration_millis": "10500"},
        }
        post = read_post(build_tweet(extended_entities={"media": [medium]}))
        assert [(m.kind, m.source_url) for m in post.media] == [
            ("video", "https://v.example/high.mp4"),
            ("thumbnail", "https://pbs.twimg.com/still.jpg"),
        ]
        assert post.duration_seconds == 10.5

    def test_note_takes_the_place_of_a_truncated_text(self) -> None:
        note = {"tweetId": ID, "noteTweetResults": {"text": "Long & whole"}}
        post = read_post(build_tweet(full_text="Long…"), note)
        assert post.content == "Long & whole"

    def test_note_that_names_no_post_is_of_the_one_that_begins_so(self) -> None:
        begin = "A long post begins here & goes on for more than sixty characters, "
        texts = [f"{begin}{end} https://t.co/a" for end in ("near", "far")]
        url = {"shortUrl": "https://t.co/a", "expandedUrl": "https://a.example/?b=1"}
        notes = [
            {"noteTweetId": note_id, "core": {"text": text, "urls": [url]}}
            for note_id, text in zip((str(int(ID) - 1), "5"), texts, strict=True)
        ]
        cut = f"{begin.replace('&', '&amp;')}… https://t.co/z"
        post = read_post(build_tweet(full_text=cut), *notes)
        assert post.content == f"{begin}near https://a.example/?b=1"
        other = read_post(build_tweet(full_text="Another text"), *notes)
        assert other.content == "Another text"

    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({}, None),
            ({"full_text": "RT @other: Hi"}, "repost"),
            ({"full_text": "I RT @other: Hi"}, None),
            ({"in_reply_to_status_id_str": "5"}, "reply"),
            (
                {"in_reply_to_status_id_str": "5", "in_reply_to_user_id_str": "7"},
                "thread",
            ),
            (
                {"in_reply_to_status_id": "5", "in_reply_to_screen_name": "ada_l"},
                "thread",
            ),
            ({"in_reply_to_user_id": "8"}, "reply"),
        ],
    )
    def test_kind_follows_from_whom_it_answers(
        self, changes: dict[str, Any], kind: str | None
    ) -> None:
        assert read_post(build_tweet(**changes)).kind == kind

    def test_repost_has_no_figures_of_its_own(self) -> None:
        """The counts are the original's, and the likes 0."""
        tweet = build_tweet(full_text="RT @other: Hi", retweet_count="9000")
        assert read_post(tweet).metrics.interactions is None

    def test_edited_post_has_the_last_id(self) -> None:
        info = {"initial": {"editTweetIds": ["1626922779105759235", ID[:-1] + "9"]}}
        post = read_post(build_tweet(edit_info=info))
        assert post.platform_post_id == ID[:-1] + "9"

    def test_time_is_told_by_the_id_where_it_is_missing(self) -> None:
        told = datetime(2023, 2, 18, 12, 33, 11, tzinfo=UTC)
        for created_at in (None, "", "sometime"):
            at = read_post(build_tweet(created_at=created_at)).published_at
            assert at is not None
            assert timedelta() <= at - told < timedelta(seconds=1)

    def test_counted_id_tells_no_time(self) -> None:
        assert read_post(build_tweet(20, created_at=None)).published_at is None
        at = read_post(build_tweet(20, created_at="Tue Mar 21 20:50:14 +0000 2006"))
        assert at.published_at == datetime(2006, 3, 21, 20, 50, 14, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"id_str": "x", "id": None}, "bad_id"),
            ({"id_str": None, "id": None}, "bad_id"),
            ({"id_str": "-5", "id": None}, "bad_id"),
            ({"favorite_count": "many"}, "bad_number"),
            ({"favorite_count": "-1"}, "bad_number"),
            ({"full_text": "a\x00b"}, "nul_character"),
            ({"full_text": "x" * 100_001}, "too_long"),
        ],
    )
    def test_what_cannot_be_read_is_refused(
        self, changes: dict[str, Any], reason: str
    ) -> None:
        refused = read(build_tweet(**changes))
        assert isinstance(refused, RefusedRow)
        assert refused.reason == reason

    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    *build_tweet(),
                    "extended_entities",
                    "edit_info",
                    "in_reply_to_user_id",
                ]
            ),
            st.recursive(
                st.none() | st.text() | st.integers() | st.booleans() | st.floats(),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["media", "urls", "url", "initial", "type"]),
                        inner,
                        max_size=3,
                    )
                ),
                max_leaves=8,
            ),
        )
    )
    def test_any_element_is_a_post_or_a_refusal(self, changes: dict[str, Any]) -> None:
        assert isinstance(
            read({**build_tweet(), **changes}), CollectedPost | RefusedRow
        )
