import pytest

from libs.common.post_urls import Platform, PostUrl, Reason, Refusal, parse_post_url
from tests.common.post_urls.forms import POINTERS, VIDEO, YOUTUBE
from tests.common.post_urls.reading import read_post, read_refusal

SITE = "https://www.youtube.com"
WATCH = f"{SITE}/watch?v={VIDEO}"
PLAYLIST_PREFIXES = (
    *("PL", "LL", "EC", "UU", "FL", "RD", "UL", "TL", "PU"),
    "OLAK5uy_",
)
CHANNEL = "UCabcdefghij-_0123456789"


class TestForms:
    @pytest.mark.parametrize(("form", "kind"), YOUTUBE.items())
    def test_form_names_the_video(self, form: str, kind: str) -> None:
        post = read_post(form.format(id=VIDEO))
        assert (post.platform, post.kind, post.id) == ("youtube", kind, VIDEO)
        assert post.canonical_url == WATCH
        assert not post.needs_resolve

    def test_music_is_noted(self) -> None:
        assert read_post(f"https://music.youtube.com/watch?v={VIDEO}").notes == {
            "music"
        }
        assert read_post(WATCH).notes == frozenset()

    def test_other_fragment_leaves_the_video_alone(self) -> None:
        assert read_post(f"{WATCH}#/settings").id == VIDEO
        assert read_post(f"https://youtu.be/{VIDEO}#comments").id == VIDEO

    def test_first_of_two_ids_counts(self) -> None:
        assert read_post(f"{WATCH}&v=00000000000").id == VIDEO


class TestVideoId:
    @pytest.mark.parametrize("last", "AEIMQUYcgkosw048")
    def test_last_character_of_four_bits_is_accepted(self, last: str) -> None:
        assert read_post(f"https://youtu.be/{VIDEO[:10]}{last}").id

    @pytest.mark.parametrize("last", "BCDFZabdefz12379-_")
    def test_any_other_last_character_is_refused(self, last: str) -> None:
        read_refusal(f"https://youtu.be/{VIDEO[:10]}{last}", "bad_id")

    @pytest.mark.parametrize(
        "video_id",
        [
            VIDEO[1:],
            f"{VIDEO}A",
            f"a{VIDEO}",
            f"{VIDEO}{VIDEO}",
            f"{VIDEO[:5]}.{VIDEO[6:]}",
            f"{VIDEO[:5]}é{VIDEO[6:]}",
        ],
    )
    @pytest.mark.parametrize(
        "form", ["/watch?v={}", "/shorts/{}", "/embed/{}", "/live/{}", "/v/{}"]
    )
    def test_id_of_another_form_is_never_cut(self, form: str, video_id: str) -> None:
        read_refusal(SITE + form.format(video_id), "bad_id")

    def test_bare_id_is_read_where_youtube_was_chosen(self) -> None:
        post = parse_post_url(f" {VIDEO}\n", platform="youtube")
        assert isinstance(post, PostUrl)
        assert post.canonical_url == WATCH

    @pytest.mark.parametrize("platform", [None, "instagram", "x"])
    def test_bare_id_is_no_link_elsewhere(self, platform: Platform | None) -> None:
        refused = parse_post_url(VIDEO, platform=platform)
        assert isinstance(refused, Refusal)
        assert refused.reason == "not_a_url"


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("90", 90),
            ("90s", 90),
            ("1m30s", 90),
            ("2m", 120),
            ("1h", 3600),
            ("1h2m3s", 3723),
            ("1H2M3S", 3723),
            ("1:30", 90),
            ("1%3A30", 90),
            ("1:02:03", 3723),
            ("0", 0),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("s", None),
            ("h", None),
            ("٣", None),
            ("9" * 400, None),
        ],
    )
    @pytest.mark.parametrize("place", ["&t=", "&start=", "#t="])
    def test_start_is_in_seconds(
        self, place: str, text: str, seconds: int | None
    ) -> None:
        assert read_post(f"{WATCH}{place}{text}").start_seconds == seconds

    def test_end_is_in_seconds(self) -> None:
        post = read_post(f"{SITE}/embed/{VIDEO}?start=10&end=1m")
        assert (post.start_seconds, post.end_seconds) == (10, 60)

    @pytest.mark.parametrize("query", ["&start=10&end=10", "&end=0", "&end=x"])
    def test_end_before_the_start_is_dropped(self, query: str) -> None:
        assert read_post(WATCH + query).end_seconds is None

    def test_query_goes_before_the_fragment(self) -> None:
        assert read_post(f"{WATCH}&t=5#t=9").start_seconds == 5


