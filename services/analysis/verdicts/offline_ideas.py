"""Four posts to make next: four tests, each of which changes one thing."""

from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_reading import (
    Reading,
    capitalise,
    of_the_others,
    shorten,
    sort_ids,
)
from services.analysis.verdicts.schemas import PostIdea


def write_ideas(reading: Reading) -> tuple[PostIdea, ...]:
    """Exactly four: the subject again, the headline, the length, the moment."""
    return (
        _continue_subject(reading),
        _turn_headline(reading),
        _change_length(reading),
        _change_moment(reading),
    )


def _continue_subject(reading: Reading) -> PostIdea:
    verdict, result = reading.evidence.verdict, reading.result
    held = reading.find_item("comparable_posts")
    shown = result.difference_display
    match verdict.band:
        case "above" | "outlier" | "extreme":
            title = f"{_subject(reading)}: what came after"
            hook = "You saw the first part. Here is what came of it."
            why = (
                f"This one ran at {shown} the usual. The same subject and form once "
                "more shows whether the subject carries it."
            )
        case "below":
            title = f"{_subject(reading)}, told from the end"
            hook = "This is how it ended. Now from the start."
            why = (
                f"This one ran at {shown} the usual. The same subject, told the other "
                "way round, shows whether it was the subject."
            )
        case "usual":
            title = f"{_subject(reading)}: what came after"
            hook = "You saw the first part. Here is what came of it."
            why = f"{shown} is an ordinary result: a sequel is safe, not a bet."
        case _:
            title = f"{_subject(reading)}: what came after"
            hook = "You saw the first part. Here is what came of it."
            why = _why_without_usual(reading)
    return PostIdea(
        title=title,
        hook=hook,
        format=_same_form(reading),
        why=why,
        evidence_ids=sort_ids(result, held, _form_item(reading)),
    )


def _why_without_usual(reading: Reading) -> str:
    if reading.find_item("comparable_posts") is not None:
        return (
            f"One more {reading.one} of the same kind brings the count nearer to the "
            f"{reading.evidence.verdict.needed} that a usual takes."
        )
    return (
        "The same subject and form once more, with time and counts known, is the "
        "first thing this one can be compared with."
    )


def _turn_headline(reading: Reading) -> PostIdea:
    item = reading.find_item("title_question") or reading.find_item("text_question")
    if item is None:
        return PostIdea(
            title=f"{_subject(reading)}, with a headline",
            hook="One line first: what this is about.",
            format=_same_form(reading),
            why="No words are held of this one. A headline is one thing to add.",
            evidence_ids=sort_ids(reading.get_item("format"), _form_item(reading)),
        )
    place = item.basis or "text"
    if item.value is True:
        title = f"{_subject(reading)}: the answer first"
        hook = "The answer is this. Now why."
        why = f"Here the {place} asks. Telling instead changes one thing"
    else:
        title = f"The question behind {_subject(reading, inside=True)}"
        hook = "One question, and then the answer."
        why = f"Here the {place} asks nothing. Asking changes one thing"
    if item.share is not None and "no_baseline" not in item.marks:
        why = f"{why}; {of_the_others(item.share, 'asks', 'ask')}"
    return PostIdea(
        title=title,
        hook=hook,
        format=_same_form(reading),
        why=f"{why}.",
        evidence_ids=sort_ids(item, _form_item(reading)),
    )


def _change_length(reading: Reading) -> PostIdea:
    item, length, usual = _find_length(reading)
    kind, is_short = capitalise(reading.one), item.standing == "lower"
    if usual is not None and item.standing in ("lower", "higher"):
        form = f"{kind}, about {usual}"
        why = f"This one {length}, usual is {item.usual_display}. "
    else:
        form, why = f"{kind}, half as long", f"This one {length}. " if length else ""
    if is_short:
        title = f"{_subject(reading)}, at full length"
        hook = "Last time the short way. Now with everything that was left out."
    else:
        title = f"{_subject(reading)}, the short version"
        hook = "The whole of it, without the walk-up."
    return PostIdea(
        title=title,
        hook=hook,
        format=form,
        why=f"{why}Only the length changes, so the result tells what length does.",
        evidence_ids=(item.id,),
    )


def _find_length(reading: Reading) -> tuple[EvidenceItem, str, str | None]:
    """What length is told by, in words, and the usual one with its unit."""
    duration, text = reading.find_item("duration"), reading.find_item("text_length")
    if duration is not None:
        return duration, f"runs {duration.display}", duration.usual_display
    if text is not None:
        usual = (
            None if text.usual_display is None else f"{text.usual_display} characters"
        )
        return text, f"has {text.display} characters", usual
    return reading.get_item("format"), "", None


def _change_moment(reading: Reading) -> PostIdea:
    hour, day = reading.find_item("posting_time"), reading.find_item("posting_weekday")
    title = f"{_subject(reading)}: what I would do differently"
    hook = "Looking back, this is what I would change first."
    if hour is None or day is None:
        account = reading.get_item("creator_account")
        return PostIdea(
            title=title,
            hook=hook,
            format=_same_form(reading),
            why="Note the time when it goes out: that of this one is not known.",
            evidence_ids=sort_ids(reading.result, account, _form_item(reading)),
        )
    moment = f"{day.display} {hour.display}"
    return PostIdea(
        title=title,
        hook=hook,
        format=f"{_same_form(reading)}, on another day than {day.display}",
        why=(
            f"This one went out {moment}. Another day with the rest alike shows "
            "whether the moment matters."
        ),
        evidence_ids=sort_ids(hour, day, _form_item(reading)),
    )


def _same_form(reading: Reading) -> str:
    """ "Video, about 14:08", "Post, about 140 characters", "Carousel"."""
    kind, item = capitalise(reading.one), _form_item(reading)
    if item is None:
        return kind
    unit = "" if item.kind == "duration" else " characters"
    return f"{kind}, about {item.display}{unit}"


def _form_item(reading: Reading) -> EvidenceItem | None:
    """What tells the length of the form: the running time, else a bare text's."""
    duration = reading.find_item("duration")
    if duration is not None or reading.find_item("title_length") is not None:
        return duration
    return reading.find_item("text_length")


def _subject(reading: Reading, *, inside: bool = False) -> str:
    """What the post is about, quoted: its title, else its first words."""
    words = reading.find_item("first_words")
    title = (reading.evidence.subject.title or "").strip()
    text = title or ("" if words is None else str(words.value))
    if not text:
        return f"this {reading.one}" if inside else f"This {reading.one}"
    return f"“{shorten(text).removesuffix('.')}”"
