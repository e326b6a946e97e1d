"""Posts as they come: what a person would try first, on each platform."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from libs.common.contracts.social import (
    BaselinePost,
    MediaDetail,
    MetricSnapshot,
    PostDetail,
    PostMetrics,
    TranscriptSegment,
)
from tests.analysis.building import MOMENT, SEEN, id_of, make_other, make_post

PLATFORMS = (
    ("youtube", "video"),
    ("youtube", "short"),
    ("x", "post"),
    ("instagram", "reel"),
    ("instagram", "carousel"),
    ("tiktok", "video"),
)
TEXTS = {
    "plain": "I lived with a $40 chair for a week. It won.",
    "long": "A sentence about glue, clamps and patience. " * 300,
    "right_to_left": "كيف أصلحت كرسيًا قديمًا في يوم واحد؟ ثلاث خطوات فقط",
    "emojis": "wait for it 😭😭 #fyp #foryou @maker",
    "empty": "",
}
SITUATIONS = (
    "outlier",
    "extreme",
    "above",
    "usual",
    "below",
    "no_baseline",
    "none_held",
    "no_time",
    "no_metrics",
    "young",
)
_FACTORS = {
    "outlier": 5.0,
    "extreme": 16.0,
    "above": 2.0,
    "usual": 1.0,
    "below": 0.3,
    "young": 1.8,
}
_TITLES = (
    "How a table is mended",
    "5 tools I never use",
    "Is oak worth it?",
    "A shelf for 20 dollars",
    "My workshop tour",
)


@dataclass(frozen=True)
class Scene:
    """A post, its creator's other posts, and what is to be seen in it."""

    name: str
    post: PostDetail
    others: list[BaselinePost]


def build_scene(
    platform: str, post_format: str, situation: str, text: str = "plain"
) -> Scene:
    """The same scene for the same words."""
    name = f"{platform} {post_format} {situation} {text}"
    chance = random.Random(name)
    is_titled = platform == "youtube"
    held = {"no_baseline": 5, "none_held": 0}.get(situation, 24)
    others = [
        _build_other(chance, number, platform, post_format, is_titled=is_titled)
        for number in range(held)
    ]
    views = int(20_000 * _FACTORS.get(situation, 1.0))
    values: dict[str, Any] = {
        "id": id_of(name),
        "platform": platform,
        "format": post_format,
        "title": (TEXTS[text] or None) if is_titled else None,
        "content": TEXTS[text] or None,
        "duration_seconds": None if post_format in ("post", "carousel") else 38.0,
        "metrics": _count(platform, views, followers=3_904),
        "published_at": None if situation == "no_time" else MOMENT,
        "is_invented": text == "emojis",
        "media": _build_media(post_format),
    }
    if situation == "no_metrics":
        values["metrics"] = PostMetrics()
    if situation == "young":
        values["metrics_as_of"] = MOMENT + timedelta(hours=30)
    if text == "plain":
        values["transcript_state"] = "present"
        values["transcript_segments"] = _SPEECH
        values["snapshots"] = _build_snapshots(platform, views)
        values["snapshot_count"] = 2
    return Scene(name, make_post(**values), others)


def list_scenes(texts: Sequence[str] = ("plain",)) -> list[Scene]:
    """Every situation on every platform."""
    return [
        build_scene(platform, post_format, situation, text)
        for platform, post_format in PLATFORMS
        for situation in SITUATIONS
        for text in texts
    ]


_SPEECH = (
    TranscriptSegment(start_seconds=0.4, end_seconds=4, text="I paid 40 for this."),
    TranscriptSegment(start_seconds=4.2, end_seconds=20, text="It holds. " * 20),
)


def _count(platform: str, views: int, followers: int | None = None) -> PostMetrics:
    if platform == "x":
        return PostMetrics(
            impressions=views,
            likes=views // 50,
            comments=views // 500,
            shares=views // 100,
            followers=followers,
        )
    return PostMetrics(
        views=views, likes=views // 20, comments=views // 250, followers=followers
    )


def _build_other(
    chance: random.Random,
    number: int,
    platform: str,
    post_format: str,
    *,
    is_titled: bool,
) -> BaselinePost:
    text = "Glue. Clamps. A day. #diy https://example.org" * chance.randint(1, 5)
    days = timedelta(days=3 + 5 * number)
    spread = chance.lognormvariate(0, 0.4)
    return make_other(
        f"o{number}",
        format=post_format,
        published_at=MOMENT - days - timedelta(hours=chance.choice([0, 5])),
        duration_seconds=None
        if post_format in ("post", "carousel")
        else chance.gauss(60, 10),
        metrics=_count(platform, int(20_000 * spread)),
        metrics_as_of=SEEN,
        title=chance.choice(_TITLES) if is_titled else None,
        text=text,
        text_length=len(text),
    )


def _build_media(post_format: str) -> tuple[MediaDetail, ...]:
    kind = "image" if post_format in ("post", "carousel") else "video"
    return tuple(
        MediaDetail.model_validate(
            {"id": id_of(f"{kind}{place}"), "kind": kind, "position": place}
        )
        for place in range(3 if post_format == "carousel" else 1)
    )


def _build_snapshots(platform: str, views: int) -> tuple[MetricSnapshot, ...]:
    return tuple(
        MetricSnapshot(
            as_of=SEEN - timedelta(days=days), metrics=_count(platform, seen)
        )
        for days, seen in ((10, views - views // 10), (0, views))
    )
