"""Links that mean a post of the library."""

import pytest

from libs.common.post_urls import is_held_url
from tests.common.post_urls.reading import read_post, read_refusal


class TestHeldUrl:
    @pytest.mark.parametrize(
        ("platform", "post_id"),
        [
            ("tiktok", "7206997712345678901"),
            ("instagram", "~mztgk2lom5qwiztt"),
            ("linkedin", "urn:share-1"),
        ],
    )
    def test_means_a_post_by_platform_and_id(self, platform: str, post_id: str) -> None:
        url = f"https://library.invalid/{platform}/{post_id}"
        post = read_post(url)
        assert post.identity == (platform, post_id)
        assert post.canonical_url == url
        assert post.is_held
        assert is_held_url(post.canonical_url)

    @pytest.mark.parametrize(
        "path", ["", "tiktok", "tiktok/", "myspace/1", "tiktok/1/2", "tiktok/a%2Fb"]
    )
    def test_anything_else_is_none(self, path: str) -> None:
        read_refusal(f"https://library.invalid/{path}", "bad_id")
