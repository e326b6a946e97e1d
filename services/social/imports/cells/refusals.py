"""What a cell may hold, and how it is refused."""

from typing import Literal

Cell = str | int | float | bool | list[object] | dict[str, object] | None

EMPTY = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none"})
"""What exports write where nothing is known, in lower case."""


CellReason = Literal[
    "ambiguous_date",
    "ambiguous_number",
    "bad_duration",
    "bad_encoding",
    "bad_number",
    "bad_text",
    "bad_time",
    "bad_url",
    "in_future",
    "nul_character",
    "time_without_zone",
    "too_long",
]


class CellRefused(Exception):
    """A cell that cannot be read; `reason` is for programs, `message` for people."""

    def __init__(self, reason: CellReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
