"""YouTube's json3 captions as timed segments. Pure.

Source: answers of youtube.com/api/timedtext with fmt=json3, seen November 2026. An
event is a span of text, or a window's layout (no `segs`). In automatic captions two
events are on the screen at once; `aAppend` ones break the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import orjson

from libs.common.contracts.social import TranscriptSegment

_MOST_SEGMENTS = 20_000
_MOST_CHARACTERS = 2000  # of one event: what is longer is no caption
_MOST_MILLISECONDS = 1e10

# Zero-width space, word joiner, byte order mark; joiners are part of many scripts.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\x00]")
_NOTES = re.compile("[♩♪♫♬]+")
# Sounds, not words: [Music], (applause), *laughs*.
_SOUND = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*")
_SPACE = re.compile(r"\s+")
# A speaker's change in captions for the deaf: >> or -.
_SPEAKER = re.compile(r"^(>>+|-+)\s*")


class NoJson3(ValueError):
    """This is not a caption file of this form."""


@dataclass(frozen=True, slots=True)
class _Event:
    start: float
    end: float
    lines: tuple[str, ...]


def parse_json3(content: bytes) -> tuple[TranscriptSegment, ...]:
    """The spoken words, in the order of time, none beginning before another ends.

    Events that cannot be read are left out. Raises NoJson3."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NoJson3 from error
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list):
        raise NoJson3
    read = sorted(_read_events(events), key=lambda event: (event.start, event.end))
    kept = list(_without_repeated_lines(read))[:_MOST_SEGMENTS]
    ends = [*(event.start for event in kept[1:]), *(event.end for event in kept[-1:])]
    return tuple(
        TranscriptSegment(
            start_seconds=event.start,
            end_seconds=min(event.end, end),
            text=" ".join(event.lines),
        )
        for event, end in zip(kept, ends, strict=True)
    )


def _read_events(events: list[Any]) -> Iterator[_Event]:
    for event in events:
        if not isinstance(event, dict) or not isinstance(event.get("segs"), list):
            continue
        start = _read_milliseconds(event.get("tStartMs"))
        lasts = _read_milliseconds(event.get("dDurationMs", 0))
        lines = _read_lines(event["segs"])
        if start is not None and lasts is not None and lines:
            yield _Event(start / 1000, (start + lasts) / 1000, lines)


def _read_milliseconds(told: object) -> float | None:
    """A number or a text of one; None for what is no time."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        value = float(told)
    except (ValueError, OverflowError):
        return None
    return value if isfinite(value) and 0 <= value <= _MOST_MILLISECONDS else None


def _read_lines(parts: list[Any]) -> tuple[str, ...]:
    text = "".join(
        part["utf8"]
        for part in parts
        if isinstance(part, dict) and isinstance(part.get("utf8"), str)
    )
    cleaned = map(_clean_line, text[:_MOST_CHARACTERS].splitlines())
    return tuple(line for line in cleaned if line)


def _clean_line(line: str) -> str:
    """The line's words; nothing of one that only names a sound."""
    line = _NOTES.sub(" ", _INVISIBLE.sub("", line))
    line = _SPEAKER.sub("", _SPACE.sub(" ", line).strip())
    return "" if not _SOUND.sub("", line).strip(" .,-") else line


def _without_repeated_lines(events: list[_Event]) -> Iterator[_Event]:
    """Rolling captions show a line again, above the next one: it is said once."""
    before: _Event | None = None
    for event in events:
        lines = event.lines
        if before and event.start < before.end:
            lines = lines[_count_repeated(before.lines, lines) :]
        if lines:
            yield _Event(event.start, event.end, lines)
        before = event


def _count_repeated(before: tuple[str, ...], now: tuple[str, ...]) -> int:
    """How many of the first lines are the last ones of what was shown before."""
    most = min(len(before), len(now))
    return next((n for n in range(most, 0, -1) if before[-n:] == now[:n]), 0)
