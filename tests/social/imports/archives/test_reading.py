"""Each platform's export, as it is read."""

from datetime import UTC, datetime

import pytest

from libs.common.contracts.social import PostMetrics
from tests.social.imports.archives import exports
from tests.social.imports.archives.looking import look, posts, reasons
from tests.social.imports.archives.zips import build_zip

_FIRST = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


class TestInstagram:
    async def test_posts_have_their_words_and_figures(self) -> None:
        found = await look(("x.zip", exports.packed(exports.instagram())))
        assert (found.source, found.account) == ("instagram_archive", "Ada.L")
        assert not found.questions
        reel, image, carousel = posts(found)
        assert (image.text, image.kind) == ("Käse für 3 € 🎉", "image")
        assert image.published_at == _FIRST
        # `--` is not known, which is not 0; visits of the profile are none of ours.
        assert image.metrics == PostMetrics(reach=12_345, likes=980)
        assert (reel.kind, reel.metrics.views) == ("reel", 55_000)
        assert (carousel.kind, carousel.text) == ("carousel", "Two at once")
        assert carousel.metrics == PostMetrics()
        assert carousel.published_at == datetime(2023, 11, 14, 22, 15, 5, tzinfo=UTC)

    async def test_summary_tells_what_was_found(self) -> None:
        found = await look(("x.zip", exports.packed(exports.instagram())))
        assert found.is_whole
        assert (found.found.posts, found.found.first_published_at) == (3, _FIRST)
        figures = {each.name: (each.sum, each.posts) for each in found.found.figures}
        assert figures == {
            "reach": (12_345, 1),
            "likes": (980 + 3100, 2),
            "views": (55_000, 1),
        }

    async def test_figures_alone_are_posts_as_well(self) -> None:
        members = exports.instagram()
        name = "ig/logged_information/past_instagram_insights/posts.json"
        found = await look(("posts.json", members[name]), account="ada")
        [post] = posts(found)
        assert (post.published_at, post.metrics.likes) == (_FIRST, 980)

    async def test_oldest_form_is_read(self) -> None:
        document = exports.to_json(
            {
                "stories": [],
                "photos": [
                    {
                        "caption": "Old",
                        "taken_at": "2018-05-06T14:03:32",
                        "path": "photos/1.jpg",
                    }
                ],
            }
        )
        found = await look(("media.json", document), account="ada")
        [post] = posts(found)
        assert (post.text, post.kind) == ("Old", "image")
        assert post.published_at == datetime(2018, 5, 6, 14, 3, 32, tzinfo=UTC)

    async def test_parts_in_several_zips_are_one_export(self) -> None:
        members = exports.instagram()
        halves = [dict(list(members.items())[n::2]) for n in (0, 1)]
        files = [(f"{n}.zip", build_zip(half)) for n, half in enumerate(halves)]
        found = await look(*files)
        assert (found.found.posts, found.account) == (3, "Ada.L")

    async def test_post_without_anything_is_told(self) -> None:
        document = exports.to_json([{"media": [{"uri": "a.jpg"}]}, {"media": []}])
        found = await look(("posts_1.json", document), account="ada")
        assert reasons(found) == ["missing", "empty_post"]


class TestFacebook:
    async def test_posts_are_read_and_events_told(self) -> None:
        found = await look(("x.zip", exports.packed(exports.facebook())))
        assert (found.source, found.account) == ("facebook_archive", "Ada.L")
        words, picture, link = posts(found)
        assert (words.text, words.kind) == ("Grüße an alle", "post")
        assert (picture.text, picture.kind) == ("Zwölf", "image")
        assert (link.kind, link.published_at) == (
            "link",
            datetime(2023, 11, 14, 22, 16, 40, tzinfo=UTC),
        )
        assert reasons(found) == ["empty_post"]
        assert not found.found.figures


class TestTikTok:
    @pytest.mark.parametrize("is_older", [False, True])
    async def test_own_posts_of_both_trees_are_read(self, *, is_older: bool) -> None:
        document = exports.tiktok_document(is_older=is_older)
        found = await look(("user_data_tiktok.json", document))
        assert (found.source, found.account) == ("tiktok_archive", "Ada.L")
        first, second, _ = posts(found)
        assert (first.id, first.text) == ("7206997712345678900", "First")
        assert first.published_at == datetime(2023, 3, 5, 14, 22, tzinfo=UTC)
        assert first.metrics == PostMetrics(likes=400)
        assert first.url == "https://www.tiktok.com/@ada.l/video/7206997712345678900"
        assert second.text is None

    @pytest.mark.parametrize("nothing", [None, []])
    async def test_no_posts_are_no_rows(self, nothing: object) -> None:
        document = {"Post": {"Posts": {"VideoList": nothing}}}
        found = await look(("x.json", exports.to_json(document)), account="ada")
        assert (found.found.posts, found.rows) == (0, [])

    async def test_expired_link_is_no_id(self) -> None:
        listed = [{"Date": "2023-03-05 14:22:09", "Link": "https://v16.cdn.com/a/"}]
        document = {"Post": {"Posts": {"VideoList": listed}}}
        found = await look(("x.json", exports.to_json(document)), account="ada")
        [post] = posts(found)
        assert (post.id, post.url) == (None, None)


