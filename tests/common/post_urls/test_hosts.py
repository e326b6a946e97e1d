"""Where a link leads is its host's to say: exactly, or not at all."""

import pytest

from libs.common.post_urls import Refusal, parse_post_url
from libs.common.post_urls.normalise import trim_text
from tests.common.post_urls.forms import VIDEO, X_ID
from tests.common.post_urls.reading import read_post, read_refusal

POST = f"/north_bound/status/{X_ID}"
WATCH = f"/watch?v={VIDEO}"


class TestLookAlikeHost:
    @pytest.mark.parametrize(
        "host",
        [
            "youtube.com.evil.example",
            "www.youtube.com.evil.example",
            "notyoutube.com",
            "youtube.co",
            "youtube.comm",
            "youtube-com.example",
            "a.b.youtube.com",
            "www..youtube.com",
            ".youtube.com",
            "youtube.com..",
            "my-channel.youtube.com",
            "www.youtube.googleapis.com",
            "evil.youtu.be",
            "notx.com",
            "x.com.evil.example",
            "x.co",
            "api.x.com",
            "www.fxtwitter.com",
            "twitter.com.co",
            "instagram.com.evil.example",
            "xinstagram.com",
            "instagram.con",
            "www.m.instagram.com",
            "t.co.evil.example",
            "at.co",
            "amp.twimg.com.evil.example",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "2130706433",
        ],
    )
    @pytest.mark.parametrize("path", [POST, WATCH, "/p/DAmftE4sgAA/"])
    def test_host_that_is_only_similar_is_refused(self, host: str, path: str) -> None:
        read_refusal(f"https://{host}{path}", "unsupported_host")

    @pytest.mark.parametrize(
        "host",
        [
            "yоutube.com",  # Cyrillic o
            "yοutube.com",  # Greek omicron
            "х.com",  # Cyrillic ha
            "instagrаm.com",  # Cyrillic a
            "ınstagram.com",  # dotless i
            "İnstagram.com",  # dotted capital I
            "ｙoutube.com",  # full-width y
            "ｘ.com",
            "ⅹ.com",  # Roman numeral ten
            "you\u00adtube.com",  # soft hyphen
            "you\u200btube.com",  # zero-width space
            "\u202eyoutube.com",
            "youtube。com",  # ideographic full stop
            "youtube.com。evil.example",
            "x.com\u2044evil.example",  # fraction slash
            "x.com\uff0fevil.example",  # full-width solidus
            "kids\u0301.youtube.com",
            "\u212aids.youtube.com",  # Kelvin sign
            "bücher.youtube.com",
            "xn--youtue-tbb.com",
            "xn--abc.youtube.com",
        ],
    )
    def test_host_in_mixed_letters_is_refused(self, host: str) -> None:
        for url in (f"https://{host}{POST}", f"https://{host}{WATCH}"):
            read_refusal(url, "unsupported_host")
        assert isinstance(parse_post_url(f"{host}{POST}"), Refusal)

    @pytest.mark.parametrize(
        "authority",
        [
            "x.com@evil.example",
            "x.com:443@evil.example",
            "evil.example@x.com",
            "user:secret@x.com",
            "@x.com",
            "x.com%40evil.example",
            "x.com%2eevil.example",
            "x%2ecom",
            "x.com:8080",
            "x.com:80",
            "x.com:0443",
            "x.com:٤٤٣",
            "x.com:443:443",
            "x.com;evil.example",
        ],
    )
    def test_user_info_and_other_ports_are_refused(self, authority: str) -> None:
        refusal = read_refusal(f"https://{authority}{POST}", "unsupported_host")
        assert "secret" not in repr(refusal)

    @pytest.mark.parametrize(
        "authority",
        [
            "x.com\\@evil.example",
            "evil.example\\x.com",
            "x\t.com",
            "x.\ncom",
            "x.\r\ncom",
            "x.com\0",
            "x .com",
            "x.com\x7f",
            "x.com\x85",
            "x.com\u2028",
            "x.com\ud800",
        ],
    )
    def test_backslash_and_blank_in_the_host_are_refused(self, authority: str) -> None:
        read_refusal(f"https://{authority}{POST}", "not_a_url")

    @pytest.mark.parametrize("path", ["/a/../b", "/./a", "/%2e%2e/a", "/.%2E/a"])
    def test_dot_segments_are_refused(self, path: str) -> None:
        read_refusal(f"https://x.com{path}/status/{X_ID}", "not_a_url")


