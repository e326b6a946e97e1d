"""Evidence of when the post went out, in the asker's timezone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from libs.common.contracts.social import BaselinePost, PostDetail
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare_trait, group_multiple
from services.analysis.evidence.published import published_day, published_hour
from services.analysis.evidence.schemas import EvidenceItem, Slot
from services.analysis.wording.wording import PostWords

# Told to programs; people read the name in their language.
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


@dataclass(frozen=True, slots=True)
class Moments:
    """When the post and each of the others went out, in the asker's timezone."""

    this: datetime
    others: tuple[tuple[BaselinePost, datetime], ...]


def find_moments(
    post: PostDetail, others: ComparableOthers, timezone: ZoneInfo
) -> Moments | None:
    """None without a publishing time."""
    if post.published_at is None:
        return None
    timed = tuple(
        (other, other.published_at.astimezone(timezone))
        for other in others.posts
        if other.published_at is not None
    )
    return Moments(post.published_at.astimezone(timezone), timed)


def build_timing_items(
    post: PostDetail,
    others: ComparableOthers,
    timezone: ZoneInfo,
    words: PostWords,
) -> list[EvidenceItem]:
    """Hour and weekday, each with how many of the others share it, all of the
    creator's hours or weekdays, and the published prior; none without a publishing
    time."""
    moments = find_moments(post, others, timezone)
    if moments is None:
        return []
    local = moments.this
    asked = [other for other, _ in moments.others]
    hour = compare_trait(
        _build_hour(post.platform, local, timezone, words),
        [
            other
            for other, at in moments.others
            if minutes_apart(local, at) <= NEAR_MINUTES
        ],
        asked,
        others=others,
        words=words,
        sample="evidence.timing.hour_sample",
    )
    day = compare_trait(
        _build_day(post.platform, local, timezone, words),
        [other for other, at in moments.others if at.weekday() == local.weekday()],
        asked,
        others=others,
        words=words,
        sample="evidence.timing.day_sample",
    )
    hours = [f"{hour:02d}:00" for hour in range(24)]
    days = [words.say(f"weekdays.{day}") for day in range(7)]
    return [
        hour.model_copy(
            update={"slots": _count(moments, others, hours, lambda at: at.hour)}
        ),
        day.model_copy(
            update={"slots": _count(moments, others, days, datetime.weekday)}
        ),
    ]


def minutes_apart(one: datetime, other: datetime) -> int:
    """Minutes between two times of day, the short way round midnight: 0-720."""
    apart = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return min(apart, MINUTES_A_DAY - apart)


def _count(
    moments: Moments,
    others: ComparableOthers,
    labels: Sequence[str],
    slot_of: Callable[[datetime], int],
) -> tuple[Slot, ...]:
    groups: list[list[BaselinePost]] = [[] for _ in labels]
    for other, at in moments.others:
        groups[slot_of(at)].append(other)
    this = slot_of(moments.this)
    return tuple(
        Slot(
            slot=slot,
            label=labels[slot],
            count=len(group),
            multiple=group_multiple(group, others),
            is_this=slot == this,
        )
        for slot, group in enumerate(groups)
    )


def _build_hour(
    platform: str, local: datetime, timezone: ZoneInfo, words: PostWords
) -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="posting_time",
        group="timing",
        label=words.say("evidence.timing.hour"),
        value=local.hour,
        display=f"{local:%H:%M}",
        unit="hour",
        basis=words.say("evidence.timing.hour_basis", zone=timezone.key),
        published=(published_hour(platform, local.hour, words),),
        source=words.say("evidence.timing.source"),
    )


def _build_day(
    platform: str, local: datetime, timezone: ZoneInfo, words: PostWords
) -> EvidenceItem:
    weekday = local.weekday()
    return EvidenceItem(
        id="",
        kind="posting_weekday",
        group="timing",
        label=words.say("evidence.timing.day"),
        value=WEEKDAYS[weekday],
        display=words.say(f"weekdays.{weekday}"),
        unit="weekday",
        basis=words.say("evidence.timing.day_basis", zone=timezone.key),
        published=(published_day(platform, weekday, words),),
        source=words.say("evidence.timing.source"),
    )
