"""Why the post did what it did, as far as the evidence goes: never a cause."""

from collections.abc import Iterator

from libs.common.standing.bands import VIRAL_FROM, find_band
from services.analysis.evidence.contrasts import describe_share
from services.analysis.evidence.growth_items import show_pace
from services.analysis.evidence.schemas import EvidenceItem, OtherPost
from services.analysis.verdicts.offline_findings import (
    Finding,
    is_usual_time,
    list_as_usual,
)
from services.analysis.verdicts.offline_reading import Reading, capitalise, claim
from services.analysis.verdicts.schemas import Claim

MOST_FINDINGS = 3
MOST_CLAIMS = 9
POSTS_BEFORE = 5


def write_reasoning(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[Claim, ...]:
    """One to ten claims: result, its certainty, growth, reactions, time, form."""
    shown = choose_findings(reading, findings)
    found = [
        _write_result(reading),
        _write_published(reading),
        _write_interval(reading),
        _write_age(reading),
        _write_growth(reading),
        _write_reactions(reading),
        _write_time(reading, shown) if reading.has_usual else _write_prior(reading),
        *_write_findings(shown),
        _write_limits(reading, shown),
    ]
    claims = [written for written in found if written is not None]
    alike = _write_as_usual(reading)
    # What is unremarkable gives way where there is much to tell.
    if alike is not None and len(claims) < MOST_CLAIMS:
        claims.insert(len(claims) - bool(shown), alike)
    return tuple(claims)


def choose_findings(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Those that are told: a usual result has nothing to be explained."""
    is_usual = reading.evidence.verdict.band == "usual"
    return () if is_usual else findings[:MOST_FINDINGS]


def _write_findings(shown: tuple[Finding, ...]) -> Iterator[Claim]:
    """Each with its caution, which is not repeated where it would be the same."""
    said: set[str] = set()
    for finding in shown:
        caution = "" if finding.caution in said else finding.caution
        said.add(caution)
        yield claim(f"{finding.sentence} {caution}".strip(), finding.item)


def _write_result(reading: Reading) -> Claim:
    verdict, result = reading.evidence.verdict, reading.result
    state = verdict.baseline_state
    if state == "ready":
        peers = _tell_peers(reading)
        return claim(f"{_compare_result(reading)} {peers}".strip(), result)
    text = reading.say(
        f"result.{state}",
        value=result.display,
        noun=reading.noun(verdict.value or 0),
        held=_show_held(reading),
        needed=verdict.needed,
        rank=_show_rank(reading),
    )
    return claim(text, result, reading.find_item("comparable_posts"))


def _show_held(reading: Reading) -> str:
    count = reading.evidence.verdict.sample_size
    form = "none" if count == 0 else "one" if count == 1 else "some"
    return reading.say(f"result.held_{form}", count=count)


def _show_rank(reading: Reading) -> str:
    """Where it lies among the few that are held: an order, and no usual."""
    verdict = reading.evidence.verdict
    held = verdict.sample_size
    if held == 0:
        place = "none"
    elif reading.count_beyond(lower=True) == held:
        place = "most"
    else:
        place = "least" if reading.count_beyond() == held else "between"
    noun = reading.noun(verdict.value or 0)
    return reading.say(f"result.rank_{place}", value=reading.result.display, noun=noun)


def _compare_result(reading: Reading) -> str:
    verdict, result = reading.evidence.verdict, reading.result
    total = verdict.sample_size
    band = "lifted" if verdict.band in ("outlier", "extreme") else verdict.band
    return reading.say_one_of(
        f"result.{band}",
        multiple=result.difference_display,
        usual=result.usual_display,
        here=reading.show_result(),
        total=total,
        more=_show_beyond(reading, reading.count_beyond(), total, "more"),
        less=_show_beyond(reading, reading.count_beyond(lower=True), total, "less"),
    )


def _show_beyond(reading: Reading, count: int, total: int, word: str) -> str:
    form = "none" if count == 0 else "all" if count == total else "some"
    return reading.say(f"beyond.{word}_{form}", count=count)


def _tell_peers(reading: Reading) -> str:
    """How alone the post is with such a result, in a sentence or ""."""
    verdict = reading.evidence.verdict
    if verdict.band in ("outlier", "extreme"):
        others = reading.evidence.others
        count = sum((other.multiple or 0) >= VIRAL_FROM for other in others)
        kind = "lifted"
    elif verdict.band == "below":
        others = _list_before(reading)
        if len(others) < POSTS_BEFORE:
            return ""
        count = sum(
            other.multiple is not None and find_band(other.multiple) == "below"
            for other in others
        )
        kind = "below"
    else:
        return ""
    form = "none" if count == 0 else "one" if count == 1 else "some"
    border = f"{reading.words.numbers.count(VIRAL_FROM)}×"
    return reading.say(
        f"peers.{kind}_{form}", count=count, total=len(others), border=border
    )


def _list_before(reading: Reading) -> tuple[OtherPost, ...]:
    """The five comparable posts that came out last before this one."""
    at = reading.evidence.subject.published_at
    if at is None:
        return ()
    before = [other for other in reading.evidence.others if other.published_at < at]
    before.sort(key=lambda other: other.published_at)
    return tuple(before[-POSTS_BEFORE:])


def _write_published(reading: Reading) -> Claim | None:
    figures = reading.result.published
    if not figures:
        return None
    figure = figures[0]
    text = reading.say("result.published", year=figure.year, statement=figure.statement)
    return claim(text, reading.result)


def _write_interval(reading: Reading) -> Claim | None:
    """Said where the band itself is not sure; the interval stands in the evidence."""
    verdict, shown = reading.evidence.verdict, reading.result.detail
    interval, band = verdict.interval, verdict.band
    if interval is None or shown is None or band in (None, "usual"):
        return None
    at_low, at_high = find_band(interval.low), find_band(interval.high)
    if reading.is_lifted and at_low != band:
        key, at_end = "interval.lower_end", at_low
    elif band == "below" and at_high != band:
        key, at_end = "interval.upper_end", at_high
    else:
        return None
    text = reading.say(key, interval=shown, band=reading.say(f"bands.{at_end}"))
    return claim(text, reading.result)


def _write_age(reading: Reading) -> Claim | None:
    age = reading.find_item("measured_age")
    if age is None or "young_post" not in age.marks:
        return None
    if not reading.has_usual:
        return claim(reading.say("age.alone", age=age.display), age)
    if age.usual_display is None or age.standing == "as_usual":
        key = "age.unknown" if age.usual_display is None else "age.alone"
        return claim(reading.say(key, age=age.display), age)
    text = reading.say("age.known", age=age.display, usual=age.usual_display)
    return claim(text, age)


def _write_growth(reading: Reading) -> Claim | None:
    item = reading.find_item("growth")
    if item is None or not isinstance(item.value, int | float):
        return None
    pace = item.value
    form = "still" if pace == 0 else "rising" if pace > 0 else "falling"
    text = reading.say(
        f"growth.{form}",
        count=show_pace(pace, reading.words),
        noun=reading.noun(),
    )
    return claim(text, item)


def _write_reactions(reading: Reading) -> Claim | None:
    rate = reading.find_rate()
    if rate is None:
        return None
    by = reading.show_by(rate)
    if rate.usual_display is None or rate.standing is None:
        return claim(_tell_plain_rate(reading, rate, by), rate)
    key = rate.standing
    is_more_of_the_same = rate.kind == "engagement_ratio_by_views" and (
        reading.evidence.verdict.basis == "views" and reading.is_lifted
    )
    suffix = "_lifted" if key == "as_usual" and is_more_of_the_same else ""
    text = reading.say(
        f"reactions.{key}{suffix}",
        rate=rate.display,
        by=by,
        usual=rate.usual_display,
        total=rate.sample_size,
    )
    return claim(text, rate)


def _tell_plain_rate(reading: Reading, rate: EvidenceItem, by: str) -> str:
    plain = reading.say("reactions.plain", rate=rate.display, by=by, counts=rate.detail)
    if not rate.published:
        return reading.say("reactions.no_figure", plain=plain)
    kinds = {figure.account_kind: figure for figure in reversed(rate.published)}
    shown = " ".join(figure.statement for figure in reversed(kinds.values()))
    text = reading.say("reactions.published", plain=plain, statements=shown)
    if "account_kind_unknown" in rate.marks and len(kinds) > 1:
        return reading.say("reactions.kind_unknown", published=text)
    return text


def _write_prior(reading: Reading) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None:
        return None
    text = reading.say(
        "time.prior",
        day=day.display,
        hour=hour.display,
        statement=hour.published[0].statement,
    )
    return claim(text, day, hour)


def _write_time(reading: Reading, shown: tuple[Finding, ...]) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None or hour.share is None:
        return None
    if any(finding.item.kind == "posting_time" for finding in shown):
        return None
    share, band = hour.share, reading.evidence.verdict.band
    others = describe_share(share.count, share.total, "went", reading.words)
    told = {"day": day.display, "hour": hour.display, "others": others}
    if not is_usual_time(hour):
        return claim(reading.say("time.unusual", **told), day, hour)
    if band == "usual":
        return claim(reading.say("time.usual", **told), day, hour)
    return claim(reading.say("time.not_the_hour", **told), hour)


def _write_as_usual(reading: Reading) -> Claim | None:
    hour = reading.say("names.posting_time")
    named = [(name, item) for name, item in list_as_usual(reading) if name != hour]
    if not named:
        return None
    form = "one" if len(named) == 1 else "many"
    is_apart = reading.evidence.verdict.band != "usual"
    names = reading.words.wording.join([name for name, _ in named])
    text = reading.say(
        f"as_usual.{form}{'_apart' if is_apart else ''}", names=capitalise(names)
    )
    return claim(text, *(item for _, item in named))


def _write_limits(reading: Reading, shown: tuple[Finding, ...]) -> Claim | None:
    contrasts = reading.evidence.contrasts
    if not shown or contrasts is None:
        return None
    text = reading.say(
        f"limits.{'one' if len(shown) == 1 else 'many'}",
        considered=contrasts.considered,
        expected=reading.words.numbers.decimals(contrasts.expected_by_chance, 1),
    )
    return claim(text, reading.result, *(finding.item for finding in shown))
