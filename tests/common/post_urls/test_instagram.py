import pytest

from libs.common.post_urls import Reason
from tests.common.post_urls.forms import CODE, INSTAGRAM, PK, POINTERS
from tests.common.post_urls.reading import read_post, read_refusal

SITE = "https://www.instagram.com"
TOKEN = "a1B2-c3_D4e5F6g7H8i9J0k1L2m3"


class TestForms:
    @pytest.mark.parametrize(("form", "kind"), INSTAGRAM.items())
    def test_form_names_the_post(self, form: str, kind: str) -> None:
        post = read_post(form.format(code=CODE, pk=PK))
        assert (post.platform, post.kind, post.id) == ("instagram", kind, CODE)
        assert post.canonical_url == f"{SITE}/p/{CODE}/"
        assert not post.needs_resolve
        assert not post.is_demo

    @pytest.mark.parametrize(
        ("path", "owner"),
        [
            (f"/north.bound/p/{CODE}/", "north.bound"),
            (f"/north.bound/reel/{CODE}/", "north.bound"),
            (f"/stories/north.bound/{PK}/", "north.bound"),
            (f"/p/{CODE}/", None),
            (f"/{'a' * 31}/p/{CODE}/", None),
        ],
    )
    def test_owner_is_taken_where_it_is_a_name(
        self, path: str, owner: str | None
    ) -> None:
        assert read_post(SITE + path).owner_hint == owner

    @pytest.mark.parametrize(
        ("query", "index"),
        [
            ("img_index=1", 1),
            ("igsh=a&img_index=12", 12),
            ("img_index=0", None),
            ("img_index=-1", None),
            ("img_index=٣", None),
            ("img_index=99999999999999999999", None),
            ("", None),
        ],
    )
    def test_slide_becomes_the_index(self, query: str, index: int | None) -> None:
        assert read_post(f"{SITE}/p/{CODE}/?{query}").index == index

    def test_codes_are_case_sensitive(self) -> None:
        assert read_post(f"{SITE}/p/BaBa/").id != read_post(f"{SITE}/p/BABA/").id

    @pytest.mark.parametrize("code", ["B", "y6aBc", "ab-_c8DjaA", "P__________"])
    def test_short_and_long_codes_are_accepted(self, code: str) -> None:
        assert read_post(f"{SITE}/p/{code}/").id == code

    def test_code_with_leading_zero_digits_is_the_same_post(self) -> None:
        assert read_post(f"{SITE}/p/AAAB9/").id == "B9"

    def test_highlight_keeps_its_number(self) -> None:
        post = read_post(f"{SITE}/stories/highlights/18090000000000001/")
        assert (post.kind, post.id) == ("highlight", "18090000000000001")
        assert post.canonical_url == f"{SITE}/stories/highlights/18090000000000001/"


class TestPrivatePost:
    def test_token_is_dropped_and_noted(self) -> None:
        post = read_post(f"{SITE}/p/{CODE}{TOKEN}/")
        assert len(TOKEN) == 28
        assert post.id == CODE
        assert post.notes == {"private_token"}
        assert TOKEN not in repr(post)

    def test_token_of_a_refused_link_is_not_repeated(self) -> None:
        refusal = read_refusal(f"{SITE}/p/Q{CODE}{TOKEN}/", "bad_id")
        assert TOKEN not in repr(refusal)

    def test_code_without_token_has_no_note(self) -> None:
        assert read_post(f"{SITE}/p/{CODE}/").notes == frozenset()


