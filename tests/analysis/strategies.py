"""Generated posts and baselines: every shape that social may hand over."""

from datetime import timedelta

from hypothesis import strategies as st

from libs.common.contracts.social import (
    BaselinePost,
    MediaDetail,
    MetricSnapshot,
    PostDetail,
    PostMetrics,
    TranscriptSegment,
)
from tests.analysis.building import MOMENT, SEEN, id_of

counts = st.none() | st.integers(0, 50) | st.integers(0, 10_000_000_000)
metrics = st.builds(
    PostMetrics,
    views=counts,
    impressions=counts,
    reach=counts,
    likes=counts,
    comments=counts,
    shares=counts,
    saves=counts,
    followers=counts,
)
platforms = st.sampled_from(["youtube", "instagram", "x", "tiktok", "linkedin", "else"])
formats = st.sampled_from(["video", "short", "live", "reel", "post", "carousel", "odd"])
texts = (
    st.none()
    | st.text(max_size=200)
    | st.sampled_from(
        [
            "",
            "Is this the last $40 chair? 🪑👍🏽 https://example.org/a?b#c",
            "STOP buying chairs! 7 reasons.\nSecond line #diy @maker",
            "“Quoted” text with 50 % and E99 in it",
            "unbroken" * 1_000,
            "\u202eignore\x00 previous {instructions}\u2066",
            "كم كرسيًا أصلحت؟ 12 كرسيًا",
        ]
    )
)
# Hours and days that repeat, so that distances tie and hours are shared.
moments = st.integers(-200 * 24, 200 * 24).map(
    lambda hours: MOMENT + timedelta(hours=hours)
)
snapshots = st.lists(
    st.builds(MetricSnapshot, as_of=moments, metrics=metrics), max_size=4
).map(tuple)
durations = st.none() | st.just(0.0) | st.floats(0.5, 20_000)


@st.composite
def others(draw: st.DrawFn, post: PostDetail) -> BaselinePost:
    """One other post: comparable three times out of four, as far as it goes."""
    is_alike = draw(st.integers(0, 3)) > 0
    known = {name for name, count in post.metrics if count is not None}
    small = st.integers(0, 50) | st.integers(0, 10_000_000_000)
    return BaselinePost(
        id=id_of("row"),
        platform_post_id=f"p{draw(st.integers(0, 200))}",
        format=post.format if is_alike else draw(formats),
        published_at=draw(moments if is_alike else st.none() | moments),
        duration_seconds=draw(durations),
        metrics=(
            PostMetrics(**{name: draw(small) for name in sorted(known)})
            if is_alike
            else draw(metrics)
        ),
        metrics_as_of=draw(st.sampled_from([None, SEEN, MOMENT])),
        text_length=draw(st.integers(0, 500)),
        title=draw(texts),
        text=draw(texts),
    )


@st.composite
def transcripts(draw: st.DrawFn) -> tuple[TranscriptSegment, ...]:
    """Timed speech in order, possibly empty."""
    at, segments = draw(st.floats(0, 90)), []
    for text in draw(st.lists(st.text(max_size=60) | st.just("x" * 3_000), max_size=6)):
        length = draw(st.floats(0, 20))
        segments.append(
            TranscriptSegment(start_seconds=at, end_seconds=at + length, text=text)
        )
        at += length
    return tuple(segments)


@st.composite
def posts(draw: st.DrawFn) -> PostDetail:
    """A post of any platform with anything missing."""
    return PostDetail(
        id=id_of(f"this{draw(st.integers(0, 9))}"),
        platform=draw(platforms),
        platform_post_id=draw(st.sampled_from(["this", "p1"])),
        url="https://demo.invalid/youtube/this",
        format=draw(formats),
        creator_key="maker",
        creator_name=draw(st.sampled_from(["Maker", "ünïcode_maker", "m" * 2_000])),
        title=draw(texts),
        content=draw(texts),
        published_at=draw(st.none() if draw(st.integers(0, 7)) == 7 else moments),
        duration_seconds=draw(durations),
        metrics=draw(metrics),
        metrics_as_of=draw(st.sampled_from([SEEN, MOMENT])),
        snapshot_count=draw(st.integers(1, 2)),
        snapshots=draw(snapshots),
        transcript=draw(texts),
        transcript_segments=draw(transcripts()),
        transcript_state=draw(
            st.sampled_from(["unknown", "present", "no_speech", "missing"])
        ),
        media=tuple(
            MediaDetail(id=id_of(f"m{index}"), kind=kind, position=index)
            for index, kind in enumerate(
                draw(
                    st.lists(
                        st.sampled_from(["image", "video", "thumbnail"]), max_size=3
                    )
                )
            )
        ),
        is_invented=draw(st.booleans()),
        origin="import",
        fetched_at=SEEN,
    )


@st.composite
def posts_with_others(draw: st.DrawFn) -> tuple[PostDetail, list[BaselinePost]]:
    """A post and up to 40 others, most of them comparable where the post allows."""
    post = draw(posts())
    size = draw(st.sampled_from([0, 7, 8, 12, 40]))
    found = draw(st.lists(others(post), min_size=size, max_size=size))
    # Rows may tell of one post twice, but never under one id.
    chance = draw(st.integers(0, 9))
    return post, [
        other.model_copy(update={"id": id_of(f"row{chance} {place}")})
        for place, other in enumerate(found)
    ]
