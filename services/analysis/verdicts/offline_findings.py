"""What sets the form and the timing of a post apart from the others, and what not."""

from dataclasses import dataclass

from services.analysis.evidence.contrasts import describe_share
from services.analysis.evidence.schemas import Contrast, EvidenceItem
from services.analysis.verdicts.offline_reading import Reading

USUAL_TIME = 0.25
# So far from 1 the multiple of a group of posts is worth a try; it proves nothing.
GROUP_DID_BETTER = 1.2
GROUP_DID_WORSE = 0.8

# What is told where it is as usual, in this order.
_AS_USUAL = ("duration", "title_length", "text_length", "hashtag_count")
# A person can take up a word sooner than a length: a lack says least.
_ORDER = ("has", "time", "more", "less", "lacks")
_TRAITS = ("question", "number", "price", "capitals")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rare trait: `sentence` tells it with its numbers, `phrase` names it, `key`
    is its name in the catalogue; `caution` is what keeps a few posts from being read
    as a rule, or "". `is_promising` unless those that have it did no better than
    usual."""

    item: EvidenceItem
    key: str
    sentence: str
    phrase: str
    caution: str = ""
    is_promising: bool = True


def list_findings(reading: Reading) -> tuple[Finding, ...]:
    """What few of the others share: words before times before sizes, each rarest
    first; empty without a baseline."""
    rows = sorted(reading.contrasts, key=lambda row: _ORDER.index(row.direction))
    return tuple(
        _build_finding(reading, row, reading.get_item(row.kind))
        for row in rows
        if reading.has(f"finding.{_key_of(row)}")
    )


def list_as_usual(reading: Reading) -> tuple[tuple[str, EvidenceItem], ...]:
    """(name, item) of what most of the others share, the hour last."""
    kinds = [
        (kind, item)
        for kind in _AS_USUAL
        if (item := reading.find_item(kind)) is not None and item.standing == "as_usual"
        # No hashtags among posts without hashtags is nothing to speak of.
        if item.usual or item.value
    ]
    hour = reading.find_item("posting_time")
    if hour is not None and is_usual_time(hour):
        kinds.append(("posting_time", hour))
    return tuple((reading.say(f"names.{kind}"), item) for kind, item in kinds)


def is_usual_time(item: EvidenceItem) -> bool:
    """Whether a quarter of the others went out at this time of day."""
    share = item.share
    return (
        share is not None
        and "no_baseline" not in item.marks
        and share.count >= USUAL_TIME * share.total
    )


def trait_of(kind: str) -> str | None:
    """ "title_number" → "number"; None for what is no trait of the headline."""
    subject, _, trait = kind.partition("_")
    return trait if subject in ("title", "text") and trait in _TRAITS else None


def headline(reading: Reading, kind: str) -> str:
    """What the trait is a trait of, in words: the title or the text."""
    return reading.words.say(f"evidence.traits.{kind.partition('_')[0]}")


def _key_of(row: Contrast) -> str:
    """The name of the row's sentences in the catalogue."""
    trait = trait_of(row.kind)
    if trait is not None:
        return f"{trait}_{'yes' if row.direction == 'has' else 'no'}"
    if row.direction in ("more", "less"):
        return f"{row.kind}_{row.direction}"
    return row.kind


def _build_finding(reading: Reading, row: Contrast, item: EvidenceItem) -> Finding:
    key = _key_of(row)
    values = {
        "subject": headline(reading, row.kind) if trait_of(row.kind) else "",
        "here": item.display,
        "usual": item.usual_display,
        "others": _tell_others(reading, row),
    }
    plain = reading.say(f"finding.{key}", **values)
    phrase = reading.say(f"phrase.{key}", **values)
    share = item.share
    if row.direction != "has" or share is None or share.multiple is None:
        return Finding(item, key, reading.say("group.plain", finding=plain), phrase)
    told = {"finding": plain, "multiple": share.multiple_display}
    is_as_usual = GROUP_DID_WORSE < share.multiple < GROUP_DID_BETTER
    return Finding(
        item=item,
        key=key,
        sentence=reading.say("group.as_usual" if is_as_usual else "group.ran", **told),
        phrase=phrase,
        caution="" if is_as_usual else reading.caution(share.count),
        is_promising=share.multiple >= GROUP_DID_BETTER,
    )


def _tell_others(reading: Reading, row: Contrast) -> str:
    if row.direction == "time":
        return describe_share(row.count, row.total, "went", reading.words)
    if row.having is None:
        return ""
    return describe_share(row.having, row.total, "do", reading.words)
