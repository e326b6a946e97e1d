"""How a row is refused."""

from dataclasses import dataclass

from services.social.imports.mapping import ImportField


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why a row was not imported; `field` is ours, `message` names the column."""

    reason: str
    field: str | None
    message: str


class RowRefused(Exception):
    """Raised within the reading of a row; `row` is what becomes of it."""

    def __init__(self, reason: str, field: ImportField | None, message: str) -> None:
        super().__init__(message)
        self.row = RefusedRow(reason, field, message)
