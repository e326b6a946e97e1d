"""Four posts to make next: four tests, each of which changes one thing."""

from services.analysis.evidence.contrasts import describe_share
from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_reading import Reading, capitalise, sort_ids
from services.analysis.verdicts.schemas import PostIdea

# Shorter than these nothing is gained by cutting.
SHORT_SECONDS = 20
SHORT_CHARACTERS = 100
# Of the usual length: within these nobody would notice the change.
NEAR_LENGTHS = (0.75, 1.33)


def write_ideas(reading: Reading) -> tuple[PostIdea, ...]:
    """Exactly four: the subject again, the headline, the length, the moment."""
    return (
        _continue_subject(reading),
        _turn_headline(reading),
        _change_length(reading),
        _change_moment(reading),
    )


def _build(
    reading: Reading,
    key: str,
    why: str,
    *items: EvidenceItem | None,
    form: str | None = None,
) -> PostIdea:
    subject = reading.subject()
    return PostIdea(
        title=capitalise(reading.say(f"ideas.{key}.title", subject=subject)),
        hook=reading.say(f"ideas.{key}.hook"),
        format=form or _same_form(reading),
        why=why,
        evidence_ids=sort_ids(*items),
    )


def _continue_subject(reading: Reading) -> PostIdea:
    verdict, result = reading.evidence.verdict, reading.result
    held = reading.find_item("comparable_posts")
    shown = {"multiple": result.difference_display, "needed": verdict.needed}
    key = "after"
    match verdict.band:
        case "above" | "outlier" | "extreme":
            why = reading.say("ideas.after.why_lifted", **shown)
        case "below":
            key, why = "reversed", reading.say("ideas.reversed.why", **shown)
        case "usual":
            why = reading.say("ideas.after.why_usual", **shown)
        case _:
            form = "unknown" if held is None else "thin"
            why = reading.say(f"ideas.after.why_{form}", **shown)
    return _build(reading, key, why, result, held, _form_item(reading))


def _turn_headline(reading: Reading) -> PostIdea:
    item = reading.find_item("title_question") or reading.find_item("text_question")
    form = _form_item(reading)
    if item is None:
        why = reading.say("ideas.headline.why")
        return _build(reading, "headline", why, reading.get_item("format"), form)
    key = "answer" if item.value is True else "question"
    why = reading.say(f"ideas.{key}.why", place=item.basis)
    share, others = item.share, ""
    if share is not None and "no_baseline" not in item.marks:
        others = describe_share(share.count, share.total, "ask", reading.words)
    form_key = "ideas.asks" if others else "ideas.asks_plain"
    told = reading.say(form_key, why=why, others=others)
    return _build(reading, key, told, item, form)


def _change_length(reading: Reading) -> PostIdea:
    item = _form_item(reading) or reading.find_item("text_length")
    what = capitalise(reading.words.nouns["one"])
    if item is None:
        why = reading.say("ideas.length.unknown")
        form = reading.say("ideas.form_half", what=what)
        base = reading.get_item("format")
        return _build(reading, "shorter", why, base, form=form)
    is_duration = item.kind == "duration"
    verb = "runs" if is_duration else "has"
    told = {"here": item.display, "usual": item.usual_display}
    if _is_far_from_usual(item):
        key = "longer" if (item.difference or 0) < 1 else "shorter"
        why = reading.say(f"ideas.length.{verb}_usual", **told)
        unit = "duration" if is_duration else "text"
        form = reading.say(f"ideas.form_{unit}", what=what, length=item.usual_display)
    else:
        key = "longer" if _is_short(item) else "shorter"
        why = reading.say(f"ideas.length.{verb}", **told)
        factor = "double" if key == "longer" else "half"
        form = reading.say(f"ideas.form_{factor}", what=what)
    return _build(reading, key, why, item, form=form)


def _is_far_from_usual(item: EvidenceItem) -> bool:
    """Whether going back to the usual length would be a change at all."""
    if item.usual_display is None or item.difference is None:
        return False
    return not NEAR_LENGTHS[0] <= item.difference <= NEAR_LENGTHS[1]


def _is_short(item: EvidenceItem) -> bool:
    limit = SHORT_SECONDS if item.kind == "duration" else SHORT_CHARACTERS
    return isinstance(item.value, int | float) and item.value < limit


def _change_moment(reading: Reading) -> PostIdea:
    hour, day = reading.find_item("posting_time"), reading.find_item("posting_weekday")
    form = _form_item(reading)
    if hour is None or day is None:
        account = reading.get_item("creator_account")
        why = reading.say("ideas.moment.why_unknown")
        return _build(reading, "moment", why, reading.result, account, form)
    why = reading.say("ideas.moment.why", day=day.display, hour=hour.display)
    shown = reading.say("ideas.other_day", form=_same_form(reading), day=day.display)
    return _build(reading, "moment", why, hour, day, form, form=shown)


def _same_form(reading: Reading) -> str:
    """ "Video, about 14:08", "Post, about 140 characters", "Carousel"."""
    what, item = capitalise(reading.words.nouns["one"]), _form_item(reading)
    if item is None:
        return reading.say("ideas.form", what=what)
    unit = "duration" if item.kind == "duration" else "text"
    return reading.say(f"ideas.form_{unit}", what=what, length=item.display)


def _form_item(reading: Reading) -> EvidenceItem | None:
    """What tells the length of the form: the running time, else a bare text's."""
    duration = reading.find_item("duration")
    if duration is not None or reading.find_item("title_length") is not None:
        return duration
    return reading.find_item("text_length")