class TestPinterest:
    async def test_pins_are_read(self) -> None:
        found = await look(
            ("x.zip", exports.packed(exports.pinterest())), account="Ada"
        )
        assert found.source == "pinterest_archive"
        first, second, _ = posts(found)
        assert (first.title, first.text) == (None, "Käse & Brot 0")
        assert second.title == "A title"
        assert second.id == "123456789012341"
        assert second.published_at == datetime(2026, 5, 11, tzinfo=UTC)

    async def test_pin_across_the_edge_of_a_chunk_is_whole(self) -> None:
        page = exports.pinterest()["pins/0001.html"]
        for shift in range(0, 1_000, 97):
            filler = b"<!--" + b"x" * (65_536 - 700 + shift) + b"-->"
            padded = page.replace(b"</h1>", b"</h1>" + filler)
            found = await look(("pins.html", padded), account="ada")
            assert [post.text for post in posts(found)] == [
                f"Käse & Brot {n}" for n in range(3)
            ]


class TestLinkedIn:
    async def test_tables_side_by_side_are_joined_by_address(self) -> None:
        found = await look(("c.xlsx", exports.linkedin_workbook()), account="ada")
        assert found.source == "linkedin_analytics"
        first, second, third = posts(found)
        assert first.id == "activity:7458194261025673216"
        assert first.metrics == PostMetrics(engagements=40)
        assert second.metrics == PostMetrics(engagements=30, impressions=9000)
        assert third.metrics == PostMetrics(impressions=800)
        # The day is told, the second is in the id.
        moment = datetime(2026, 5, 7, 16, 41, 18, 377_000, tzinfo=UTC)
        assert first.published_at == moment
        assert first.as_of == datetime(2026, 11, 1, tzinfo=UTC)

    async def test_shares_are_mended(self) -> None:
        found = await look(("Shares.csv", exports.LINKEDIN_SHARES), account="ada")
        assert (found.source, found.questions) == ("linkedin_shares", [])
        broken, quoted, passed_on = posts(found)
        assert broken.text == "First\n\nSecond"
        assert broken.published_at == datetime(2026, 5, 7, 16, 41, 18, tzinfo=UTC)
        assert quoted.text == 'He said "yes"'
        assert (passed_on.kind, passed_on.text) == ("repost", None)

    async def test_quotes_after_a_backslash_are_understood(self) -> None:
        content = exports.LINKEDIN_SHARES.replace(b'""yes""', b'\\"yes, no\\"')
        found = await look(("Shares.csv", content), account="ada")
        assert posts(found)[1].text == 'He said "yes, no"'


class TestYouTube:
    async def test_studio_in_german_is_read(self) -> None:
        members = {
            "Tabellendaten.csv": exports.YOUTUBE_STUDIO,
            "Gesamtwerte.csv": b"Datum,Aufrufe\n2023-03-05,3\n",
            "Diagrammdaten.csv": b"Datum,Inhalte,Videotitel,Aufrufe\n",
        }
        found = await look(
            ("x.zip", build_zip(members)),
            account=f"https://www.youtube.com/channel/{exports.YOUTUBE_CHANNEL}",
            timezone="Europe/Berlin",
        )
        assert (found.source, found.questions) == ("youtube_studio", [])
        first, dash, short = posts(found)
        assert (first.title, first.creator) == (
            "Eins, zwei\ndrei",
            exports.YOUTUBE_CHANNEL,
        )
        assert first.metrics == PostMetrics(views=5000, impressions=50_000)
        assert first.published_at == datetime(2023, 3, 4, 23, tzinfo=UTC)
        assert dash.id == "-3d1NctSv0c"
        assert short.duration_seconds == 61
        assert reasons(found) == ["total_row", "bad_id"]

    async def test_takeout_of_several_files_is_one(self) -> None:
        found = await look(("x.zip", exports.packed(exports.youtube_takeout())))
        assert (found.source, found.questions) == ("youtube_takeout", [])
        assert [post.title for post in posts(found)] == ["One", "Two", "Three"]
        assert {post.creator for post in posts(found)} == {exports.YOUTUBE_CHANNEL}
        assert reasons(found) == ["not_public"]
        [skipped] = found.found.skipped
        assert (skipped.reason, skipped.count) == ("not_public", 1)
