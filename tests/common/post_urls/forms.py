"""Every form in which a link may name one post, per platform, for several tests.

`{code}` and `{pk}` are Instagram's two spellings of an id, `{id}` is X's or
YouTube's. The ids are invented; they obey the platforms' alphabets."""

import re

from hypothesis import strategies as st

from libs.common.post_urls import pk_to_shortcode

CODE = "DAmftE4sgAA"
PK = "3469600000000000000"
X_ID = "1858888888888888888"
VIDEO = "ab-_56789dA"
ONION = "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion"

# Form -> kind.
INSTAGRAM = {
    "https://www.instagram.com/p/{code}/": "post",
    "https://www.instagram.com/p/{code}": "post",
    "http://instagram.com/p/{code}/?igsh=MzRl&utm_source=qr": "post",
    "https://m.instagram.com/p/{code}": "post",
    "https://instagr.am/p/{code}/": "post",
    "https://www.instagram.com/reel/{code}/": "reel",
    "https://www.instagram.com/reels/{code}/": "reel",
    "https://www.instagram.com/tv/{code}/": "video",
    "https://www.instagram.com/north.bound/p/{code}/": "post",
    "https://www.instagram.com/north.bound/reel/{code}/": "reel",
    "https://www.instagram.com/north.bound/tv/{code}/": "video",
    "https://www.instagram.com/p/{code}/embed/captioned/": "post",
    "https://www.instagram.com/p/{code}/media/?size=l": "post",
    "https://www.instagram.com/P/{code}/": "post",
    "https://d.ddinstagram.com/reel/{code}/": "reel",
    "https://ddinstagram.com/p/{code}": "post",
    "https://www.instagram.com/stories/north.bound/{pk}/": "story",
    "instagram://media?id={pk}": "post",
    "instagram://media?id={pk}_25025320": "post",
    "https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Fp%2F{code}%2F&e=A": (
        "post"
    ),
    "instagram.com/p/{code}": "post",
    "//www.instagram.com/p/{code}": "post",
    "https://www.instagram.com//p//{code}//": "post",
    "https://www.instagram.com./p/{code}/": "post",
    "https://www.instagram.com:443/p/{code}/": "post",
    "http://www.instagram.com:80/p/{code}/": "post",
    "https://www.instagram.com/%70/{code}/": "post",
}

_X_HOSTS = [
    prefix + host
    for prefix in ("", "www.", "m.", "mobile.")
    for host in ("x.com", "twitter.com", ONION)
]
_X_MIRRORS = [
    prefix + host
    for prefix in ("", "d.", "g.", "i.", "c.", "api.")
    for host in (
        "fxtwitter.com",
        "fixupx.com",
        "twittpr.com",
        "vxtwitter.com",
        "fixvx.com",
    )
]
_X_PATHS = [
    "/north_bound/status/{id}",
    "/north_bound/status/{id}/",
    "/north_bound/statuses/{id}",
    "/north_bound/Status/{id}?s=20&t=Zm9v&ref_src=twsrc",
    "/statuses/{id}",
    "/i/web/status/{id}",
    "/i/status/{id}",
    "/north_bound/status/{id}/photo/1",
    "/north_bound/status/{id}/video/1",
    *(
        f"/north_bound/status/{{id}}/{suffix}"
        for suffix in ("likes", "retweets", "quotes", "analytics", "hidden", "en")
    ),
    "/i/videos/{id}",
    "/i/videos/tweet/{id}",
    "/i/cards/tfw/v1/{id}",
    "/not%20a%20name/status/{id}",
]
X = {
    **{f"https://{host}/north_bound/status/{{id}}": "post" for host in _X_HOSTS},
    **{f"https://{host}/north_bound/status/{{id}}": "post" for host in _X_MIRRORS},
    **{f"https://x.com{path}": "post" for path in _X_PATHS},
    "https://fxtwitter.com/north_bound/status/{id}/en": "post",
    "https://d.fxtwitter.com/north_bound/status/{id}.mp4": "post",
    "https://i.fixupx.com/north_bound/status/{id}.jpg": "post",
    "X.COM/north_bound/status/{id}": "post",
}

