"""How a row is refused."""

from dataclasses import dataclass
from typing import Literal

from services.social.imports.cells.refusals import CellReason
from services.social.imports.mapping import ImportField

RowReason = (
    CellReason
    | Literal[
        "bad_id",
        "empty_post",
        "malformed_row",
        "missing",
        "not_public",
        "taken_down",
        "total_row",
        "unsupported_platform",
        "wrong_column_count",
    ]
)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why a row was not imported; `field` is ours, `message` names the column."""

    reason: RowReason
    field: str | None
    message: str


class RowRefused(Exception):
    """Raised within the reading of a row; `row` is what becomes of it."""

    def __init__(
        self, reason: RowReason, field: ImportField | None, message: str
    ) -> None:
        super().__init__(message)
        self.row = RefusedRow(reason, field, message)
