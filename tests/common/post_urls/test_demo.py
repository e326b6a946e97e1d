import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.post_urls import (
    Platform,
    Reason,
    build_demo_url,
    is_demo_id,
    parse_post_url,
    shortcode_to_pk,
)
from tests.common.post_urls.forms import accepted_urls
from tests.common.post_urls.reading import read_post, read_refusal

POST_ID = "demo-pellan-001"
demo_ids = st.from_regex(re.compile(r"demo-[a-z0-9-]{7,59}"), fullmatch=True)


class TestDemoUrl:
    @pytest.mark.parametrize(
        ("platform", "kind"),
        [("instagram", "post"), ("x", "post"), ("youtube", "video")],
    )
    def test_url_is_of_the_imitated_platform(
        self, platform: Platform, kind: str
    ) -> None:
        post = read_post(f"https://demo.invalid/{platform}/{POST_ID}")
        assert (post.platform, post.kind, post.id) == (platform, kind, POST_ID)
        assert post.is_demo
        assert post.canonical_url == f"https://demo.invalid/{platform}/{POST_ID}"
        assert post.canonical_url == build_demo_url(platform, POST_ID)

    @pytest.mark.parametrize(
        "url",
        [
            f"demo.invalid/x/{POST_ID}",
            f"http://DEMO.invalid/X/{POST_ID}/?utm_source=a#b",
            f"https://demo.invalid/twitter/{POST_ID}",
        ],
    )
    def test_other_spellings_name_the_same_post(self, url: str) -> None:
        assert read_post(url).identity == ("x", POST_ID)

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/x/pellan-000001", "bad_id"),
            ("/x/demo-a", "bad_id"),
            ("/x/Demo-pellan-001", "bad_id"),
            ("/x/demo-pellan_001", "bad_id"),
            (f"/x/demo-{'a' * 60}", "bad_id"),
            (f"/x/{POST_ID}/more", "bad_id"),
            ("/x", "listing_not_post"),
            (f"/tiktok/{POST_ID}", "unsupported_host"),
            ("/", "unsupported_host"),
        ],
    )
    def test_url_of_another_form_is_refused(self, path: str, reason: Reason) -> None:
        read_refusal(f"https://demo.invalid{path}", reason)

    @pytest.mark.parametrize(
        "host", ["www.demo.invalid", "demo.invalid.example", "xdemo.invalid"]
    )
    def test_host_is_compared_exactly(self, host: str) -> None:
        read_refusal(f"https://{host}/x/{POST_ID}", "unsupported_host")

    def test_url_of_a_bad_id_is_not_built(self) -> None:
        with pytest.raises(ValueError, match="demo-a"):
            build_demo_url("x", "demo-a")


class TestNoCollision:
    @settings(deadline=None)
    @given(demo_ids)
    def test_demo_id_is_no_id_of_a_real_platform(self, post_id: str) -> None:
        with pytest.raises(ValueError, match="a shortcode"):
            shortcode_to_pk(post_id)
        for url in (
            f"https://www.instagram.com/p/{post_id}/",
            f"https://x.com/a/status/{post_id}",
            f"https://www.youtube.com/watch?v={post_id}",
        ):
            reading = parse_post_url(url)
            assert getattr(reading, "id", None) != post_id

    @settings(deadline=None)
    @given(accepted_urls)
    def test_only_demo_posts_have_demo_ids(self, url: str) -> None:
        post = read_post(url)
        assert is_demo_id(post.id or "") == post.is_demo
