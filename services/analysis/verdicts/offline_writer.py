"""A full verdict written from the evidence alone: no model, no network, no chance."""

from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.evidence.schemas import EvidenceSet as Evidence
from services.analysis.verdicts.offline_advice import (
    write_elements,
    write_formula,
    write_improvements,
)
from services.analysis.verdicts.offline_findings import list_findings
from services.analysis.verdicts.offline_ideas import write_ideas
from services.analysis.verdicts.offline_reading import Reading, claim, list_present
from services.analysis.verdicts.offline_reasoning import write_reasoning
from services.analysis.verdicts.offline_summary import write_takeaways
from services.analysis.verdicts.schemas import Claim, ContentObservation, VerdictDraft
from services.analysis.wording import names

_COUNTS = {
    "hashtag_count": "hashtags",
    "mention_count": "mentions",
    "emoji_count": "emojis",
    "link_count": "links",
}


def write_offline_verdict(evidence: Evidence) -> VerdictDraft:
    """The verdict on this evidence, in its language; the same evidence gives the same
    words.

    Every sentence names its evidence and every number in it stands there. Without a
    baseline nothing is compared with the creator's own. No cause is claimed, and what
    the post itself says is quoted, never followed."""
    reading = Reading(evidence)
    findings = list_findings(reading)
    return VerdictDraft(
        virality_reasoning=write_reasoning(reading, findings),
        quick_takeaways=write_takeaways(reading, findings),
        creator_context=_write_creator(reading),
        content_observation=_write_observation(reading),
        replicable_elements=write_elements(reading, findings),
        viral_formula=write_formula(reading, findings),
        improvements=write_improvements(reading),
        suggestions_for_future_posts=write_ideas(reading),
    )


def _write_creator(reading: Reading) -> Claim:
    account = reading.get_item("creator_account")
    word = names.follower_word(reading.evidence.subject.platform)
    text = reading.say(
        "creator.unknown" if account.value is None else "creator.known",
        account=account.label,
        followers_shown=account.display,
        followers=reading.words.plural(word),
    )
    items: list[EvidenceItem] = [account]
    if reading.has_usual:
        usual = reading.evidence.verdict.usual or 0
        text = reading.say(
            "creator.usual",
            creator=text,
            usual=reading.result.usual_display,
            noun=reading.noun(usual),
        )
        items.append(reading.result)
    if reading.evidence.subject.is_invented:
        text = reading.say("creator.invented", creator=text)
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
        opening=None if opening is None else str(opening.value),
        points=tuple(written for written in found if written is not None),
    )


def _describe_what(reading: Reading) -> Claim:
    what, duration = reading.get_item("format"), reading.find_item("duration")
    words = reading.find_item("first_words")
    key = "what"
    if words is not None:
        is_titled = reading.find_item("title_length") is not None
        key = "titled" if is_titled else "beginning"
    text = reading.say(
        f"content.{key}{'' if duration is None else '_long'}",
        what=what.display,
        duration=duration.display if duration else "",
        words=words.display if words else "",
    )
    return claim(text, what, duration, words)


def _see_media(reading: Reading) -> Claim | None:
    media = reading.find_item("media_kinds")
    if media is None:
        return None
    return claim(reading.say("content.media", media=media.display), media)


def _see_speech(reading: Reading) -> Claim | None:
    opening = reading.find_item("opening_words")
    start = reading.find_item("first_speech_at")
    silent = reading.find_item("speech")
    told = {
        "start": start.display if start else "",
        "words": opening.display if opening else "",
    }
    if start is not None:
        key = "speech_late" if opening is None else "speech"
        return claim(reading.say(f"content.{key}", **told), start, opening)
    if opening is not None:
        return claim(reading.say("content.speech_untimed", **told), opening)
    return None if silent is None else claim(reading.say("content.silent"), silent)


def _see_rate(reading: Reading) -> Claim | None:
    rate = reading.find_item("speech_rate")
    if rate is None:
        return None
    return claim(reading.say("content.rate", rate=rate.display), rate)


def _see_text(reading: Reading) -> Claim | None:
    """How long the text is, what it holds, and what it does not."""
    words, text = reading.words, reading.find_item("text_length")
    parts: list[str] = []
    parts_absent: list[str] = []
    present: list[EvidenceItem] = []
    absent: list[EvidenceItem] = []
    if text is not None and isinstance(text.value, int):
        shown = words.wording.quantity(text.value, "characters")
        parts.append(reading.say("content.text_length", count=shown))
    for kind, name in _COUNTS.items():
        item = reading.find_item(kind)
        if item is None or not isinstance(item.value, int):
            continue
        if item.value:
            parts.append(words.wording.quantity(item.value, name))
            present.append(item)
        else:
            parts_absent.append(words.say(f"nouns.{name}.none"))
            absent.append(item)
    parts += parts_absent
    if not parts:
        return None
    items = list_present(text, *present, *absent)
    return claim(reading.say("content.text", parts=words.wording.join(parts)), *items)
