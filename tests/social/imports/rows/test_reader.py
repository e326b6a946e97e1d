"""From a row to a post, or to the reason why it is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.mapping import FIELDS, Mapping
from services.social.imports.rows.identity import build_creator_key
from services.social.imports.rows.reader import EXTRA_CELLS, RowContext, RowReader
from services.social.imports.rows.refusals import RefusedRow
from services.social.sources.collected_post import CollectedPost
from tests.factories.social import NOON

ALL = {name: name for name in FIELDS}
GOOD = {"platform": "youtube", "creator": "Ada", "id": "dQw4w9WgXcQ"}


def read(record: dict[str, Any], **mapping: Any) -> CollectedPost | RefusedRow:
    fields = Mapping.model_validate({"fields": {**ALL, **mapping}})
    return RowReader(fields, RowContext(NOON)).read(record)


def read_post(record: dict[str, Any], **mapping: Any) -> CollectedPost:
    post = read(record, **mapping)
    assert isinstance(post, CollectedPost), post
    return post


def refusal(record: dict[str, Any], **mapping: Any) -> tuple[str, str | None]:
    refused = read(record, **mapping)
    assert isinstance(refused, RefusedRow), refused
    return refused.reason, refused.field


class TestRead:
    def test_least_row_is_a_post(self) -> None:
        post = read_post(GOOD)
        assert post.url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
        assert (post.creator_key, post.creator_name) == ("ada", "Ada")
        assert post.as_of == NOON
        assert post.metrics.views is None

    def test_every_field_is_read(self) -> None:
        post = read_post(
            {
                **GOOD,
                "kind": "IG reel",
                "title": "T &amp; t",
                "text": "Text",
                "time": "2026-01-02T03:04:05Z",
                "duration": "PT1M",
                "views": "1,000",
                "impressions": "5",
                "likes": "4",
                "comments": "3",
                "shares": "2",
                "saves": "1",
                "followers": "9",
                "media": "https://a.example/1.jpg https://a.example/2.mp4",
                "as_of": "2026-02-01T00:00:00Z",
            }
        )
        assert (post.kind, post.title, post.duration_seconds) == (
            "reel",
            "T &amp; t",
            60,
        )
        assert post.metrics.model_dump(exclude_none=True) == {
            "views": 1000,
            "impressions": 5,
            "likes": 4,
            "comments": 3,
            "shares": 2,
            "saves": 1,
            "followers": 9,
        }
        assert [m.kind for m in post.media] == ["image", "video"]
        assert post.as_of.month == 2

    @pytest.mark.parametrize(
        ("url", "platform", "post_id"),
        [
            ("https://youtu.be/dQw4w9WgXcQ?si=x", "youtube", "dQw4w9WgXcQ"),
            (
                "https://twitter.com/a/status/920061541986250758",
                "x",
                "920061541986250758",
            ),
            ("https://www.instagram.com/reel/DAbcdefghij/", "instagram", "DAbcdefghij"),
        ],
    )
    def test_id_is_read_from_the_url(
        self, url: str, platform: str, post_id: str
    ) -> None:
        record = {"platform": platform, "creator": "a", "url": url}
        assert read_post(record).platform_post_id == post_id

    def test_instagram_number_becomes_its_shortcode(self) -> None:
        record = {"platform": "instagram", "creator": "a", "id": "3412345678901234567"}
        post = read_post(record)
        assert post.url == f"https://www.instagram.com/p/{post.platform_post_id}/"
        assert len(post.platform_post_id) == 11

    def test_number_of_json_is_an_id(self) -> None:
        record = {"platform": "x", "creator": "a", "id": 920061541986250758}
        assert read_post(record).platform_post_id == "920061541986250758"

    def test_constant_holds_for_every_row(self) -> None:
        record = {"creator": "a", "id": "dQw4w9WgXcQ"}
        assert read_post(record, platform={"value": "YouTube"}).platform == "youtube"

    def test_path_leads_into_objects(self) -> None:
        record = {**GOOD, "stats": {"play": 7}, "user": {"name": "Bea"}}
        post = read_post(record, views="stats.play", creator="user.name")
        assert (post.metrics.views, post.creator_name) == (7, "Bea")

    def test_platform_without_links_takes_id_and_url_as_told(self) -> None:
        record = {
            "platform": "tiktok",
            "creator": "@Ada",
            "id": "6875468410612993286",
            "url": "https://www.tiktok.com/@ada/video/6875468410612993286",
        }
        post = read_post(record)
        assert (post.url, post.creator_key) == (record["url"], "ada")
        del record["url"]
        assert read_post(record).url == post.url

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"platform": ""}, ("missing", "platform")),
            ({"platform": "myspace"}, ("unsupported_platform", "platform")),
            ({"creator": " "}, ("missing", "creator")),
            ({"id": None}, ("missing", "id")),
            ({"id": "short"}, ("bad_id", "id")),
            ({"id": "dQw4w9WgXcQ&v=x"}, ("bad_id", "id")),
            ({"id": "", "url": "https://youtube.com/@ada"}, ("bad_url", "url")),
            ({"id": "", "url": "https://x.com/i/status/20"}, ("bad_url", "url")),
            (
                {"id": "", "url": "https://demo.invalid/youtube/demo-varnholm-001"},
                ("bad_url", "url"),
            ),
            ({"views": "many"}, ("bad_number", "views")),
            ({"duration": "long"}, ("bad_duration", "duration")),
            ({"time": "2026-01-01"}, ("time_without_zone", "time")),
            ({"as_of": "today"}, ("bad_time", "as_of")),
            ({"title": "x\x00"}, ("nul_character", "title")),
            ({"text": "x" * 100_001}, ("too_long", "text")),
            ({"media": "file:///etc/passwd"}, ("bad_url", "media")),
            ({EXTRA_CELLS: ["x"]}, ("wrong_column_count", None)),
        ],
    )
    def test_wrong_row_is_refused_with_reason_and_field(
        self, changes: dict[str, Any], expected: tuple[str, str | None]
    ) -> None:
        assert refusal({**GOOD, **changes}) == expected

    def test_refusal_names_the_column(self) -> None:
        refused = read({**GOOD, "Ansichten": "many"}, views="Ansichten")
        assert isinstance(refused, RefusedRow)
        assert "Ansichten" in refused.message

    @given(
        st.dictionaries(
            st.sampled_from(FIELDS),
            st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()),
        )
    )
    def test_any_row_is_a_post_or_a_refusal(self, changes: dict[str, Any]) -> None:
        found = read({**GOOD, **changes})
        assert isinstance(found, CollectedPost | RefusedRow)


class TestBuildCreatorKey:
    @pytest.mark.parametrize(
        ("creator", "key"),
        [
            ("@Ada", "ada"),
            ("How It's Played", "how it's played"),
            ("UCuAXFkgsw1L7xaCfnd5JJOw", "UCuAXFkgsw1L7xaCfnd5JJOw"),
        ],
    )
    def test_handles_in_lower_case_channel_ids_as_they_are(
        self, creator: str, key: str
    ) -> None:
        assert build_creator_key(creator) == key


class TestContext:
    def context(self, **changes: Any) -> RowReader:
        fields = {"id": "id", "text": "text", "kind": "kind", "duration": "Took (ms)"}
        mapping = Mapping.model_validate({"fields": fields})
        told = {"account": "@Ada", "platform": "x", **changes}
        return RowReader(mapping, RowContext(NOON, **told))

    def test_account_and_platform_serve_rows_that_name_none(self) -> None:
        post = self.context().read({"id": "20"})
        assert isinstance(post, CollectedPost)
        assert (post.platform, post.creator_key, post.creator_name) == (
            "x",
            "ada",
            "Ada",
        )

    def test_entities_are_undone_once_where_the_file_is_escaped(self) -> None:
        record = {"id": "20", "text": "a &lt; b &amp;amp; &quot;c&quot;"}
        post = self.context(is_escaped=True).read(record)
        assert isinstance(post, CollectedPost)
        assert post.content == 'a < b &amp; "c"'
        plain = self.context().read(record)
        assert isinstance(plain, CollectedPost)
        assert plain.content == record["text"]

    def test_repost_of_x_is_one_unless_the_row_says_otherwise(self) -> None:
        told = {"id": "20", "text": "RT @b: Hi"}
        kinds = []
        for record in (told, {**told, "kind": "Post"}, {**told, "text": "Hi"}):
            post = self.context().read(record)
            assert isinstance(post, CollectedPost)
            kinds.append(post.kind)
        assert kinds == ["repost", "post", None]

    def test_lengths_of_a_column_of_milliseconds(self) -> None:
        post = self.context().read({"id": "20", "Took (ms)": "90500"})
        assert isinstance(post, CollectedPost)
        assert post.duration_seconds == 90.5

    def test_line_of_totals_is_no_post_but_a_post_named_so_is(self) -> None:
        refused = self.context().read({"id": "Total", "text": "", "n": "5"})
        assert isinstance(refused, RefusedRow)
        assert refused.reason == "total_row"
        post = self.context().read({"text": "Total", "id": "20"})
        assert isinstance(post, CollectedPost)

    def test_number_that_lost_its_last_digits_is_no_id(self) -> None:
        refused = self.context().read({"id": 1.626922779105759e18})
        assert isinstance(refused, RefusedRow)
        assert refused.field == "id"