class TestOtherPlatform:
    @pytest.mark.parametrize(
        ("url", "platform", "label"),
        [
            ("https://www.tiktok.com/@a/video/7", "tiktok", "TikTok"),
            ("https://vm.tiktok.com/ZM1/", "tiktok", "TikTok"),
            ("tiktok.com/@a/video/7", "tiktok", "TikTok"),
            ("https://m.facebook.com/a/posts/1", "facebook", "Facebook"),
            ("https://fb.watch/abc/", "facebook", "Facebook"),
            ("https://www.linkedin.com/posts/a-1", "linkedin", "LinkedIn"),
            ("https://www.pinterest.co.uk/pin/1/", "pinterest", "Pinterest"),
            ("https://pin.it/abc", "pinterest", "Pinterest"),
            ("https://www.threads.com/@a/post/b", "threads", "Threads"),
            ("https://bsky.app/profile/a/post/b", "bluesky", "Bluesky"),
        ],
    )
    def test_platform_is_named(self, url: str, platform: str, label: str) -> None:
        refusal = read_refusal(url, "unsupported_host")
        assert refusal.platform == platform
        assert refusal.message == (
            f"Posts on {label} cannot be analysed by link yet. "
            "Paste a link from Instagram, X or YouTube."
        )

    @pytest.mark.parametrize(
        "host", ["nottiktok.com", "tiktok.com.evil.example", "co.uk"]
    )
    def test_similar_host_is_not_named(self, host: str) -> None:
        assert read_refusal(f"https://{host}/a", "unsupported_host").platform is None


class TestSurroundings:
    @pytest.mark.parametrize(
        "text",
        [
            "  {}\n",
            "<{}>",
            '"{}"',
            "'{}'",
            "({})",
            "({}).",
            "<({})>,",
            "{}.",
            "{},",
            "{};",
            "{}!",
            "{})",
            "\ufeff{}\u200b",
            "\u00a0{}\u3000",
        ],
    )
    def test_what_encloses_a_link_is_no_part_of_it(self, text: str) -> None:
        assert read_post(text.format(f"https://x.com{POST}")).id == X_ID
        assert read_post(text.format(f"https://youtu.be/{VIDEO}")).id == VIDEO

    @pytest.mark.parametrize(
        ("text", "trimmed"),
        [
            ("a_(b)", "a_(b)"),
            ("(a_(b))", "a_(b)"),
            ("a_(b)).", "a_(b)"),
            ("a)b", "a)b"),
            ("a(b", "a(b"),
            ("(a", "a"),
            ("((()", ""),
            (" .\u200b! ", ""),
        ],
    )
    def test_bracket_within_stays(self, text: str, trimmed: str) -> None:
        assert trim_text(text) == trimmed

    @pytest.mark.parametrize(
        "text", [f"https://youtu.be/{VIDEO}", f"HTTP://X.COM{POST}", f"//x.com{POST}"]
    )
    def test_scheme_and_host_are_read_in_any_case(self, text: str) -> None:
        assert read_post(text).id in (VIDEO, X_ID)


class TestNoUrl:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "()",
            "hello",
            "north_bound",
            "@north_bound",
            "example.org/a",
            "https:",
            "https://",
            "https:///x.com/a",
            f"https:/x.com{POST}",
            f"https:x.com{POST}",
            f"ftp://x.com{POST}",
            f"javascript://x.com{POST}",
            f"file://x.com{POST}",
            f"twitter://status?id={X_ID}",
            f"view-source:https://x.com{POST}",
            f"x.com@evil.example{POST}",
            f"https://x.com{POST} https://x.com{POST}",
        ],
    )
    def test_text_is_refused(self, text: str) -> None:
        assert read_refusal(text, "not_a_url").platform is None

    def test_several_links_are_told_apart_from_none(self) -> None:
        two = read_refusal(f"https://x.com{POST}\nhttps://x.com{POST}", "not_a_url")
        none = read_refusal("hello world", "not_a_url")
        assert two.message != none.message

    @pytest.mark.parametrize("text", ["https://x.com/a/status/1858…", "x.com/a/st…"])
    def test_link_that_was_cut_short_is_no_other_post(self, text: str) -> None:
        assert "cut short" in read_refusal(text, "not_a_url").message
