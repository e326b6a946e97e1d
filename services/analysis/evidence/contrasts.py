"""What the post does that the others do not, and how much of that is chance.

A trait is rare where at most a fifth of the others are alike; a quantity where at most
a tenth have as much, or as little, and it is not near the usual; a time where at most
a tenth came out near it.

How many such rarities chance alone gives: suppose the post were one of the pool of
itself and its n others, drawn at random. For each trait the share of the pool that
would be told as rare is counted, and these shares are added up. A mean of a sum is the
sum of the means, so that this holds however much the traits depend on each other; only
the spread around it does not follow. A post as ordinary as its others is told so many
rarities on average: what is told beyond that number is what may mean something."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from libs.common.standing.judging import SMALLEST_SAMPLE
from services.analysis.evidence.comparing import NEAR_THE_USUAL
from services.analysis.evidence.schemas import (
    Contrast,
    ContrastSet,
    Direction,
    EvidenceItem,
)
from services.analysis.evidence.timing_items import (
    NEAR_MINUTES,
    Moments,
    minutes_apart,
)
from services.analysis.wording.wording import PostWords

RARE_TRAIT = 0.20
RARE_TAIL = 0.10
RARE_TIME = 0.10
# Outcomes are no traits: what people did after it came out sets nothing apart.
_GROUPS = ("timing", "form", "speech")


class _Look(NamedTuple):
    """One trait looked at: how the post stands, and the chance of being told rare.

    `alike` of `total` others share what the post has; rare up to `limit` of them."""

    direction: Direction
    alike: int
    total: int
    limit: float
    having: int | None
    chance: float

    @property
    def is_rare(self) -> bool:
        return self.alike <= self.limit * self.total


def build_contrasts(
    items: Sequence[EvidenceItem], moments: Moments | None, words: PostWords
) -> ContrastSet:
    """The rare ones of all items that can be compared with 8 others or more, rarest
    first; what is told of each is in the item's own evidence."""
    looks = [
        (item, look)
        for item in items
        if item.group in _GROUPS
        if (look := _look_at(item, moments)) is not None
    ]
    rows = [_build_row(item, look, words) for item, look in looks if look.is_rare]
    expected = sum(look.chance for _, look in looks)
    total = max((look.total for _, look in looks), default=0)
    return ContrastSet(
        rows=tuple(sorted(rows, key=lambda row: (row.share, row.count))),
        considered=len(looks),
        rare_share=RARE_TRAIT,
        expected_by_chance=expected,
        statement=words.say(
            "contrasts.statement" if rows else "contrasts.none",
            considered=len(looks),
            total=total,
            expected=words.numbers.decimals(expected, 1),
        ),
    )


def describe_share(count: int, total: int, verb: str, words: PostWords) -> str:
    """ "3 of the 34 others do", "none of the 34 others does"; `verb` is a key."""
    if count == 0:
        form = "none"
    elif count == total:
        form = "all"
    else:
        form = "one" if count == 1 else "some"
    return words.say(f"others.{verb}.{form}", count=count, total=total)


def _look_at(item: EvidenceItem, moments: Moments | None) -> _Look | None:
    if item.sample_size < SMALLEST_SAMPLE:
        return None
    if item.kind == "posting_time":
        return _look_at_hour(item, moments)
    if item.kind == "posting_weekday":
        return _look_at_day(item, moments)
    if item.share is not None:
        return _look_at_trait(item)
    return _look_at_quantity(item)


def _look_at_trait(item: EvidenceItem) -> _Look | None:
    if item.share is None:
        return None
    having, total, has_it = item.share.count, item.share.total, item.value is True
    # In the pool of all, the post counts with those that are like it.
    groups = (having + has_it, total - having + (not has_it))
    rare = sum(size for size in groups if size and size - 1 <= RARE_TRAIT * total)
    return _Look(
        direction="has" if has_it else "lacks",
        alike=having if has_it else total - having,
        total=total,
        limit=RARE_TRAIT,
        having=having,
        chance=rare / (total + 1),
    )


def _look_at_quantity(item: EvidenceItem) -> _Look | None:
    drawn = item.comparison
    if drawn is None or drawn.median is None:
        return None
    near, values = NEAR_THE_USUAL * abs(drawn.median), drawn.values
    as_much, as_little = _count_beyond(values, drawn.this)
    pool = (*values, drawn.this)
    # Of each of the pool the others are all but itself, which equals itself.
    rare = sum(
        min(_count_beyond(pool, value)) - 1 <= RARE_TAIL * len(values)
        and abs(value - drawn.median) > near
        for value in pool
    )
    is_near = abs(drawn.this - drawn.median) <= near
    return _Look(
        direction="more" if as_much <= as_little else "less",
        alike=len(values) if is_near else min(as_much, as_little),
        total=len(values),
        limit=RARE_TAIL,
        having=None,
        chance=rare / len(pool),
    )


def _count_beyond(values: Sequence[float], this: float) -> tuple[int, int]:
    """How many are as much or more, and how many as little or less."""
    return (
        sum(value >= this for value in values),
        sum(value <= this for value in values),
    )


def _look_at_hour(item: EvidenceItem, moments: Moments | None) -> _Look | None:
    if item.share is None or moments is None:
        return None
    pool = [moments.this, *(at for _, at in moments.others)]
    total = len(moments.others)
    rare = sum(
        sum(minutes_apart(at, other) <= NEAR_MINUTES for other in pool) - 1
        <= RARE_TIME * total
        for at in pool
    )
    return _Look("time", item.share.count, total, RARE_TIME, None, rare / len(pool))


def _look_at_day(item: EvidenceItem, moments: Moments | None) -> _Look | None:
    if item.share is None or moments is None:
        return None
    days = Counter(at.weekday() for _, at in moments.others)
    days[moments.this.weekday()] += 1
    total = len(moments.others)
    rare = sum(size for size in days.values() if size - 1 <= RARE_TIME * total)
    return _Look("time", item.share.count, total, RARE_TIME, None, rare / (total + 1))


def _build_row(item: EvidenceItem, look: _Look, words: PostWords) -> Contrast:
    return Contrast(
        kind=item.kind,
        label=item.label,
        direction=look.direction,
        display=item.display,
        count=look.alike,
        total=look.total,
        share=look.alike / look.total,
        having=look.having,
        statement=_describe(item, look, words),
        evidence_ids=(item.id,),
    )


def _describe(item: EvidenceItem, look: _Look, words: PostWords) -> str:
    match look.direction:
        case "has" | "lacks":
            having = look.having or 0
            return describe_share(having, look.total, "do", words)
        case "more":
            return describe_share(look.alike, look.total, "as_much", words)
        case "less":
            return describe_share(look.alike, look.total, "as_little", words)
        case "time":
            share = describe_share(look.alike, look.total, "went", words)
            slot = "hour" if item.kind == "posting_time" else "day"
            return words.say(f"contrasts.statement_time_{slot}", share=share)
