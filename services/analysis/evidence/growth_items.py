"""Evidence of how a count grew between the moments it was seen."""

from datetime import timedelta

from libs.common.contracts.social import MetricBasis, PostDetail
from libs.common.standing.basis import read_metric
from services.analysis.evidence.schemas import EvidenceItem, GrowthPoint
from services.analysis.wording.numbers import MINUS
from services.analysis.wording.wording import PostWords

# Between nearer measurements a pace says more about the clock than about the post.
SHORTEST_SPAN = timedelta(hours=1)
DAY = timedelta(days=1)


def build_growth_item(
    post: PostDetail, basis: MetricBasis | None, words: PostWords
) -> EvidenceItem | None:
    """The pace between the last two measurements, and all points; None with fewer
    than two that lie an hour apart. How the others grew is not held: no usual."""
    if basis is None:
        return None
    points = list_growth(post, basis)
    if len(points) < 2:
        return None
    pace = points[-1].per_day or 0.0
    first, last = points[0], points[-1]
    sign = MINUS if pace < 0 else ""
    return EvidenceItem(
        id="",
        kind="growth",
        group="result",
        label=words.say(f"evidence.growth.{basis}"),
        value=pace,
        display=words.say(
            "evidence.growth.display", count=f"{sign}{show_pace(pace, words)}"
        ),
        unit=f"{basis}_per_day",
        basis=words.say("evidence.growth.basis"),
        growth=tuple(points),
        source=words.say("evidence.growth.source"),
        marks=("no_usual",),
        detail=words.say(
            "evidence.growth.detail",
            times=len(points),
            span=_show_span(last.at - first.at, words),
            first=words.numbers.count(first.value),
            last=words.numbers.count(last.value),
        ),
    )


def list_growth(post: PostDetail, basis: MetricBasis) -> list[GrowthPoint]:
    """The counts over time, oldest first, each at least an hour after the one before
    it; of nearer ones the later is kept, so that the last is always the newest."""
    seen = sorted(
        (snapshot.as_of, count)
        for snapshot in post.snapshots
        if (count := read_metric(snapshot.metrics, basis)) is not None
    )
    points: list[GrowthPoint] = []
    for at, value in seen:
        if points and at - points[-1].at < SHORTEST_SPAN:
            if len(points) == 1:
                continue  # the first measurement stays the beginning
            points.pop()
        before = points[-1] if points else None
        per_day = None
        if before is not None:
            per_day = (value - before.value) / ((at - before.at) / DAY)
        points.append(GrowthPoint(at=at, value=value, per_day=per_day))
    return points


def show_pace(pace: float, words: PostWords) -> str:
    """Without its sign: "1,240", and below ten with a decimal: "3.4"."""
    size = abs(pace)
    if size >= 10 or size == 0:
        return words.numbers.short(round(size))
    return words.numbers.decimals(size, 1)


def _show_span(span: timedelta, words: PostWords) -> str:
    if span < 2 * DAY:
        return words.wording.quantity_after(round(span / timedelta(hours=1)), "hours")
    return words.wording.quantity_after(round(span / DAY), "days")