class TestSharePointer:
    @pytest.mark.parametrize(
        ("url", "canonical"),
        [pair for pair in POINTERS.items() if "instagram" in pair[0]],
    )
    def test_token_is_no_shortcode(self, url: str, canonical: str) -> None:
        post = read_post(url)
        assert (post.platform, post.id) == ("instagram", None)
        assert post.needs_resolve
        assert post.canonical_url == canonical
        assert post.identity == ("instagram", canonical)

    def test_token_keeps_its_case(self) -> None:
        assert read_post(f"{SITE}/share/aB") != read_post(f"{SITE}/share/Ab")


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/", "listing_not_post"),
            ("/explore/tags/bikes/", "listing_not_post"),
            ("/explore/", "listing_not_post"),
            ("/accounts/login/", "listing_not_post"),
            ("/direct/inbox/", "listing_not_post"),
            ("/about/us/", "listing_not_post"),
            ("/legal/terms/", "listing_not_post"),
            ("/developer/", "listing_not_post"),
            ("/reels/", "listing_not_post"),
            ("/tv/", "listing_not_post"),
            ("/stories/north.bound/", "listing_not_post"),
            ("/stories/highlights/", "listing_not_post"),
            ("/stories/", "listing_not_post"),
            ("/reels/audio/1234567890/", "audio_page"),
            ("/reels/audio/", "audio_page"),
            ("/north.bound/", "profile_not_post"),
            ("/north.bound/reels/", "profile_not_post"),
            ("/north.bound/tagged/", "profile_not_post"),
            ("/p/", "bad_id"),
            ("/reel/", "bad_id"),
            (f"/p/{CODE}A/", "bad_id"),
            (f"/p/{'B' * 28}/", "bad_id"),
            ("/p/DAmf$E4sgAA/", "bad_id"),
            ("/p/DAmfÉ4sgAA/", "bad_id"),
            ("/p/DAmf%2545sgAA/", "bad_id"),
            ("/p/QAAAAAAAAAA/", "bad_id"),
            ("/p/AAAA/", "bad_id"),
            ("/share/", "bad_id"),
            ("/share/p/", "bad_id"),
            ("/share/reel/", "bad_id"),
            ("/share/BA.xyz/", "bad_id"),
            ("/stories/north.bound/0123/", "bad_id"),
            ("/stories/north.bound/abc/", "bad_id"),
            ("/stories/north.bound/٣٤/", "bad_id"),
            (f"/stories/north.bound/{2**64}/", "bad_id"),
            (f"/stories/north.bound/{'9' * 5000}/", "bad_id"),
            ("/stories/highlights/12345678901/", "bad_id"),
            (f"/stories/highlights/{2**64}/", "bad_id"),
        ],
    )
    def test_page_is_refused_by_name(self, path: str, reason: Reason) -> None:
        assert read_refusal(SITE + path, reason).platform == "instagram"

    @pytest.mark.parametrize(
        "path", ["/north.bound/", "/north.bound", "/north.bound/tagged/?hl=en"]
    )
    def test_profile_gives_its_handle(self, path: str) -> None:
        refusal = read_refusal(SITE + path, "profile_not_post")
        assert refusal.handle == "north.bound"
        assert refusal.message == (
            "This is a profile, not a post. Open a post and copy its link."
        )

    def test_name_that_cannot_be_one_is_no_handle(self) -> None:
        assert read_refusal(f"{SITE}/a$b/", "profile_not_post").handle is None

    def test_stories_give_their_account(self) -> None:
        refusal = read_refusal(f"{SITE}/stories/north.bound/", "listing_not_post")
        assert refusal.handle == "north.bound"


class TestAppLink:
    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("instagram://media?id=", "bad_id"),
            ("instagram://media", "bad_id"),
            ("instagram://media?id=0", "bad_id"),
            (f"instagram://media?id={PK}_x", "bad_id"),
            (f"instagram://media?id={2**64}", "bad_id"),
            ("instagram://camera", "listing_not_post"),
            ("instagram://user?username=north.bound", "profile_not_post"),
            ("instagram://user/?username=north.bound", "profile_not_post"),
            ("instagram://user/settings?username=a", "profile_not_post"),
        ],
    )
    def test_link_without_a_medium_is_refused(self, url: str, reason: Reason) -> None:
        assert read_refusal(url, reason).platform == "instagram"
