"""From pasted texts to accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.post_urls import CreatorName, CreatorRefusal, parse_creator
from libs.common.post_urls.model import Platform

CHANNEL = "UCuAXFkgsw1L7xaCfnd5JJOw"


def name_of(text: str, platform: Platform | None = None) -> tuple[str, str] | str:
    found = parse_creator(text, platform=platform)
    if isinstance(found, CreatorRefusal):
        assert found.message
        return found.reason
    return found.platform, found.name


class TestParseCreator:
    @pytest.mark.parametrize(
        ("text", "platform", "expected"),
        [
            ("@NatGeo", "instagram", ("instagram", "natgeo")),
            (" nat.geo ", "instagram", ("instagram", "nat.geo")),
            ("https://www.instagram.com/NatGeo/?hl=en", None, ("instagram", "natgeo")),
            ("instagram.com/natgeo/reels", None, ("instagram", "natgeo")),
            ("https://instagram.com/stories/eve", None, ("instagram", "eve")),
            ("https://twitter.com/Jack", None, ("x", "jack")),
            ("mobile.x.com/jack/media", "x", ("x", "jack")),
            ("<https://youtube.com/@MKBHD/videos>", None, ("youtube", "mkbhd")),
            ("https://m.youtube.com/%40mkbhd", None, ("youtube", "mkbhd")),
            (f"https://www.youtube.com/channel/{CHANNEL}", None, ("youtube", CHANNEL)),
            (CHANNEL, None, ("youtube", CHANNEL)),
            ("@Ünsal_ö", "youtube", ("youtube", "ünsal_ö")),
            (
                "https://demo.invalid/youtube/@demo-varnholm",
                None,
                ("youtube", "demo-varnholm"),
            ),
            ("@demo-varnholm", "youtube", ("youtube", "demo-varnholm")),
            ("@natgeo", None, "platform_needed"),
            (CHANNEL, "x", "bad_handle"),
            ("@", "x", "bad_handle"),
            ("@a b", "x", "not_a_creator"),
            ("", "x", "not_a_creator"),
            ("x" * 9_000, "x", "not_a_creator"),
            ("https://x.com/home", None, "not_a_creator"),
            ("https://youtu.be/dQw4w9WgXcQ", None, "post_not_profile"),
            ("https://youtube.com/user/mkbhd", None, "old_address"),
            ("https://youtube.com/mkbhd", None, "old_address"),
            ("https://notx.com/jack", None, "unsupported_host"),
            ("https://x.com@evil.tld/jack", None, "unsupported_host"),
            ("https://www.tiktok.com/@jack", None, "unsupported_host"),
            ("https://x.com/jack", "instagram", "other_platform"),
        ],
    )
    def test_forms(
        self, text: str, platform: Platform | None, expected: tuple[str, str] | str
    ) -> None:
        assert name_of(text, platform) == expected

    @given(
        st.text(max_size=60) | st.from_regex(r"\A(@|https://x\.com/)?[\w.-]{1,40}\Z"),
        st.sampled_from(["instagram", "x", "youtube", None]),
    )
    def test_any_text_ends_in_an_account_or_a_reason(
        self, text: str, platform: Platform | None
    ) -> None:
        found = parse_creator(text, platform=platform)
        if isinstance(found, CreatorName):
            again = parse_creator(found.url)
            assert isinstance(again, CreatorName)
            assert (again.platform, again.name) == (found.platform, found.name)
            assert again.url == found.url
