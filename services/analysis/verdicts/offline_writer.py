"""A full verdict written from the evidence alone: no model, no network, no chance."""

from services.analysis.evidence import names
from services.analysis.evidence.schemas import EvidenceItem, EvidenceSet
from services.analysis.verdicts.offline_advice import (
    write_elements,
    write_formula,
    write_improvements,
)
from services.analysis.verdicts.offline_findings import (
    Finding,
    is_usual_time,
    list_findings,
)
from services.analysis.verdicts.offline_ideas import write_ideas
from services.analysis.verdicts.offline_reading import (
    Reading,
    claim,
    end_sentence,
    join_words,
    shorten,
    singular,
)
from services.analysis.verdicts.offline_reasoning import (
    write_reasoning,
    write_result_line,
)
from services.analysis.verdicts.schemas import Claim, ContentObservation, VerdictDraft

MOST_TAKEAWAYS = 4
LONGEST_OPENING = 200


def write_offline_verdict(evidence: EvidenceSet) -> VerdictDraft:
    """The verdict on this evidence; the same evidence gives the same words.

    Every sentence names its evidence and every number in it stands there. Without a
    baseline nothing is compared with the creator's own. No cause is claimed."""
    reading = Reading(evidence)
    findings = list_findings(reading)
    return VerdictDraft(
        virality_reasoning=write_reasoning(reading, findings),
        quick_takeaways=_write_takeaways(reading, findings),
        creator_context=_write_creator(reading),
        content_observation=_write_observation(reading),
        replicable_elements=write_elements(reading, findings),
        viral_formula=write_formula(reading, findings),
        improvements=write_improvements(reading),
        suggestions_for_future_posts=write_ideas(reading),
    )


def _write_takeaways(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[Claim, ...]:
    is_usual = reading.evidence.verdict.band == "usual"
    first = None if is_usual or not findings else findings[0]
    held = reading.find_item("comparable_posts")
    candidates = [
        claim(write_result_line(reading), reading.result, held),
        None if first is None else claim(first.sentence, first.item),
        _take_rate(reading),
        _take_time(reading, first),
        _take_speech(reading),
        _describe_what(reading),
        _write_creator(reading),
    ]
    found = [written for written in candidates if written is not None]
    return tuple(found[:MOST_TAKEAWAYS])


def _take_rate(reading: Reading) -> Claim | None:
    rate = reading.find_rate()
    if rate is None:
        return None
    by = rate.label.removeprefix("Engagement ")
    words = {"higher": "above", "lower": "below"}
    if rate.standing is None or rate.usual_display is None:
        return claim(f"Reactions: {rate.display} {by}.", rate)
    if rate.standing == "as_usual":
        return claim(f"Reactions: {rate.display} {by}, as usual.", rate)
    text = f"Reactions: {rate.display} {by}, {words[rate.standing]} the usual "
    return claim(f"{text}{rate.usual_display}.", rate)


def _take_time(reading: Reading, first: Finding | None) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None or (first is not None and first.item in (hour, day)):
        return None
    moment = f"Posted {day.display} {hour.display}"
    if is_usual_time(hour):
        return claim(f"{moment}, a usual hour.", day, hour)
    return claim(f"{moment}.", day, hour)


def _take_speech(reading: Reading) -> Claim | None:
    start = reading.find_item("first_speech_at")
    if start is not None:
        return claim(f"The first word is spoken at {start.display}.", start)
    silent = reading.find_item("speech")
    return None if silent is None else claim("No speech is heard in it.", silent)


def _write_creator(reading: Reading) -> Claim:
    account = reading.get_item("creator_account")
    if account.value is None:
        noun = names.follower_noun(reading.evidence.subject.platform)
        text = f"{account.label}; the number of {noun} is not known."
    else:
        text = f"{account.label}, {account.display}."
    items: list[EvidenceItem | None] = [account]
    if reading.has_usual:
        text += (
            f" Its usual {reading.one} has {reading.result.usual_display} "
            f"{reading.plural_noun}, the median of {reading.result.sample_size}."
        )
        items.append(reading.result)
    if reading.evidence.subject.is_invented:
        text += " The account is invented, for demonstration."
    return claim(text, *items)


def _write_observation(reading: Reading) -> ContentObservation:
    opening = reading.find_item("opening_words") or reading.find_item("first_words")
    found = [
        _see_media(reading),
        _see_speech(reading),
        _see_rate(reading),
        _see_text(reading),
    ]
    return ContentObservation(
        summary=_describe_what(reading),
        opening=(
            None if opening is None else shorten(str(opening.value), LONGEST_OPENING)
        ),
        points=tuple(written for written in found if written is not None),
    )


def _describe_what(reading: Reading) -> Claim:
    what, duration = reading.get_item("format"), reading.find_item("duration")
    words = reading.find_item("first_words")
    # "An X post", "an Instagram Reel"; no platform's name begins with a mute letter.
    article = "An" if what.display[:1] in "AEIOX" else "A"
    text = f"{article} {what.display}"
    if duration is not None:
        text += f" of {duration.display}"
    if words is not None:
        is_titled = reading.find_item("title_length") is not None
        text += f", {'titled' if is_titled else 'beginning'} {words.display}"
    return claim(end_sentence(text), what, duration, words)


def _see_media(reading: Reading) -> Claim | None:
    media = reading.find_item("media_kinds")
    return None if media is None else claim(f"It shows {media.display}.", media)


def _see_speech(reading: Reading) -> Claim | None:
    opening = reading.find_item("opening_words")
    start = reading.find_item("first_speech_at")
    if opening is None:
        return _take_speech(reading)
    if start is None:
        text = f"It begins with the words {opening.display}"
    else:
        text = f"Speech begins at {start.display}: {opening.display}"
    return claim(end_sentence(text), start, opening)


def _see_rate(reading: Reading) -> Claim | None:
    rate = reading.find_item("speech_rate")
    return None if rate is None else claim(f"Spoken at {rate.display}.", rate)


def _see_text(reading: Reading) -> Claim | None:
    text = reading.find_item("text_length")
    counted = [
        item
        for kind in ("hashtag_count", "mention_count", "emoji_count", "link_count")
        if (item := reading.find_item(kind)) is not None
    ]
    present = [item for item in counted if item.value]
    absent = [item for item in counted if not item.value]
    parts = [] if text is None else [f"{text.display} characters of text"]
    parts += [f"{item.display} {_word(item)}" for item in present]
    parts += [f"no {singular(item.label.lower())}" for item in absent]
    if not parts:
        return None
    return claim(f"It has {join_words(parts)}.", text, *present, *absent)


def _word(item: EvidenceItem) -> str:
    word = item.label.lower()
    return singular(word) if item.value == 1 else word