class TestPlaylist:
    @pytest.mark.parametrize(
        "playlist",
        [
            *(
                f"{prefix}ab-_456789"
                for prefix in [
                    "PL",
                    "LL",
                    "EC",
                    "UU",
                    "FL",
                    "RD",
                    "UL",
                    "TL",
                    "PU",
                    "OLAK5uy_",
                ]
            ),
            "RDMM",
            "WL",
            "LL",
            "LM",
        ],
    )
    def test_playlist_and_place_are_kept(self, playlist: str) -> None:
        post = read_post(f"{WATCH}&list={playlist}&index=7")
        assert (post.playlist_id, post.index) == (playlist, 7)
        assert post.canonical_url == WATCH

    @pytest.mark.parametrize(
        "playlist", ["", "PL", "PLab-_45678", "XX0123456789", "WLx"]
    )
    def test_other_text_is_no_playlist(self, playlist: str) -> None:
        post = read_post(f"{WATCH}&list={playlist}&index=7")
        assert (post.playlist_id, post.index) == (None, None)


class TestClip:
    def test_token_is_no_video_id(self) -> None:
        url = next(url for url in POINTERS if "/clip/" in url)
        post = read_post(url)
        assert (post.platform, post.kind, post.id) == ("youtube", "clip", None)
        assert post.needs_resolve
        assert post.canonical_url == POINTERS[url]

    @pytest.mark.parametrize("token", ["", "a$b", "a" * 129])
    def test_damaged_token_is_refused(self, token: str) -> None:
        read_refusal(f"{SITE}/clip/{token}", "bad_id")


class TestFrontEnds:
    def test_listed_front_end_is_read_like_youtube(self) -> None:
        hosts = {"videos.example"}
        url = f"https://videos.example/watch?v={VIDEO}"
        post = parse_post_url(url, front_ends=hosts)
        assert isinstance(post, PostUrl)
        assert post.canonical_url == WATCH
        assert post == parse_post_url(url.removeprefix("https://"), front_ends=hosts)

    def test_other_front_end_is_refused(self) -> None:
        read_refusal(f"https://videos.example/watch?v={VIDEO}", "unsupported_host")


class TestWrappedLink:
    @pytest.mark.parametrize(
        "url",
        [
            f"{SITE}/redirect",
            f"{SITE}/redirect?q=",
            f"{SITE}/attribution_link?u=",
            "https://consent.youtube.com/m",
            f"{SITE}/redirect?q=https%3A%2F%2Fwww.youtube.com%2Fredirect%3Fq%3DA",
            "https://l.instagram.com/?u=https%3A%2F%2Fl.instagram.com%2F%3Fu%3DA",
            f"{SITE}/redirect?q=vnd.youtube%3A{VIDEO}",
        ],
    )
    def test_link_is_unwrapped_once(self, url: str) -> None:
        assert "only forwards" in read_refusal(url, "listing_not_post").message

    def test_target_of_another_platform_is_read(self) -> None:
        post = read_post(f"{SITE}/redirect?q=https%3A%2F%2Fx.com%2Fa%2Fstatus%2F20")
        assert post.identity == ("x", "20")

    @pytest.mark.parametrize(
        "target", ["https%3A%2F%2Fevil.example%2Fwatch", "%2F%2Fevil.example%2Fwatch"]
    )
    def test_target_elsewhere_is_refused(self, target: str) -> None:
        read_refusal(f"{SITE}/redirect?q={target}", "unsupported_host")
        read_refusal(f"{SITE}/attribution_link?u={target}", "unsupported_host")


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/", "listing_not_post"),
            ("/embed/videoseries?list=PL0123456789", "listing_not_post"),
            ("/embed/live_stream?channel=UC", "listing_not_post"),
            ("/playlist?list=PL0123456789", "listing_not_post"),
            ("/watch?list=PL0123456789", "listing_not_post"),
            ("/hashtag/bikes", "listing_not_post"),
            ("/results?search_query=bikes", "listing_not_post"),
            ("/feed/subscriptions", "listing_not_post"),
            ("/post/UgkxAbC", "listing_not_post"),
            ("/shorts", "listing_not_post"),
            ("/live", "listing_not_post"),
            (f"/source/{VIDEO}/shorts", "audio_page"),
            ("/@north.bound", "profile_not_post"),
            (f"/channel/{CHANNEL}", "profile_not_post"),
            ("/c/NorthBound", "profile_not_post"),
            ("/user/northbound/videos", "profile_not_post"),
            ("/NorthBound", "profile_not_post"),
            ("/watch", "bad_id"),
            ("/watch?v=", "bad_id"),
        ],
    )
    def test_page_is_refused_by_name(self, path: str, reason: Reason) -> None:
        assert read_refusal(SITE + path, reason).platform == "youtube"

    @pytest.mark.parametrize(
        ("path", "handle"),
        [
            ("/@north.bound", "north.bound"),
            ("/@north.bound/shorts", "north.bound"),
            ("/@%E5%8C%97", "北"),
            ("/c/NorthBound", "NorthBound"),
            ("/user/northbound", "northbound"),
            ("/NorthBound", "NorthBound"),
            (f"/channel/{CHANNEL[:-1]}A", f"{CHANNEL[:-1]}A"),
            (f"/channel/{CHANNEL[:-1]}B", None),
            ("/channel/", None),
            ("/@%3Cscript%3E", None),
        ],
    )
    def test_channel_gives_its_handle(self, path: str, handle: str | None) -> None:
        assert read_refusal(SITE + path, "profile_not_post").handle == handle
