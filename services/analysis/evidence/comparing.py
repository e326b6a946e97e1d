"""Putting one value of a post beside the same value of the others."""

from collections.abc import Callable, Sequence

from libs.common.contracts.social import BaselinePost
from libs.common.standing.judging import SMALLEST_SAMPLE, median, outlier_multiple
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.outlier import other_counts
from services.analysis.evidence.robust import quantile
from services.analysis.evidence.schemas import (
    Comparison,
    EvidenceItem,
    Scale,
    Share,
    Standing,
)
from services.analysis.wording.wording import PostWords

# So near to the median nobody would call it different, however alike the others are.
NEAR_THE_USUAL = 0.05
# Fewer posts than this with a trait say nothing about how such posts do.
SMALLEST_GROUP = 3


def build_comparison(this: float, values: Sequence[float], scale: Scale) -> Comparison:
    """What the strip draws; no median and no quartiles below 8 values."""
    is_enough = len(values) >= SMALLEST_SAMPLE
    return Comparison(
        values=tuple(sorted(float(value) for value in values)),
        this=this,
        median=median(values) if is_enough else None,
        quartile_low=quantile(values, 0.25) if is_enough else None,
        quartile_high=quantile(values, 0.75) if is_enough else None,
        scale=scale,
    )


def compare(
    item: EvidenceItem,
    values: Sequence[float],
    *,
    words: PostWords,
    show: Callable[[float], str],
    sample: str,
    scale: Scale = "linear",
) -> EvidenceItem:
    """The item beside the others' `values`, in its own unit; `sample` is a key.

    Below 8 values there is no usual, no difference, and the mark `no_baseline` (with
    the count as sample size); without any value the mark is `no_usual`."""
    if not isinstance(item.value, int | float) or not values:
        return item.model_copy(update={"marks": (*item.marks, "no_usual")})
    drawn = build_comparison(float(item.value), values, scale)
    update: dict[str, object] = {
        "comparison": drawn,
        "sample_size": len(values),
        "sample": words.say(sample),
    }
    if drawn.median is None:
        update["marks"] = (*item.marks, "no_baseline")
        return item.model_copy(update=update)
    difference = drawn.this / drawn.median if drawn.median > 0 else None
    standing = find_standing(drawn)
    update |= {
        "usual": drawn.median,
        "usual_display": show(drawn.median),
        "difference": difference,
        "difference_display": _show_standing(standing, difference, words),
        "standing": standing,
    }
    return item.model_copy(update=update)


def compare_trait(
    item: EvidenceItem,
    having: Sequence[BaselinePost],
    asked: Sequence[BaselinePost],
    *,
    others: ComparableOthers,
    words: PostWords,
    sample: str,
) -> EvidenceItem:
    """The item with how many of `asked` share its trait, and how these, `having`, did.

    Marked as in `compare`; `sample` is the key of what was asked."""
    if not asked:
        return item.model_copy(update={"marks": (*item.marks, "no_usual")})
    multiple = group_multiple(having, others)
    share = Share(
        count=len(having),
        total=len(asked),
        multiple=multiple,
        multiple_display=None if multiple is None else words.wording.multiple(multiple),
    )
    update: dict[str, object] = {
        "share": share,
        "sample_size": len(asked),
        "sample": words.say(sample),
    }
    if len(asked) < SMALLEST_SAMPLE:
        update["marks"] = (*item.marks, "no_baseline")
    return item.model_copy(update=update)


def group_multiple(
    group: Sequence[BaselinePost], others: ComparableOthers
) -> float | None:
    """How some of the others did against the usual of all; None below 3 of them or
    without a baseline."""
    if others.state != "ready" or len(group) < SMALLEST_GROUP:
        return None
    counts = other_counts(others.basis, group)
    return outlier_multiple(
        median(counts), median(other_counts(others.basis, others.posts))
    )


def find_standing(drawn: Comparison) -> Standing | None:
    """Inside the others' middle half, or within 5 % of their median: as usual."""
    low, usual, high = drawn.quartile_low, drawn.median, drawn.quartile_high
    if low is None or usual is None or high is None:
        return None
    if low <= drawn.this <= high:
        return "as_usual"
    if abs(drawn.this - usual) <= NEAR_THE_USUAL * abs(usual):
        return "as_usual"
    return "lower" if drawn.this < low else "higher"


def _show_standing(
    standing: Standing | None, difference: float | None, words: PostWords
) -> str | None:
    if standing == "as_usual":
        return words.say("evidence.as_usual")
    return None if difference is None else words.numbers.difference(difference)
