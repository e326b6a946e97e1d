"""Why the post did what it did, as far as the evidence goes: never a cause."""

from libs.common.standing.bands import BandName, find_band
from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_findings import (
    Finding,
    is_usual_time,
    list_as_usual,
)
from services.analysis.verdicts.offline_reading import (
    Reading,
    capitalise,
    claim,
    join_words,
    of_the_others,
)
from services.analysis.verdicts.schemas import Claim

MOST_FINDINGS = 3
_BAND_WORDS: dict[BandName, str] = {
    "below": "below the usual",
    "usual": "within the usual",
    "above": "above the usual, no outlier",
    "outlier": "an outlier, not extreme",
    "extreme": "extreme",
}


def write_reasoning(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[Claim, ...]:
    """One to ten claims: result, its certainty, reactions, time, form."""
    is_usual = reading.evidence.verdict.band == "usual"
    shown = () if is_usual else findings[:MOST_FINDINGS]
    found = [
        _write_result(reading),
        _write_published(reading),
        _write_interval(reading),
        _write_age(reading),
        _write_reactions(reading),
        _write_time(reading, shown) if reading.has_usual else _write_prior(reading),
        *(claim(finding.sentence, finding.item) for finding in shown),
        _write_as_usual(reading),
        _write_limits(reading, shown),
    ]
    return tuple(written for written in found if written is not None)


def write_result_line(reading: Reading) -> str:
    """The result in one short sentence."""
    verdict, result = reading.evidence.verdict, reading.result
    if verdict.baseline_state == "no_metrics":
        return "No count is held, so its size is not known."
    if verdict.baseline_state == "no_published_time":
        return "Without a publishing time there is no usual to compare with."
    if verdict.baseline_state == "no_baseline":
        return (
            f"{capitalise(_show_held(reading))}, {verdict.needed} are needed: "
            f"too few {reading.many} to call it."
        )
    rests_on = f"measured on {verdict.sample_size} comparable {reading.many}"
    if verdict.band == "usual":
        return f"{result.difference_display}: as usual, {rests_on}."
    return f"{result.difference_display} this {reading.account}’s usual, {rests_on}."


def _write_result(reading: Reading) -> Claim:
    verdict, held = reading.evidence.verdict, reading.find_item("comparable_posts")
    match verdict.baseline_state:
        case "no_metrics":
            text = (
                "No count of views, impressions or interactions is held, so its size "
                "is not known."
            )
        case "no_published_time":
            text = (
                f"{reading.result.display} {reading.result_noun}. The publishing time "
                f"is not known, so no comparable {reading.many} can be chosen and no "
                "multiple is given."
            )
        case "no_baseline":
            text = (
                f"Too few {reading.many} to call it. {capitalise(_show_held(reading))}"
                f", {verdict.needed} are needed before a multiple means anything. "
                f"This one has {reading.result.display} {reading.result_noun}."
            )
        case "ready":
            text = _compare_result(reading)
    return claim(text, reading.result, held)


def _compare_result(reading: Reading) -> str:
    verdict, result = reading.evidence.verdict, reading.result
    multiple, usual = result.difference_display, result.usual_display
    here, many, account = reading.show_result(), reading.many, reading.account
    sample = f"the {verdict.sample_size} comparable {many}"
    more = _show_beyond(reading.count_beyond(), verdict.sample_size, "more")
    less = _show_beyond(reading.count_beyond(lower=True), verdict.sample_size, "less")
    match verdict.band:
        case "outlier" | "extreme":
            options = [
                f"{multiple} this {account}’s usual. {capitalise(here)}; {sample} had "
                f"{usual} at the median, and {more}.",
                f"{here}: {multiple} what {many} of this {account} usually get. The "
                f"median of {sample} is {usual}, and {more}.",
            ]
        case "above":
            options = [
                f"{multiple} this {account}’s usual: more than usual, no outlier. "
                f"{here} against {usual}, the median of {sample}; {more}.",
                f"{here}, {multiple} what {many} of this {account} usually get: above "
                f"it, short of an outlier. The median of {sample} is {usual}; {more}.",
            ]
        case "below":
            options = [
                f"{multiple} its usual. {here} against {usual}, the median of "
                f"{sample}; {less}.",
                f"{here}, {multiple} what {many} of this {account} usually get: "
                f"{usual}, the median of {sample}. {capitalise(less)}.",
            ]
        case _:
            options = [
                f"{multiple}: within what this {account} usually gets. There is "
                f"nothing to explain.",
                f"{multiple} the usual {usual}, with {here}. That is an ordinary "
                f"result for this {account}: there is nothing to explain.",
            ]
    return reading.pick(options)


def _write_published(reading: Reading) -> Claim | None:
    figures = reading.result.published
    if not figures:
        return None
    figure = figures[0]
    text = (
        f"Published in {figure.year}, not this {reading.account}’s own: "
        f"{figure.statement}"
    )
    return claim(text, reading.result)


def _write_interval(reading: Reading) -> Claim | None:
    verdict, shown = reading.evidence.verdict, reading.result.detail
    interval, band = verdict.interval, verdict.band
    if interval is None or shown is None or band in (None, "usual"):
        return None
    at_low, at_high = find_band(interval.low), find_band(interval.high)
    sample = f"{verdict.sample_size} {reading.many}"
    text = f"{shown} The usual itself is an estimate from {sample}."
    if reading.is_lifted and at_low != band:
        text += f" At the lower end this would be {_BAND_WORDS[at_low]}."
    elif band == "below" and at_high != band:
        text += f" At the upper end this would be {_BAND_WORDS[at_high]}."
    return claim(text, reading.result)


def _write_age(reading: Reading) -> Claim | None:
    age = reading.find_item("measured_age")
    if age is None or "young_post" not in age.marks:
        return None
    text = f"{age.display} old when measured. "
    if reading.has_usual:
        text += "Most of the others had longer, so this may still change."
    else:
        text += "This may still change."
    return claim(text, age, reading.result)


def _write_reactions(reading: Reading) -> Claim | None:
    rate = reading.find_rate()
    if rate is None:
        return None
    by = rate.label.removeprefix("Engagement ")
    if rate.usual_display is None or rate.standing is None:
        return claim(_write_plain_rate(rate, by), rate)
    against = (
        f"{rate.display} {by} against {rate.usual_display}, the median of "
        f"{rate.sample_size}"
    )
    match rate.standing:
        case "as_usual":
            text = f"Reactions were as usual: {against}."
            if reading.is_lifted and by == "by views":
                text += " More views, the same share of reactions."
        case "higher":
            text = f"A larger share reacted than usual: {against}."
        case "lower":
            text = f"A smaller share reacted than usual: {against}."
    return claim(text, rate)


def _write_plain_rate(rate: EvidenceItem, by: str) -> str:
    text = f"{rate.display} {by}: {rate.basis}."
    if not rate.published:
        return (
            f"{text} No published figure uses this denominator here, so no rank is "
            "given."
        )
    kinds = {figure.account_kind: figure for figure in reversed(rate.published)}
    shown = " ".join(figure.statement for figure in reversed(kinds.values()))
    text = f"{text} Published, not its own: {shown}"
    if "account_kind_unknown" in rate.marks and len(kinds) > 1:
        text += " Which of the two this account is, is not known."
    return text


def _write_prior(reading: Reading) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None:
        return None
    text = f"{day.display} {hour.display}. {hour.published[0].statement}"
    return claim(text, day, hour)


def _write_time(reading: Reading, shown: tuple[Finding, ...]) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None or hour.share is None:
        return None
    moment = f"{day.display} {hour.display}"
    if any(finding.item.kind == "posting_time" for finding in shown):
        return None
    others = of_the_others(hour.share, "went", "went")
    if not is_usual_time(hour):
        return claim(f"{moment}; {others} out within an hour of that.", day, hour)
    if reading.evidence.verdict.band == "usual":
        return claim(f"{moment} is a usual hour: {others} out then.", day, hour)
    return claim(
        f"It was not the hour. {hour.display} is usual for this {reading.account}: "
        f"{others} out within an hour of it.",
        hour,
    )


def _write_as_usual(reading: Reading) -> Claim | None:
    named = [(name, item) for name, item in list_as_usual(reading) if name != "hour"]
    if not named:
        return None
    words = join_words([name for name, _ in named])
    verb = "is" if len(named) == 1 else "are"
    end = (
        "."
        if reading.evidence.verdict.band == "usual"
        else f": {'it does' if len(named) == 1 else 'they do'} not set it apart."
    )
    return claim(
        f"{capitalise(words)} {verb} as usual{end}", *(item for _, item in named)
    )


def _write_limits(reading: Reading, shown: tuple[Finding, ...]) -> Claim | None:
    if not shown:
        return None
    if len(shown) == 1:
        start, matter = "This trait goes together with the result", "it matters"
    else:
        start = (
            "These traits go together with the result, and some are always rare by "
            "chance"
        )
        matter = "they matter"
    text = f"{start}. Whether {matter}, only the next {reading.one} can show."
    return claim(text, reading.result, *(finding.item for finding in shown))


def _show_beyond(count: int, total: int, word: str) -> str:
    if count == 0:
        return f"none of them had {word}"
    if count == total:
        return f"all of them had {word}"
    return f"{count} of them had {word}"


def _show_held(reading: Reading) -> str:
    count = reading.evidence.verdict.sample_size
    if count == 0:
        return "none is held"
    return f"{count} {'is' if count == 1 else 'are'} held"
