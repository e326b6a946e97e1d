"""Which post a row is about."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.post_urls import PostUrl, parse_post_url
from services.social.imports.rows.identity import NoIdentity, Told, find_identity
from services.social.platforms.catalogue import Platform, find_platform

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def platform(name: str) -> Platform:
    found = find_platform(name)
    assert found
    return found


def find(
    name: str,
    post_id: str | None = None,
    url: str | None = None,
    *,
    creator_key: str = "ada",
    at: datetime | None = AT,
    text: str | None = "Hello",
) -> tuple[str, str] | NoIdentity:
    return find_identity(platform(name), Told(post_id, url, creator_key, at, text))


class TestDerived:
    def test_account_time_and_text_make_the_id(self) -> None:
        ids = {
            find("instagram", creator_key=creator, at=at, text=text)
            for creator in ("ada", "bea")
            for at in (AT, None)
            for text in ("Hello", "Hello!", None)
            if at or text
        }
        assert len(ids) == 10

    def test_same_instant_in_another_zone_is_the_same_post(self) -> None:
        berlin = AT.astimezone(timezone(timedelta(hours=1)))
        assert find("instagram", at=berlin) == find("instagram")

    @given(st.text(), st.text(), st.text())
    def test_parts_do_not_run_into_each_other(self, a: str, b: str, c: str) -> None:
        if "\0" in a + b + c or not b:
            return
        one = find("linkedin", creator_key=a, at=None, text=b + c)
        two = find("linkedin", creator_key=a + b, at=None, text=c or "x")
        assert one != two

    def test_is_no_id_of_any_platform_and_has_no_address(self) -> None:
        found = find("youtube")
        assert isinstance(found, tuple)
        assert (found[0][0], len(found[0]), found[1]) == ("~", 25, "")

    def test_id_stays_what_it_was(self) -> None:
        """Changed, all that was imported before would come in twice."""
        assert find("instagram") == ("~3q5xtjhaclyoo7vd5fohweig", "")

    def test_nothing_to_tell_it_by_is_refused(self) -> None:
        refused = find("instagram", at=None, text=None)
        assert isinstance(refused, NoIdentity)
        assert (refused.reason, refused.field) == ("missing", "id")


class TestTold:
    @pytest.mark.parametrize(
        ("name", "url", "post_id"),
        [
            (
                "tiktok",
                "https://www.tiktok.com/@a/video/6875468410612993286?x=1",
                "6875468410612993286",
            ),
            (
                "tiktok",
                "https://www.tiktokv.com/share/video/7206997712345678901/",
                "7206997712345678901",
            ),
            (
                "linkedin",
                "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A74480",
                "share:74480",
            ),
            (
                "linkedin",
                "https://www.linkedin.com/feed/update/urn:li:ugcPost:74480/",
                "ugcPost:74480",
            ),
            ("pinterest", "https://www.pinterest.com/pin/99/", "99"),
        ],
    )
    def test_id_is_found_in_addresses_of_exports(
        self, name: str, url: str, post_id: str
    ) -> None:
        assert find(name, url=url) == (post_id, url)

    def test_other_address_is_an_id_of_its_own(self) -> None:
        one = find("facebook", url="https://www.facebook.com/a/posts/1")
        two = find("facebook", url="https://www.facebook.com/a/posts/2")
        assert isinstance(one, tuple)
        assert one != two
        assert one[0].startswith("~")

    def test_address_of_tiktok_is_made_of_handle_and_id(self) -> None:
        assert find("tiktok", "6875468410612993286") == (
            "6875468410612993286",
            "https://www.tiktok.com/@ada/video/6875468410612993286",
        )

    def test_address_that_is_none_is_refused(self) -> None:
        for url in ("javascript:alert(1)", "x", "https://a b"):
            refused = find("facebook", "1", url)
            assert isinstance(refused, NoIdentity)
            assert refused.reason == "bad_url"


class TestLinked:
    def test_address_goes_before_an_id_that_counts_otherwise(self) -> None:
        found = find(
            "instagram",
            "17895695668004550",
            "https://www.instagram.com/reel/DAbcdefghij/",
        )
        assert isinstance(found, tuple)
        assert found[0] == "DAbcdefghij"

    @given(
        st.sampled_from(["x", "youtube"]),
        st.from_regex(r"[0-9A-Za-z_-]{1,20}|[0-9]{1,21}", fullmatch=True),
    )
    def test_id_alone_is_read_by_the_rules_for_links(
        self, name: str, post_id: str
    ) -> None:
        forms = {
            "x": "https://x.com/i/status/{}",
            "youtube": "https://www.youtube.com/watch?v={}",
        }
        read = parse_post_url(forms[name].format(post_id))
        found = find(name, post_id)
        if isinstance(read, PostUrl) and read.id:
            assert found == (read.id, read.canonical_url)
        else:
            assert isinstance(found, NoIdentity)

    def test_id_serves_where_the_address_is_none_of_the_platform(self) -> None:
        found = find("youtube", "dQw4w9WgXcQ", "https://example.com/")
        assert isinstance(found, tuple)
        assert found[0] == "dQw4w9WgXcQ"

    def test_id_beginning_with_a_dash_is_one(self) -> None:
        found = find("youtube", "-QmXVtHrzAA")
        assert isinstance(found, tuple)
        assert found[0] == "-QmXVtHrzAA"
