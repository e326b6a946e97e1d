"""What a refusal says to a person: short, plain, and what to do."""

import re

import pytest

from libs.common.post_urls import Refusal, parse_post_url
from tests.common.post_urls.forms import VIDEO

REFUSED = [
    "",
    "hello",
    "https://x.com/a https://x.com/b",
    "https://x.com/a/status/18…",
    "x" * 9000,
    "https://example.org/a",
    "https://x.com@example.org/a",
    "https://x.com/../a",
    "https://www.tiktok.com/@a/video/1",
    "https://www.instagram.com/",
    "https://www.instagram.com/north.bound/",
    "https://www.instagram.com/accounts/login/",
    "https://www.instagram.com/stories/north.bound/",
    "https://www.instagram.com/reels/audio/1/",
    "https://www.instagram.com/p/",
    "https://l.instagram.com/?u=",
    "https://x.com/",
    "https://x.com/north_bound",
    "https://x.com/search?q=a",
    "https://x.com/a/status/0",
    "https://www.youtube.com/",
    "https://www.youtube.com/@a.b",
    "https://www.youtube.com/playlist?list=PL0123456789",
    "https://www.youtube.com/post/UgkxA",
    f"https://www.youtube.com/source/{VIDEO}/shorts",
    "https://youtu.be/abc",
    "https://demo.invalid/",
    "https://demo.invalid/x/",
    "https://demo.invalid/x/demo-a",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:60])
class TestMessage:
    def test_message_says_what_to_do(self, text: str) -> None:
        refusal = parse_post_url(text)
        assert isinstance(refusal, Refusal)
        assert re.search(r"\b([Oo]pen|Paste|[Cc]opy|Pick)\b", refusal.message)

    def test_message_is_short_and_calm(self, text: str) -> None:
        refusal = parse_post_url(text)
        assert isinstance(refusal, Refusal)
        assert refusal.message.endswith(".")
        assert "!" not in refusal.message
        assert len(refusal.message) <= 120

    def test_message_repeats_nothing_of_the_text(self, text: str) -> None:
        refusal = parse_post_url(text)
        assert isinstance(refusal, Refusal)
        assert "example.org" not in refusal.message
        assert "http" not in refusal.message
        assert "None" not in refusal.message
