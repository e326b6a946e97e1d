"""What to do again and what to do better, as far as the evidence goes."""

from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_findings import (
    GROUP_DID_BETTER,
    GROUP_DID_WORSE,
    Finding,
    list_as_usual,
)
from services.analysis.verdicts.offline_reading import (
    Reading,
    capitalise,
    caution,
    claim,
    end_sentence,
    join_words,
)
from services.analysis.verdicts.schemas import Claim, ReplicableElement

MOST_ELEMENTS = 4
MOST_IMPROVEMENTS = 4

_ADD = {
    "title_number": ("Name a number in the title.", "with one"),
    "title_question": ("Ask a question in the title.", "that ask"),
    "title_capitals": ("Set one word of the title in capitals.", "with one"),
}
_DROP = {
    "title_number": ("Try a title without a number.", "with one"),
    "title_question": ("Try a title that tells instead of asking.", "that ask"),
    "title_capitals": ("Try a title without capitals.", "with them"),
}
_AGAIN = {
    "title_number": ("Name a number in the title", "Leave it out of the title"),
    "title_question": ("Ask a question in the title", "Tell, do not ask, in the title"),
    "title_capitals": ("Set a word in capitals", "Write the title without capitals"),
}


def write_elements(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[ReplicableElement, ...]:
    """What to do again, at most 4; none where the post did worse than usual."""
    if reading.evidence.verdict.band == "below":
        return ()
    promising = [finding for finding in findings if finding.is_promising]
    if reading.is_lifted and promising:
        return tuple(_repeat_finding(found) for found in promising[:MOST_ELEMENTS])
    if reading.has_usual:
        return (_repeat_form(reading),)
    return _repeat_opening(reading)


def write_formula(reading: Reading, findings: tuple[Finding, ...]) -> Claim | None:
    """What set the post apart, in a line; None unless it did better than usual."""
    if not reading.is_lifted:
        return None
    shown = [finding for finding in findings if finding.is_promising][:3]
    if not shown:
        text = "The usual form. What set it apart is not in what can be counted."
        return claim(text, reading.result, *(i for _, i in list_as_usual(reading)))
    text = capitalise(join_words([finding.phrase for finding in shown]))
    if len(shown) == 1:
        text += "; otherwise the usual form"
    return claim(f"{text}.", *(found.item for found in shown))


def write_improvements(reading: Reading) -> tuple[Claim, ...]:
    """What to try, at most 4, at least one."""
    if not reading.has_usual:
        return (_ask_for_baseline(reading),)
    found = [
        *(_improve_trait(reading, kind) for kind in _ADD),
        _improve_reactions(reading),
        _improve_hour(reading),
        _improve_length(reading),
    ]
    claims = [written for written in found if written is not None]
    return tuple(claims[:MOST_IMPROVEMENTS]) or (_change_one_thing(reading),)


def _repeat_finding(finding: Finding) -> ReplicableElement:
    item = finding.item
    match item.kind:
        case "duration":
            element = f"Stay near {item.display}"
        case "title_length":
            element = f"Keep the title near {item.display} characters"
        case "text_length":
            element = f"Keep the text near {item.display} characters"
        case "posting_time":
            element = f"Post around {item.display} again"
        case "posting_weekday":
            element = f"Post on a {item.display} again"
        case _:
            element = _AGAIN[item.kind][0 if item.value is True else 1]
    return ReplicableElement(
        element=element,
        how=f"{finding.sentence} Once more, with the rest as usual.",
        evidence_ids=(item.id,),
    )


def _repeat_form(reading: Reading) -> ReplicableElement:
    named = list_as_usual(reading)
    ids = (reading.result.id, *(item.id for _, item in named))
    if not named:
        how = "Change one thing at a time, so that the next result tells what it did."
    else:
        shown = join_words([f"{name} {item.display}" for name, item in named])
        verb = "is" if len(named) == 1 else "are"
        how = f"{capitalise(shown)} {verb} as usual here: a fair ground for a test."
    return ReplicableElement(element="Keep the usual form", how=how, evidence_ids=ids)


def _repeat_opening(reading: Reading) -> tuple[ReplicableElement, ...]:
    opening = reading.find_item("opening_words") or reading.find_item("first_words")
    if opening is None:
        return ()
    told = end_sentence(f"It opens with {opening.display}")
    element = ReplicableElement(
        element="Open the same way once more",
        how=(
            f"{told} Two {reading.many} that open alike can be compared as soon as a "
            "usual is known."
        ),
        evidence_ids=(opening.id,),
    )
    return (element,)


def _ask_for_baseline(reading: Reading) -> Claim:
    verdict, held = reading.evidence.verdict, reading.find_item("comparable_posts")
    if verdict.baseline_state == "no_metrics":
        text = "Add its counts: with views, impressions or likes it can be compared."
    elif verdict.baseline_state == "no_published_time":
        text = "Add its publishing time: with it comparable posts can be chosen."
    else:
        text = (
            f"Bring in more {reading.many} of this {reading.account}: with "
            f"{verdict.needed} comparable ones a multiple can be given."
        )
    return claim(text, held or reading.result)


def _improve_trait(reading: Reading, kind: str) -> Claim | None:
    item = reading.find_item(kind)
    if item is None or item.share is None or item.share.multiple is None:
        return None
    count, shown = item.share.count, item.share.multiple_display
    if item.value is False and item.share.multiple >= GROUP_DID_BETTER:
        advice, others = _ADD[kind]
    elif item.value is True and item.share.multiple <= GROUP_DID_WORSE:
        advice, others = _DROP[kind]
    else:
        return None
    text = f"{advice} The {count} others {others} ran at {shown} the usual."
    return claim(f"{text}{caution(count)}", item)


def _improve_reactions(reading: Reading) -> Claim | None:
    rate = reading.find_rate()
    if rate is None or rate.standing != "lower":
        return None
    by = rate.label.removeprefix("Engagement ")
    text = (
        f"Give people one thing to answer. Reactions were {rate.display} {by}, the "
        f"usual is {rate.usual_display}."
    )
    return claim(text, rate)


def _improve_hour(reading: Reading) -> Claim | None:
    hour = reading.find_item("posting_time")
    if hour is None or hour.share is None or hour.share.multiple is None:
        return None
    if hour.share.multiple > GROUP_DID_WORSE:
        return None
    count = hour.share.count
    text = (
        f"Try another hour. The {count} others that went out within an hour of "
        f"{hour.display} ran at {hour.share.multiple_display} the usual."
    )
    return claim(f"{text}{caution(count)}", hour)


def _improve_length(reading: Reading) -> Claim | None:
    if reading.evidence.verdict.band != "below":
        return None
    duration, text = reading.find_item("duration"), reading.find_item("text_length")
    if duration is not None and duration.standing in ("lower", "higher"):
        return claim(
            f"Go back to the usual length, {duration.usual_display}; this one ran "
            f"{duration.display}. It is one thing to test, no explanation.",
            duration,
        )
    if text is not None and text.standing in ("lower", "higher"):
        return claim(
            f"Go back to the usual {text.usual_display} characters of text; this one "
            f"has {text.display}. It is one thing to test, no explanation.",
            text,
        )
    return None


def _change_one_thing(reading: Reading) -> Claim:
    items: list[EvidenceItem] = [item for _, item in list_as_usual(reading)]
    start = "Nothing measured here calls for a change."
    if reading.evidence.verdict.band == "below":
        start = "Nothing measured here stands out enough to name one change."
    text = f"{start} Change one thing at a time, so that the next result tells what "
    return claim(f"{text}it did.", reading.result, *items)
