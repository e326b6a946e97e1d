"""What a cell may hold, and how it is refused."""

Cell = str | int | float | bool | list[object] | dict[str, object] | None

EMPTY = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none"})
"""What exports write where nothing is known, in lower case."""


class CellRefused(Exception):
    """A cell that cannot be read; `reason` is for programs, `message` for people."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
