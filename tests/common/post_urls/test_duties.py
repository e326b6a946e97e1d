"""What holds for every link, whatever the platform."""

import time
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from libs.common.post_urls import (
    PostUrl,
    Refusal,
    find_post_urls,
    parse_post_url,
    pk_to_shortcode,
    shortcode_to_pk,
)
from tests.common.post_urls.forms import (
    INSTAGRAM,
    YOUTUBE,
    X,
    accepted_urls,
    fill_instagram,
    media_pks,
    video_ids,
    x_ids,
)

_LIMIT = timedelta(milliseconds=5)
_REASONS = {
    "not_a_url",
    "unsupported_host",
    "profile_not_post",
    "listing_not_post",
    "bad_id",
    "audio_page",
}

any_characters = st.characters(exclude_categories=())
# Text that gets past the first checks: parts of links in any order, many times over.
link_parts = st.sampled_from(
    [
        *[
            "https://",
            "//",
            "/",
            "?",
            "#",
            "&",
            ";",
            "=",
            "%",
            "%41",
            "@",
            ":",
            "(",
            ")",
        ],
        *["x.com", "youtu.be", "www.youtube.com", "instagram.com", "l.instagram.com"],
        *["demo.invalid", "t.co", "instagram:", "vnd.youtube:", "tiktok.com", "xn--a"],
        *["p", "reel", "stories", "share", "status", "i", "watch", "shorts", "clip"],
        *["v=", "t=", "u=", "q=", "list=", "img_index=", "continue=", "1h", "1:", "99"],
        *["a", "A", "0", "…", "é", "。", "\u0130", "\ud800", "\0", " ", "\u200b", "٣"],
    ]
)
hostile_texts = st.builds(
    lambda parts, times: ("".join(parts) * times)[:8192],
    st.lists(link_parts | st.text(any_characters, max_size=8), max_size=40),
    st.sampled_from([1, 2, 50, 8192]),
)


def _seconds(text: str) -> float:
    """The least processor time of three runs: load on the machine only ever adds."""
    spans = []
    for _ in range(3):
        started = time.thread_time()
        parse_post_url(text)
        spans.append(time.thread_time() - started)
    return min(spans)


class TestCanonicalForm:
    @settings(deadline=None)
    @given(accepted_urls)
    def test_parsing_it_again_changes_nothing(self, url: str) -> None:
        first = parse_post_url(url)
        assert isinstance(first, PostUrl)
        again = parse_post_url(first.canonical_url)
        assert isinstance(again, PostUrl)
        assert again.canonical_url == first.canonical_url
        assert again.identity == first.identity
        assert again.id == first.id
        assert again.needs_resolve == first.needs_resolve
        assert again.is_demo == first.is_demo
        assert again.published_at_hint == first.published_at_hint

    @settings(deadline=None)
    @given(accepted_urls)
    def test_parsing_it_twice_gives_an_equal_result(self, url: str) -> None:
        first = parse_post_url(url)
        assert isinstance(first, PostUrl)
        again = parse_post_url(first.canonical_url)
        assert isinstance(again, PostUrl)
        assert parse_post_url(again.canonical_url) == again


class TestFormsOfOnePost:
    @given(media_pks)
    def test_instagram_forms_give_one_identity(self, pk: int) -> None:
        posts = [parse_post_url(fill_instagram(form, pk)) for form in INSTAGRAM]
        identities = {post.identity for post in posts if isinstance(post, PostUrl)}
        assert all(isinstance(post, PostUrl) for post in posts)
        assert identities == {("instagram", pk_to_shortcode(pk))}

    @given(x_ids)
    def test_x_forms_give_one_identity(self, post_id: str) -> None:
        posts = [parse_post_url(form.format(id=post_id)) for form in X]
        assert all(isinstance(post, PostUrl) for post in posts)
        assert {post.identity for post in posts if isinstance(post, PostUrl)} == {
            ("x", post_id)
        }

    @given(video_ids)
    def test_youtube_forms_give_one_identity(self, video_id: str) -> None:
        posts = [parse_post_url(form.format(id=video_id)) for form in YOUTUBE]
        assert all(isinstance(post, PostUrl) for post in posts)
        assert {post.identity for post in posts if isinstance(post, PostUrl)} == {
            ("youtube", video_id)
        }


class TestAnyText:
    @given(hostile_texts)
    @example("(" * 8192)
    @example("https://www.youtube.com/watch?" + "&" * 8160)
    @example("https://x.com/" + "a/" * 4000)
    @example("https://x.com/a/status/" + "9" * 8000)
    @example("https://" + "\u05d0" * 253)
    @example("https://" + "é." * 126)
    @example("\u200b" * 8192)
    def test_text_ends_in_time_with_a_named_reason(self, text: str) -> None:
        result = parse_post_url(text)
        assert isinstance(result, PostUrl) or result.reason in _REASONS
        assert _seconds(text) < _LIMIT.total_seconds()

    @settings(deadline=None)
    @given(st.text(any_characters))
    def test_text_of_any_characters_is_read(self, text: str) -> None:
        assert isinstance(parse_post_url(text), PostUrl | Refusal)
        assert isinstance(parse_post_url(f"https://x.com/{text}"), PostUrl | Refusal)
        assert isinstance(parse_post_url(f"https://{text}.com/"), PostUrl | Refusal)

    @settings(deadline=None)
    @given(hostile_texts)
    def test_text_is_searched_without_an_error(self, text: str) -> None:
        assert all(isinstance(post, PostUrl) for post in find_post_urls(text))

    def test_text_over_the_limit_is_refused_unread(self) -> None:
        url = "https://youtu.be/ab-_56789dA?a="
        assert isinstance(parse_post_url(url.ljust(8192, "a")), PostUrl)
        refused = parse_post_url(url.ljust(8193, "a"))
        assert isinstance(refused, Refusal)
        assert refused.reason == "not_a_url"


class TestShortcodes:
    @settings(deadline=None)
    @given(st.integers(min_value=0, max_value=2**64 - 1))
    @example(0)
    @example(2**64 - 1)
    def test_number_and_code_turn_into_each_other(self, pk: int) -> None:
        code = pk_to_shortcode(pk)
        assert shortcode_to_pk(code) == pk
        assert pk_to_shortcode(shortcode_to_pk(code)) == code
        assert 1 <= len(code) <= 11
