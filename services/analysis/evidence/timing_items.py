"""Evidence of when the post went out, in the asker's timezone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from libs.common.contracts.social import PostDetail
from services.analysis.evidence import names
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare_trait
from services.analysis.evidence.published import published_day, published_hour
from services.analysis.evidence.schemas import EvidenceItem

# Spelt here: strftime would answer in the machine's language.
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MINUTES_A_DAY = 24 * 60
NEAR_MINUTES = 60


def build_timing_items(
    post: PostDetail, others: ComparableOthers, timezone: ZoneInfo
) -> list[EvidenceItem]:
    """Hour and weekday, each with how many of the others share it and the published
    prior; none without a publishing time."""
    if post.published_at is None:
        return []
    local = post.published_at.astimezone(timezone)
    timed = [
        (other, other.published_at.astimezone(timezone))
        for other in others.posts
        if other.published_at is not None
    ]
    asked = [other for other, _ in timed]
    _, many = names.format_names(post.format)
    hour = compare_trait(
        _build_hour(post.platform, local, timezone),
        [other for other, at in timed if minutes_apart(local, at) <= NEAR_MINUTES],
        asked,
        others=others,
        sample=f"comparable {many}, within an hour of this time of day",
    )
    day = compare_trait(
        _build_day(post.platform, local, timezone),
        [other for other, at in timed if at.weekday() == local.weekday()],
        asked,
        others=others,
        sample=f"comparable {many}, on this weekday",
    )
    return [hour, day]


def minutes_apart(one: datetime, other: datetime) -> int:
    """Minutes between two times of day, the short way round midnight: 0-720."""
    apart = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return min(apart, MINUTES_A_DAY - apart)


def _build_hour(platform: str, local: datetime, timezone: ZoneInfo) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="posting_time",
        group="timing",
        label="Hour of posting",
        value=local.hour,
        display=f"{local:%H:%M}",
        unit="hour",
        basis=f"time of day in {timezone.key}",
        published=(published_hour(platform, local.hour),),
        source="publishing time of the post",
    )


def _build_day(platform: str, local: datetime, timezone: ZoneInfo) -> EvidenceItem:
    weekday = WEEKDAYS[local.weekday()]
    return EvidenceItem(
        id="",
        kind="posting_weekday",
        group="timing",
        label="Day of posting",
        value=weekday,
        display=weekday,
        unit="weekday",
        basis=f"weekday in {timezone.key}",
        published=(published_day(platform, local.weekday()),),
        source="publishing time of the post",
    )
