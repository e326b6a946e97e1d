"""The post in short: what a reader in a hurry takes along."""

from services.analysis.evidence.schemas import EvidenceItem
from services.analysis.verdicts.offline_findings import Finding, list_as_usual
from services.analysis.verdicts.offline_reading import Reading, claim
from services.analysis.verdicts.offline_reasoning import choose_findings
from services.analysis.verdicts.schemas import Claim
from services.analysis.wording.quoting import isolate, shorten

MOST_TAKEAWAYS = 4
FEWEST_TAKEAWAYS = 3


def write_takeaways(
    reading: Reading, findings: tuple[Finding, ...]
) -> tuple[Claim, ...]:
    """Three or four: the result, what is different, what is not, else what is known."""
    shown = choose_findings(reading, findings)
    best = [_take_result(reading), _take_unlike(reading, shown), _take_alike(reading)]
    found = [written for written in best if written is not None]
    rate = _take_rate(reading, found)
    found += [] if rate is None else [rate]
    more = (
        _take_time(reading, found),
        _take_speech(reading),
        _take_what(reading),
        _take_account(reading),
    )
    spare = [written for written in more if written is not None]
    missing = max(0, FEWEST_TAKEAWAYS - len(found))
    return tuple((found + spare[:missing])[:MOST_TAKEAWAYS])


def _take_result(reading: Reading) -> Claim:
    verdict, result = reading.evidence.verdict, reading.result
    key = verdict.baseline_state
    if key == "ready":
        text = reading.say(
            "short.usual" if verdict.band == "usual" else "short.other",
            multiple=result.difference_display,
            total=verdict.sample_size,
        )
    else:
        text = reading.say(
            f"short.{key}", count=verdict.sample_size, needed=verdict.needed
        )
    return claim(text, result, reading.find_item("comparable_posts"))


def _take_unlike(reading: Reading, shown: tuple[Finding, ...]) -> Claim | None:
    if not shown:
        return None
    phrases = reading.words.wording.join([finding.phrase for finding in shown])
    items = (finding.item for finding in shown)
    return claim(reading.say("short.unlike", phrases=phrases), *items)


def _take_alike(reading: Reading) -> Claim | None:
    """What most of the others share, in a breath."""
    named = list(list_as_usual(reading))
    rate = reading.find_rate()
    if rate is not None and rate.standing == "as_usual":
        named.append((reading.say("names.rate"), rate))
    if not named:
        return None
    names = reading.words.wording.join([name for name, _ in named])
    return claim(reading.say("short.alike", names=names), *(i for _, i in named))


def _take_rate(reading: Reading, found: list[Claim]) -> Claim | None:
    rate = reading.find_rate()
    if rate is None or _is_told(rate, found):
        return None
    key = "short.rate"
    if rate.usual_display is not None and rate.standing in ("higher", "lower"):
        key = f"short.rate_{rate.standing}"
    text = reading.say(
        key, rate=rate.display, by=reading.show_by(rate), usual=rate.usual_display
    )
    return claim(text, rate)


def _take_time(reading: Reading, found: list[Claim]) -> Claim | None:
    hour = reading.find_item("posting_time")
    day = reading.find_item("posting_weekday")
    if hour is None or day is None:
        return None
    if _is_told(hour, found) or _is_told(day, found):
        return None
    text = reading.say("short.time", day=day.display, hour=hour.display)
    return claim(text, day, hour)


def _take_speech(reading: Reading) -> Claim | None:
    start = reading.find_item("first_speech_at")
    if start is not None:
        return claim(reading.say("short.speech", start=start.display), start)
    silent = reading.find_item("speech")
    return None if silent is None else claim(reading.say("short.silent"), silent)


def _take_what(reading: Reading) -> Claim:
    what = reading.get_item("format")
    account = reading.get_item("creator_account")
    creator = isolate(shorten(reading.evidence.subject.creator_name))
    text = reading.say("short.what", what=what.display, account=creator)
    return claim(text, what, account)


def _take_account(reading: Reading) -> Claim:
    account = reading.get_item("creator_account")
    return claim(f"{account.display}.", account)


def _is_told(item: EvidenceItem, found: list[Claim]) -> bool:
    return any(item.id in written.evidence_ids for written in found)