YOUTUBE = {
    **{
        f"https://{host}/watch?v={{id}}": "video"
        for host in (
            "youtube.com",
            "www.youtube.com",
            "m.youtube.com",
            "music.youtube.com",
            "gaming.youtube.com",
            "kids.youtube.com",
            "youtube-nocookie.com",
            "www.youtube-nocookie.com",
            "youtubekids.com",
            "youtu.be",
        )
    },
    "https://www.youtube.com/watch?app=desktop&v={id}&feature=share": "video",
    "https://www.youtube.com/watch?app=desktop;v={id};feature=share": "video",
    "https://www.youtube.com/watch?app=desktop&amp;v={id}&amp;pp=A": "video",
    "https://www.youtube.com/watch?v={id}?si=AbC": "video",
    "https://www.youtube.com/watch/{id}": "video",
    "https://www.youtube.com/watch/?v={id}": "video",
    "https://www.youtube.com/watch_popup?v={id}": "video",
    "https://www.youtube.com/movie?v={id}": "video",
    "https://www.youtube.com/?v={id}": "video",
    "https://youtu.be/{id}": "video",
    "https://youtu.be/{id}?si=AbC": "video",
    "https://youtu.be/{id}&feature=youtu.be": "video",
    "https://www.youtube.com/shorts/{id}": "short",
    "https://www.youtube.com/SHORTS/{id}?feature=share": "short",
    "https://www.youtube.com/live/{id}?si=AbC": "live",
    "https://www.youtube.com/embed/{id}?rel=0": "video",
    "https://www.youtube-nocookie.com/embed/{id}": "video",
    "https://www.youtube.com/v/{id}": "video",
    "https://youtube.googleapis.com/v/{id}": "video",
    "https://www.youtube.com/e/{id}": "video",
    "https://www.youtube.com/index?a=b#/watch?v={id}": "video",
    "https://www.youtube.com/#!v={id}": "video",
    "https://www.youtube.com/watch#!v={id}": "video",
    "https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3F"
    "v%3D{id}&gl=DE": "video",
    "https://www.youtube.com/redirect?event=a&q=https%3A%2F%2Fyoutu.be%2F{id}": "video",
    "https://www.youtube.com/attribution_link?a=b&u=%2Fwatch%3Fv%3D{id}%26feature%3D"
    "share": "video",
    "vnd.youtube:{id}": "video",
    "vnd.youtube://{id}": "video",
    "vnd.youtube://www.youtube.com/watch?v={id}": "video",
    "youtube://watch?v={id}": "video",
    "youtube.com/watch?v={id}": "video",
}

# Pointers: link -> its canonical form.
POINTERS = {
    "https://www.instagram.com/share/BAxyz_-12?igsh=a": (
        "https://www.instagram.com/share/BAxyz_-12/"
    ),
    "https://instagram.com/share/p/BAxyz_-12": (
        "https://www.instagram.com/share/p/BAxyz_-12/"
    ),
    "https://www.instagram.com/share/reel/BAxyz_-12/": (
        "https://www.instagram.com/share/reel/BAxyz_-12/"
    ),
    "https://t.co/AbCdEf1234": "https://t.co/AbCdEf1234",
    "http://t.co/AbCdEf1234?amp=1": "https://t.co/AbCdEf1234",
    "https://amp.twimg.com/v/0BADCAFE-1234-4321-abcd-0123456789ab": (
        "https://amp.twimg.com/v/0badcafe-1234-4321-abcd-0123456789ab"
    ),
    "https://www.youtube.com/clip/UgkxAbCdEf_-123?si=A": (
        "https://www.youtube.com/clip/UgkxAbCdEf_-123"
    ),
}

media_pks = st.integers(min_value=1, max_value=2**64 - 1)
x_ids = st.integers(min_value=1, max_value=2**64 - 1).map(str)
video_ids = st.from_regex(
    re.compile(r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]"), fullmatch=True
)


def fill_instagram(form: str, pk: int) -> str:
    """The form with a media's number, in the spelling that it asks for."""
    return form.format(code=pk_to_shortcode(pk), pk=pk)


accepted_urls = st.one_of(
    st.builds(fill_instagram, st.sampled_from(sorted(INSTAGRAM)), media_pks),
    st.builds(lambda form, id_: form.format(id=id_), st.sampled_from(sorted(X)), x_ids),
    st.builds(
        lambda form, id_: form.format(id=id_),
        st.sampled_from(sorted(YOUTUBE)),
        video_ids,
    ),
    st.sampled_from(sorted(POINTERS)),
    st.from_regex(r"demo-[a-z0-9-]{7,59}", fullmatch=True).map(
        lambda id_: f"https://demo.invalid/youtube/{id_}"
    ),
    st.from_regex(r"[a-zA-Z0-9_~.:-]{1,40}", fullmatch=True).map(
        lambda id_: f"https://library.invalid/tiktok/{id_}"
    ),
    st.integers(min_value=10**11, max_value=2**64 - 1).map(
        lambda id_: f"https://www.instagram.com/stories/highlights/{id_}/"
    ),
    st.sampled_from(
        [
            "https://x.com/i/spaces/1OyKADyWoPaxb",
            "https://twitter.com/i/broadcasts/1OyKADyWoPaxb",
            "https://x.com/i/events/1858888888888888888",
        ]
    ),
)
