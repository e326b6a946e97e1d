"""Published figures: a prior beside the creator's own, never in its place.

The tables are data files beside this module; each row names study, year, metric,
denominator, size and whether it was read at second hand."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from services.analysis.evidence.display import SPACE, show_percent, show_short
from services.analysis.evidence.names import platform_name
from services.analysis.evidence.schemas import (
    AccountKind,
    Confidence,
    Place,
    PublishedFigure,
)

_HOUR_STARTS = (0, 6, 9, 12, 15, 18, 21)
_AGREEMENT: dict[Confidence, str] = {
    "medium": "agree moderately",
    "low": "agree little",
    "very_low": "hardly agree",
    "none": "do not agree",
}


def published_rates(
    rate: float,
    *,
    platform: str,
    denominator: str,
    followers: int | None,
    account_kind: AccountKind | None,
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
    return tuple(_build_rate(row, rate) for row in rows)


def published_hour(platform: str, hour: int) -> PublishedFigure:
    """How the span of this hour (0-23) does against the average slot, in studies."""
    row = _times_of(platform)
    index = sum(hour >= start for start in _HOUR_STARTS) - 1
    start = _HOUR_STARTS[index]
    end = (*_HOUR_STARTS, 24)[index + 1]
    return _build_slot(row, row["hours"][index], f"{start}:00 to {end}:00")


def published_day(platform: str, weekday: int) -> PublishedFigure:
    """How this weekday (0 = Monday) does against the average slot, in studies."""
    row = _times_of(platform)
    return _build_slot(row, row["days"][weekday], "this weekday")


def published_views(platform: str, views: int) -> tuple[PublishedFigure, ...]:
    """Where so many views lie among all videos of the platform; empty if unstudied."""
    row = _load("published_views.toml").get(platform)
    if row is None:
        return ()
    reached = [step for step in row["steps"] if views >= step["views"]]
    step = reached[-1] if reached else row["steps"][0]
    statement = (
        f"{show_percent(step['share_below'])} of all {platform_name(platform)} videos "
        f"have fewer than {show_short(step['views'])} views."
    )
    return (
        PublishedFigure(
            **_origin(row),
            statistic="share",
            median=float(step["views"]),
            place="above" if reached else "below",
            statement=statement,
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


def _build_rate(row: dict[str, Any], rate: float) -> PublishedFigure:
    typical: float | None = row.get("median")
    low: float = row["low"] if typical is None else typical
    high: float = row["high"] if typical is None else typical
    shown = show_percent(low)
    if typical is None:
        shown = f"{shown} to {show_percent(high)}"
    notes = [row["note"]] if "note" in row else []
    if not row["denominator_stated"]:
        notes.append("denominator not stated, read as by followers")
    return PublishedFigure(
        **_origin(row),
        statistic=row["statistic"],
        low=row.get("low"),
        median=typical,
        high=row.get("high"),
        account_kind=row["account_kind"],
        place=_find_place(rate, low, high),
        note="; ".join(notes) or None,
        statement=f"{_name_group(row)}: {shown} ({row['study']} {row['year']}).",
    )


def _find_place(rate: float, low: float, high: float) -> Place:
    if rate < low:
        return "below"
    return "above" if rate > high else "within"


def _name_group(row: dict[str, Any]) -> str:
    if row["account_kind"] == "brand":
        return f"Brands on {platform_name(row['platform'])}"
    low, high = row["min_followers"], row.get("max_followers")
    if high is None:
        size = f"{_show_size(low)} followers or more"
    elif low == 0:
        size = f"fewer than {_show_size(high)} followers"
    else:
        size = f"{_show_size(low)} to {_show_size(high)} followers"
    return f"Creators with {size}"


def _show_size(followers: int) -> str:
    """Borders of tiers are whole thousands: "1 k", "500 k", "1 M"."""
    if followers >= 1_000_000:
        return f"{followers // 1_000_000}{SPACE}M"
    return f"{followers // 1_000}{SPACE}k"


def _build_slot(row: dict[str, Any], index: float, slot: str) -> PublishedFigure:
    confidence: Confidence = row["confidence"]
    return PublishedFigure(
        **_origin(row),
        statistic="index",
        low=row["low"],
        median=index,
        high=row["high"],
        confidence=confidence,
        note="local time of the audience; low and high are the range over the week",
        statement=_describe_slot(row, index, slot),
    )


def _describe_slot(row: dict[str, Any], index: float, slot: str) -> str:
    place = f"{slot} at {index:.2f}× the average slot"
    if row["studies"] == 1:
        return f"One published study puts {place}; one alone says little."
    agreement = _AGREEMENT[row["confidence"]]
    return f"Published studies put {place}; they {agreement} with each other."


def _origin(row: dict[str, Any]) -> dict[str, Any]:
    names = ("study", "year", "metric", "denominator", "n", "via")
    return {name: row[name] for name in names}
