import pytest

from libs.common.post_urls import Reason
from tests.common.post_urls.forms import POINTERS, X_ID, X
from tests.common.post_urls.reading import read_post, read_refusal


class TestForms:
    @pytest.mark.parametrize(("form", "kind"), X.items())
    def test_form_names_the_post(self, form: str, kind: str) -> None:
        post = read_post(form.format(id=X_ID))
        assert (post.platform, post.kind, post.id) == ("x", kind, X_ID)
        assert post.canonical_url == f"https://x.com/i/status/{X_ID}"
        assert not post.needs_resolve

    @pytest.mark.parametrize(
        ("path", "owner"),
        [
            (f"/north_bound/status/{X_ID}", "north_bound"),
            (f"/i/status/{X_ID}", None),
            (f"/i/web/status/{X_ID}", None),
            (f"/statuses/{X_ID}", None),
            (f"/{'a' * 16}/status/{X_ID}", None),
            (f"/a.b/status/{X_ID}", None),
        ],
    )
    def test_owner_is_taken_where_it_is_a_name(
        self, path: str, owner: str | None
    ) -> None:
        assert read_post(f"https://x.com{path}").owner_hint == owner

    @pytest.mark.parametrize(
        ("suffix", "index"),
        [
            ("/photo/1", 1),
            ("/photo/4/", 4),
            ("/Video/2", 2),
            ("/photo/0", None),
            ("/photo/x", None),
            ("/photo", None),
            ("/likes", None),
            ("", None),
        ],
    )
    def test_attachment_becomes_the_index(self, suffix: str, index: int | None) -> None:
        assert read_post(f"https://x.com/a/status/{X_ID}{suffix}").index == index

    @pytest.mark.parametrize(
        "suffix",
        [".mp4", "?s=20", "#m", "%20", "abc", "é", "-1", "٣", ":large", "&t=1"],
    )
    def test_whatever_is_no_digit_ends_the_id(self, suffix: str) -> None:
        assert read_post(f"https://x.com/a/status/{X_ID}{suffix}").id == X_ID

    def test_id_above_2_to_53_keeps_every_digit(self) -> None:
        post = read_post("https://x.com/a/status/9007199254740993")
        assert post.id == "9007199254740993"


class TestOtherKinds:
    def test_space_is_named_by_its_id(self) -> None:
        post = read_post("https://twitter.com/i/spaces/1OyKADyWoPaxb/peek?s=20")
        assert (post.kind, post.id) == ("space", "1OyKADyWoPaxb")
        assert post.canonical_url == "https://x.com/i/spaces/1OyKADyWoPaxb"

    def test_broadcast_is_live(self) -> None:
        post = read_post("https://x.com/i/broadcasts/1OyKADyWoPaxb")
        assert (post.kind, post.id) == ("live", "1OyKADyWoPaxb")
        assert post.canonical_url == "https://x.com/i/broadcasts/1OyKADyWoPaxb"

    def test_event_is_never_taken_for_the_post_of_its_number(self) -> None:
        event = read_post(f"https://x.com/i/events/{X_ID}")
        assert event.kind == "event"
        assert event.canonical_url == f"https://x.com/i/events/{X_ID}"
        assert event.identity != read_post(f"https://x.com/a/status/{X_ID}").identity


class TestPointers:
    @pytest.mark.parametrize(
        ("url", "canonical"), [pair for pair in POINTERS.items() if "/t.co/" in pair[0]]
    )
    def test_short_link_has_no_id_yet(self, url: str, canonical: str) -> None:
        post = read_post(url)
        assert (post.platform, post.id) == ("x", None)
        assert post.needs_resolve
        assert post.canonical_url == canonical

    def test_old_media_page_has_no_id_yet(self) -> None:
        uuid = "0badcafe-1234-4321-abcd-0123456789ab"
        post = read_post(f"https://amp.twimg.com/v/{uuid}?a=b")
        assert (post.platform, post.kind, post.id) == ("x", "video", None)
        assert post.needs_resolve
        assert post.canonical_url == f"https://amp.twimg.com/v/{uuid}"

    @pytest.mark.parametrize(
        "url",
        [
            "https://t.co/",
            "https://t.co/abc-def",
            f"https://t.co/{'a' * 33}",
            "https://amp.twimg.com/",
            "https://amp.twimg.com/v/123",
            "https://amp.twimg.com/w/0badcafe-1234-4321-abcd-0123456789ab",
        ],
    )
    def test_pointer_without_its_token_is_refused(self, url: str) -> None:
        assert read_refusal(url, "bad_id").platform == "x"


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/", "listing_not_post"),
            ("/home", "listing_not_post"),
            ("/search?q=bikes", "listing_not_post"),
            ("/hashtag/bikes", "listing_not_post"),
            ("/explore", "listing_not_post"),
            ("/i/lists/1858888888888888888", "listing_not_post"),
            ("/i/communities/1858888888888888888", "listing_not_post"),
            ("/i", "listing_not_post"),
            ("/intent/post?text=a", "listing_not_post"),
            ("/messages", "listing_not_post"),
            ("/settings/account", "listing_not_post"),
            ("/north_bound", "profile_not_post"),
            ("/north_bound/with_replies", "profile_not_post"),
            ("/north_bound/status/", "bad_id"),
            ("/north_bound/status/abc", "bad_id"),
            ("/north_bound/status/0", "bad_id"),
            ("/north_bound/status/0123", "bad_id"),
            ("/north_bound/status/-1", "bad_id"),
            ("/north_bound/status/+1", "bad_id"),
            ("/north_bound/status/٣٤", "bad_id"),
            (f"/north_bound/status/{2**64}", "bad_id"),
            (f"/north_bound/status/{'1' * 21}", "bad_id"),
            (f"/north_bound/status/{'9' * 8000}", "bad_id"),
            ("/statuses", "bad_id"),
            ("/i/status", "bad_id"),
            ("/i/web/status/", "bad_id"),
            ("/i/videos/tweet/x", "bad_id"),
            ("/i/cards/tfw/v1/", "bad_id"),
            ("/i/spaces/1OyKADyWoPax", "bad_id"),
            ("/i/spaces/1OyKADyWoPaxbb", "bad_id"),
            ("/i/spaces/1234567890123", "bad_id"),
            ("/i/broadcasts/", "bad_id"),
            ("/i/broadcasts/123", "bad_id"),
            ("/i/events/a-b", "bad_id"),
        ],
    )
    def test_page_is_refused_by_name(self, path: str, reason: Reason) -> None:
        assert read_refusal(f"https://x.com{path}", reason).platform == "x"

    @pytest.mark.parametrize(
        ("path", "handle"),
        [("/north_bound", "north_bound"), ("/North/media", "North"), ("/a.b", None)],
    )
    def test_profile_gives_its_handle(self, path: str, handle: str | None) -> None:
        refusal = read_refusal(f"https://x.com{path}", "profile_not_post")
        assert refusal.handle == handle
