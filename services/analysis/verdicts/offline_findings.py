"""What sets the form and the timing of a post apart from the others, and what not."""

from dataclasses import dataclass

from services.analysis.evidence.schemas import Comparison, EvidenceItem
from services.analysis.verdicts.offline_reading import (
    Reading,
    caution,
    of_the_others,
)

# At most this share of the others may be alike before a trait counts as rare.
RARE_TRAIT = 0.20
RARE_TAIL = 0.20
RARE_HOUR = 0.15
RARE_DAY = 0.05
USUAL_TIME = 0.25
# So far from 1 the multiple of a group of posts is worth a try; it proves nothing.
GROUP_DID_BETTER = 1.2
GROUP_DID_WORSE = 0.8

_LENGTHS = {
    "duration": "length",
    "title_length": "title length",
    "text_length": "text length",
}
_YES = {
    "title_number": "The title names a number",
    "title_question": "The title asks a question",
    "title_capitals": "The title sets words in capitals",
}
_NO = {
    "title_number": "The title names no number",
    "title_question": "The title asks nothing",
    "title_capitals": "The title has no word in capitals",
}
_YES_PHRASES = {
    "title_number": "a number in the title",
    "title_question": "a question for a title",
    "title_capitals": "a word in capitals in the title",
}
_NO_PHRASES = {
    "title_number": "a title without a number",
    "title_question": "a title that tells instead of asking",
    "title_capitals": "a title without capitals",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rare trait: `sentence` tells it with its numbers, `phrase` names it,
    `rarity` is the share (0-1) of the others that are alike. `is_promising` unless
    those that have it did no better than usual."""

    item: EvidenceItem
    sentence: str
    phrase: str
    rarity: float
    is_promising: bool = True


def list_findings(reading: Reading) -> tuple[Finding, ...]:
    """What few of the others share, rarest first; empty without a baseline."""
    if not reading.has_usual:
        return ()
    found = [
        finding
        for item in reading.evidence.items
        if (finding := _find_rarity(item)) is not None
    ]
    return tuple(sorted(found, key=lambda finding: finding.rarity))


def list_as_usual(reading: Reading) -> tuple[tuple[str, EvidenceItem], ...]:
    """(name, item) of what most of the others share."""
    found = [
        (name, item)
        for kind, name in _LENGTHS.items()
        if (item := reading.find_item(kind)) is not None and item.standing == "as_usual"
    ]
    hour = reading.find_item("posting_time")
    if hour is not None and is_usual_time(hour):
        found.append(("hour", hour))
    return tuple(found)


def is_usual_time(item: EvidenceItem) -> bool:
    """Whether a quarter of the others went out at this time of day."""
    share = item.share
    return (
        share is not None
        and "no_baseline" not in item.marks
        and share.count >= USUAL_TIME * share.total
    )


def _find_rarity(item: EvidenceItem) -> Finding | None:
    if "no_baseline" in item.marks:
        return None
    if item.kind in _YES:
        return _find_trait(item)
    if item.kind in _LENGTHS:
        return _find_length(item)
    if item.kind in ("posting_time", "posting_weekday"):
        return _find_time(item)
    return None


def _find_trait(item: EvidenceItem) -> Finding | None:
    share = item.share
    if share is None:
        return None
    has_it = item.value is True
    alike = share.count if has_it else share.total - share.count
    if alike > RARE_TRAIT * share.total:
        return None
    start = (_YES if has_it else _NO)[item.kind]
    sentence = f"{start}; {of_the_others(share, 'does', 'do')}."
    phrase = (_YES_PHRASES if has_it else _NO_PHRASES)[item.kind]
    if not has_it or share.multiple is None:
        return Finding(item, sentence, phrase, alike / share.total)
    others, shown = of_the_others(share, "does", "do"), share.multiple_display
    is_promising = share.multiple >= GROUP_DID_BETTER
    if GROUP_DID_WORSE < share.multiple < GROUP_DID_BETTER:
        sentence = f"{start}; {others}, and did as usual with it, {shown}."
    else:
        lead = caution(share.count)
        sentence = f"{start}; {others}, and ran at {shown} the usual.{lead}"
    return Finding(item, sentence, phrase, alike / share.total, is_promising)


def _find_length(item: EvidenceItem) -> Finding | None:
    drawn, standing = item.comparison, item.standing
    if drawn is None or standing not in ("lower", "higher"):
        return None
    tail = _tail(drawn, is_high=standing == "higher")
    if tail > RARE_TAIL:
        return None
    here, usual, is_high = item.display, item.usual_display, standing == "higher"
    match item.kind:
        case "duration":
            word = "longer" if is_high else "shorter"
            sentence = f"It runs {here}, {word} than the usual {usual}."
            phrase = f"{word} than usual at {here}"
        case "title_length":
            word = "long" if is_high else "short"
            sentence = f"The title is {word}: {here} characters, usual {usual}."
            phrase = f"a {word} title of {here} characters"
        case _:
            word = "long" if is_high else "short"
            sentence = f"The text is {word}: {here} characters, usual {usual}."
            phrase = f"a {word} text of {here} characters"
    return Finding(item, sentence, phrase, tail)


def _tail(drawn: Comparison, *, is_high: bool) -> float:
    if is_high:
        beyond = sum(value >= drawn.this for value in drawn.values)
    else:
        beyond = sum(value <= drawn.this for value in drawn.values)
    return beyond / len(drawn.values)


def _find_time(item: EvidenceItem) -> Finding | None:
    share = item.share
    is_hour = item.kind == "posting_time"
    limit = RARE_HOUR if is_hour else RARE_DAY
    if share is None or share.count > limit * share.total:
        return None
    others = of_the_others(share, "did", "did")
    if is_hour:
        sentence = f"It went out at {item.display}; {others} within an hour of that."
        phrase = f"the unusual hour of {item.display}"
    else:
        sentence = f"It went out on a {item.display}; {others}."
        phrase = f"an unusual weekday ({item.display})"
    return Finding(item, sentence, phrase, share.count / share.total)
