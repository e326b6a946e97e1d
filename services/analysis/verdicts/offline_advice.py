"""What to do again and what to do better, as far as the evidence goes."""

from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_findings import (
    GROUP_DID_BETTER,
    GROUP_DID_WORSE,
    Finding,
    headline,
    list_as_usual,
    trait_of,
)
from services.analysis.verdicts.offline_reading import Reading, capitalise, claim
from services.analysis.verdicts.schemas import Claim, ReplicableElement

MOST_ELEMENTS = 4
MOST_IMPROVEMENTS = 4


def write_elements(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[ReplicableElement, ...]:
    """What to do again, at most 4; none where the post did worse than usual."""
    if reading.evidence.verdict.band == "below":
        return ()
    promising = [finding for finding in findings if finding.is_promising]
    if reading.is_lifted and promising:
        return tuple(
            _repeat_finding(reading, found, is_first=number == 0)
            for number, found in enumerate(promising[:MOST_ELEMENTS])
        )
    if reading.has_usual:
        return (_repeat_form(reading),)
    return _repeat_opening(reading)


def write_formula(reading: Reading, findings: tuple[Finding, ...]) -> Claim | None:
    """What set the post apart, in a line; None unless it did better than usual.

    No more rarities than chance gives are no formula, and it says so."""
    if not reading.is_lifted:
        return None
    contrasts = reading.evidence.contrasts
    if contrasts and 0 < len(contrasts.rows) <= contrasts.expected_by_chance:
        text = reading.say(
            "formula.chance",
            count=len(contrasts.rows),
            considered=contrasts.considered,
            expected=reading.words.numbers.decimals(contrasts.expected_by_chance, 1),
        )
        return claim(text, reading.result, *(found.item for found in findings))
    shown = [finding for finding in findings if finding.is_promising][:3]
    if not shown:
        items = (item for _, item in list_as_usual(reading))
        return claim(reading.say("formula.none"), reading.result, *items)
    traits = reading.words.wording.join([finding.phrase for finding in shown])
    form = "one" if len(shown) == 1 else "many"
    text = reading.say(f"formula.traits_{form}", traits=capitalise(traits))
    return claim(text, *(found.item for found in shown))


def write_improvements(reading: Reading) -> tuple[Claim, ...]:
    """What to try, at most 4, at least one."""
    if not reading.has_usual:
        return (_ask_for_baseline(reading),)
    found = [
        *(_improve_trait(reading, item) for item in reading.evidence.items),
        _improve_reactions(reading),
        _improve_hour(reading),
        _improve_length(reading),
    ]
    claims = [written for written in found if written is not None]
    return tuple(claims[:MOST_IMPROVEMENTS]) or (_change_one_thing(reading),)


def _repeat_finding(
    reading: Reading, finding: Finding, *, is_first: bool
) -> ReplicableElement:
    item = finding.item
    key = finding.key if trait_of(item.kind) else item.kind
    told = {
        "subject": headline(reading, item.kind) if trait_of(item.kind) else "",
        "here": item.display,
        "usual": item.usual_display,
    }
    how = reading.say(f"again.{key}.how", **told)
    return ReplicableElement(
        element=reading.say(f"again.{key}.element", **told),
        # Said once: it holds for all of them.
        how=reading.say("again.rest", how=how) if is_first else how,
        evidence_ids=(item.id,),
    )


def _repeat_form(reading: Reading) -> ReplicableElement:
    named = list_as_usual(reading)
    parts = [
        reading.say("again.keep_part", name=name, here=item.display)
        for name, item in named
    ]
    how = reading.say("again.keep_how_nothing")
    if parts:
        shown = capitalise(reading.words.wording.join(parts))
        how = reading.say("again.keep_how", parts=shown)
    return ReplicableElement(
        element=reading.say("again.keep"),
        how=how,
        evidence_ids=(reading.result.id, *(item.id for _, item in named)),
    )


def _repeat_opening(reading: Reading) -> tuple[ReplicableElement, ...]:
    opening = reading.find_item("opening_words") or reading.find_item("first_words")
    if opening is None:
        return ()
    element = ReplicableElement(
        element=reading.say("again.open"),
        how=reading.say("again.open_how", words=opening.display),
        evidence_ids=(opening.id,),
    )
    return (element,)


def _ask_for_baseline(reading: Reading) -> Claim:
    verdict, held = reading.evidence.verdict, reading.find_item("comparable_posts")
    keys = {"no_metrics": "add_metrics", "no_published_time": "add_time"}
    key = keys.get(verdict.baseline_state, "add_posts")
    text = reading.say(f"better.{key}", needed=verdict.needed)
    return claim(text, held or reading.result)


def _improve_trait(reading: Reading, item: EvidenceItem) -> Claim | None:
    trait, share = trait_of(item.kind), item.share
    if trait is None or share is None or share.multiple is None:
        return None
    if item.value is False and share.multiple >= GROUP_DID_BETTER:
        verb = "add"
    elif item.value is True and share.multiple <= GROUP_DID_WORSE:
        verb = "drop"
    else:
        return None
    subject = headline(reading, item.kind)
    advice = reading.say(f"better.{verb}_{trait}", subject=subject)
    return claim(_with_group(reading, "trait", item, advice=advice), item)


def _improve_reactions(reading: Reading) -> Claim | None:
    rate = reading.find_rate()
    if rate is None or rate.standing != "lower":
        return None
    text = reading.say(
        "better.reactions",
        rate=rate.display,
        by=reading.show_by(rate),
        usual=rate.usual_display,
    )
    return claim(text, rate)


def _improve_hour(reading: Reading) -> Claim | None:
    hour = reading.find_item("posting_time")
    if hour is None or hour.share is None or hour.share.multiple is None:
        return None
    if hour.share.multiple > GROUP_DID_WORSE:
        return None
    return claim(_with_group(reading, "hour", hour, here=hour.display), hour)


def _with_group(
    reading: Reading, key: str, item: EvidenceItem, **values: object
) -> str:
    """Advice with how the others that have the trait did, and how many they are."""
    count = item.share.count if item.share else 0
    return reading.say(
        f"better.{key}_few" if reading.caution(count) else f"better.{key}",
        count=count,
        multiple=item.share.multiple_display if item.share else None,
        **values,
    )


def _improve_length(reading: Reading) -> Claim | None:
    if reading.evidence.verdict.band != "below":
        return None
    for kind in ("duration", "text_length"):
        item = reading.find_item(kind)
        if item is not None and item.standing in ("lower", "higher"):
            told = {"usual": item.usual_display, "here": item.display}
            return claim(reading.say(f"better.{kind}", **told), item)
    return None


def _change_one_thing(reading: Reading) -> Claim:
    is_below = reading.evidence.verdict.band == "below"
    text = reading.say("better.nothing_below" if is_below else "better.nothing")
    items = (item for _, item in list_as_usual(reading))
    return claim(text, reading.result, *items)
