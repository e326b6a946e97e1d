"""Published figures: a prior beside the creator's own, never in its place.

The tables are data files beside this module; each row names study, year, metric,
denominator, size and whether it was read at second hand."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from services.analysis.evidence.schemas import (
    AccountKind,
    Confidence,
    Place,
    PublishedFigure,
)
from services.analysis.wording.names import platform_name
from services.analysis.wording.wording import PostWords

_HOUR_STARTS = (0, 6, 9, 12, 15, 18, 21)


def published_rates(
    rate: float,
    *,
    platform: str,
    denominator: str,
    followers: int | None,
    account_kind: AccountKind | None,
    words: PostWords,
) -> tuple[PublishedFigure, ...]:
    """Published engagement rates of this platform and denominator, newest of each
    study, brands before creators; both families where the account's kind is not known.

    Creator figures go by size: without `followers` they are left out. Empty = no
    comparable benchmark."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _load_rates():
        if row["platform"] != platform or row["denominator"] != denominator:
            continue
        if account_kind not in (None, row["account_kind"]):
            continue
        if not _fits_size(row, followers):
            continue
        key = (row["account_kind"], row["study"])
        if key not in newest or row["year"] > newest[key]["year"]:
            newest[key] = row
    rows = sorted(newest.values(), key=lambda row: str(row["account_kind"]))
    return tuple(_build_rate(row, rate, words) for row in rows)


def published_hour(platform: str, hour: int, words: PostWords) -> PublishedFigure:
    """How the span of this hour (0-23) does against the average slot, in studies."""
    row = _times_of(platform)
    index = sum(hour >= start for start in _HOUR_STARTS) - 1
    start = _HOUR_STARTS[index]
    end = (*_HOUR_STARTS, 24)[index + 1]
    slot = words.say("published.hours", first=start, last=end)
    return _build_slot(row, row["hours"][index], slot, words)


def published_day(platform: str, weekday: int, words: PostWords) -> PublishedFigure:
    """How this weekday (0 = Monday) does against the average slot, in studies."""
    row = _times_of(platform)
    slot = words.say(f"weekdays.{weekday}")
    return _build_slot(row, row["days"][weekday], slot, words)


def published_views(
    platform: str, views: int, words: PostWords
) -> tuple[PublishedFigure, ...]:
    """Where so many views lie among all videos of the platform; empty if unstudied."""
    row = _load("published_views.toml").get(platform)
    if row is None:
        return ()
    reached = [step for step in row["steps"] if views >= step["views"]]
    step = reached[-1] if reached else row["steps"][0]
    return (
        PublishedFigure(
            **_origin(row, words),
            statistic="share",
            median=float(step["views"]),
            place="above" if reached else "below",
            statement=words.say(
                "published.views",
                share=words.numbers.percent(step["share_below"]),
                platform=platform_name(platform),
                views=words.numbers.short(step["views"]),
            ),
        ),
    )


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache
def _load_rates() -> tuple[dict[str, Any], ...]:
    studies = _load("published_rates.toml")["study"]
    return tuple({**study, **rate} for study in studies for rate in study["rates"])


def _times_of(platform: str) -> dict[str, Any]:
    table = _load("published_times.toml")
    row: dict[str, Any] = table.get(platform, table["others"])
    return row


def _fits_size(row: dict[str, Any], followers: int | None) -> bool:
    if "min_followers" not in row:
        return True
    if followers is None or followers < row["min_followers"]:
        return False
    return "max_followers" not in row or followers < row["max_followers"]


def _build_rate(row: dict[str, Any], rate: float, words: PostWords) -> PublishedFigure:
    typical: float | None = row.get("median")
    low: float = row["low"] if typical is None else typical
    high: float = row["high"] if typical is None else typical
    shown = words.numbers.percent(low)
    if typical is None:
        high_shown = words.numbers.percent(high)
        shown = words.say("published.range", low=shown, high=high_shown)
    notes = [words.say(f"published.note.{row['note']}")] if "note" in row else []
    if not row["denominator_stated"]:
        notes.append(words.say("published.denominator_not_stated"))
    return PublishedFigure(
        **_origin(row, words),
        statistic=row["statistic"],
        low=row.get("low"),
        median=typical,
        high=row.get("high"),
        account_kind=row["account_kind"],
        place=_find_place(rate, low, high),
        note="; ".join(notes) or None,
        statement=words.say(
            "published.rate",
            group=_name_group(row, words),
            rate=shown,
            study=row["study"],
            year=row["year"],
        ),
    )


def _find_place(rate: float, low: float, high: float) -> Place:
    if rate < low:
        return "below"
    return "above" if rate > high else "within"


def _name_group(row: dict[str, Any], words: PostWords) -> str:
    if row["account_kind"] == "brand":
        return words.say("published.brands", platform=platform_name(row["platform"]))
    low, high = row["min_followers"], row.get("max_followers")
    show = words.numbers.size
    if high is None:
        return words.say("published.creators_above", low=show(low))
    if low == 0:
        return words.say("published.creators_below", high=show(high))
    return words.say("published.creators_between", low=show(low), high=show(high))


def _build_slot(
    row: dict[str, Any], index: float, slot: str, words: PostWords
) -> PublishedFigure:
    confidence: Confidence = row["confidence"]
    values = {"slot": slot, "index": words.numbers.decimals(index, 2)}
    if row["studies"] == 1:
        statement = words.say("published.slot_one", **values)
    else:
        agreement = words.say(f"published.agreement.{confidence}")
        statement = words.say("published.slot", agreement=agreement, **values)
    return PublishedFigure(
        **_origin(row, words),
        statistic="index",
        low=row["low"],
        median=index,
        high=row["high"],
        confidence=confidence,
        note=words.say("published.slot_note"),
        statement=statement,
    )


def _origin(row: dict[str, Any], words: PostWords) -> dict[str, Any]:
    """Where the figure is from: names as they are, phrases in the reader's language."""
    phrases = {
        name: words.say(f"published.{name}.{row[name]}")
        for name in ("metric", "denominator", "n")
    }
    return {name: row[name] for name in ("study", "year", "via")} | phrases
