from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.post_urls import find_post_urls, parse_post_url
from tests.common.post_urls.forms import VIDEO, X_ID, accepted_urls
from tests.common.post_urls.reading import read_post

A = f"https://youtu.be/{VIDEO}"
B = f"https://x.com/north_bound/status/{X_ID}"


def identities(text: str) -> list[tuple[str, str]]:
    return [post.identity for post in find_post_urls(text)]


class TestOrderAndDuplicates:
    @settings(deadline=None)
    @given(
        st.lists(accepted_urls, max_size=12),
        st.sampled_from(["\n", " ", "\t", " , ", "\r\n\r\n", " und ", "、 "]),
    )
    def test_posts_come_in_order_each_once(self, urls: list[str], gap: str) -> None:
        expected = dict.fromkeys(read_post(url).identity for url in urls)
        assert identities(gap.join(urls)) == list(expected)

    def test_first_of_two_spellings_is_kept(self) -> None:
        posts = find_post_urls(f"{A}?t=5 {B} https://youtube.com/watch?v={VIDEO}&t=9")
        assert [post.start_seconds for post in posts] == [5, None]

    def test_pointers_are_told_apart(self) -> None:
        text = "https://t.co/AbC https://t.co/aBc https://t.co/AbC"
        assert len(identities(text)) == 2


class TestSurroundings:
    @pytest.mark.parametrize(
        "text",
        [
            "{a} {b}",
            "{a}\n{b}",
            "{a},{b}",
            "{a}{b}",
            "First {a}, then {b}.",
            "see ({a}) and <{b}>!",
            "<a href=\"{a}\">one</a> <a href='{b}'>two</a>",
            "[one]({a}) [two]({b})",
            "**{a}** *{b}*",
            "[{a}|{b}]",
            "link={a}; other={b}",
            '["{a}","{b}"]',
            "まず{a}、次は{b}。",
            "«{a}» “{b}”",
        ],
    )
    def test_links_are_found_in_running_text(self, text: str) -> None:
        assert identities(text.format(a=A, b=B)) == [("youtube", VIDEO), ("x", X_ID)]

    @pytest.mark.parametrize(
        "text", ["{a} {b}", "{a},{b}", "({a}) [{b}]", "{a}\u3000{b}"]
    )
    def test_links_without_scheme_are_found(self, text: str) -> None:
        bare = text.format(a=A.removeprefix("https://"), b=B.removeprefix("https://"))
        assert identities(bare) == [("youtube", VIDEO), ("x", X_ID)]

    def test_app_links_are_found(self) -> None:
        text = f"vnd.youtube:{VIDEO} instagram://media?id=3469600000000000000"
        assert identities(text) == [
            ("youtube", VIDEO),
            ("instagram", "DAmftE4sgAA"),
        ]

    def test_link_in_a_parameter_is_no_second_post(self) -> None:
        wrapped = f"https://www.youtube.com/redirect?q={A}&v=1"
        assert identities(wrapped) == [("youtube", VIDEO)]
        assert identities(f"https://evil.example/?next={A}") == []


class TestWhatIsNoPost:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "no link at all",
            "https://www.youtube.com/@north.bound https://example.org/",
            f"éx.com/a/status/{X_ID}",
            f"https://éx.com/a/status/{X_ID}",
            f"https://evil。x.com/a/status/{X_ID}",
            f"https://evil.x.com/a/status/{X_ID}",
            f"notx.com/a/status/{X_ID}",
            f"me@x.com/a/status/{X_ID}",
            f"https://x.com@evil.example/a/status/{X_ID}",
            f"https://me@x.com/a/status/{X_ID}",
            f"https://evil.example:x.com/a/status/{X_ID}",
            "https://x.com/a/status/185888…",
            VIDEO,
        ],
    )
    def test_it_is_passed_over(self, text: str) -> None:
        assert find_post_urls(text) == []

    def test_id_from_the_future_is_passed_over(self) -> None:
        now = datetime(2020, 1, 1, tzinfo=UTC)
        assert [post.platform for post in find_post_urls(f"{A} {B}", now=now)] == [
            "youtube"
        ]

    @settings(deadline=None)
    @given(accepted_urls)
    def test_single_link_is_read_as_by_the_parser(self, url: str) -> None:
        assert find_post_urls(url) == [parse_post_url(url)]


class TestLongText:
    def test_text_of_any_length_is_searched(self) -> None:
        text = "\n".join(
            f"https://x.com/a/status/{number}" for number in range(1, 3001)
        )
        assert len(text) > 8192
        assert len(find_post_urls(text)) == 3000
