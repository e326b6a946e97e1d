"""Which column of a file holds which of our fields. Pure."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from libs.common.errors import FieldError, InvalidFields
from libs.common.schemas import reject_nul
from services.social.imports.cells.refusals import Cell
from services.social.platforms.catalogue import find_platform

ImportField = Literal[
    "platform",
    "creator",
    "id",
    "url",
    "kind",
    "title",
    "text",
    "time",
    "duration",
    "views",
    "impressions",
    "reach",
    "likes",
    "comments",
    "shares",
    "saves",
    "followers",
    "engagements",
    "media",
    "as_of",
]
FIELDS: tuple[ImportField, ...] = get_args(ImportField)


class MappingNotValid(InvalidFields):
    """The mapping does not fit; each wrong field is named. Nothing was stored."""

    message = "The mapping does not fit this file. Nothing was imported."


class Constant(BaseModel):
    """The same value for all rows: `{"value": "youtube"}`."""

    model_config = ConfigDict(extra="forbid")

    value: str | int | float

    _no_nul = field_validator("value")(reject_nul)


class Mapping(BaseModel):
    """Our field → the file's column, or a constant.

    In JSON files a column may be a path into objects: `stats.playCount`."""

    model_config = ConfigDict(extra="forbid")

    fields: dict[ImportField, str | Constant] = Field(min_length=1)

    @field_validator("fields")
    @classmethod
    def _not_empty(cls, value: dict[Any, Any]) -> dict[Any, Any]:
        if any(column == "" for column in value.values()):
            raise ValueError("a column name is empty")
        reject_nul([column for column in value.values() if isinstance(column, str)])
        return value

    @property
    def columns(self) -> set[str]:
        """The columns it reads."""
        return {column for column in self.fields.values() if isinstance(column, str)}

    def build_getter(self, name: ImportField) -> Callable[[dict[str, Any]], Cell]:
        """What takes the cell of a mapped field out of a row, None where it is not."""
        column = self.fields[name]
        if isinstance(column, Constant):
            value = column.value
            return lambda _: value
        if "." in column:
            return lambda record: find_cell(record, column)
        return lambda record: record.get(column)

    def column_of(self, name: ImportField) -> str | None:
        """The column that a field is read from; None for a constant."""
        column = self.fields.get(name)
        return column if isinstance(column, str) else None


def find_cell(record: dict[str, Any], column: str) -> Any:
    """The value under a column's name, or at its dotted path."""
    if column in record or "." not in column:
        return record.get(column)
    value: Any = record
    for part in column.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def find_wrong_mappings(
    mapping: Mapping, records: Iterable[dict[str, Any]]
) -> list[FieldError]:
    """What a mapping lacks, or names that the first rows have not."""
    wrong = []
    if not {"id", "url", "text", "title"} & mapping.fields.keys():
        message = "Say which column is the post's id, its URL, or at least its text."
        wrong.append(FieldError("mapping.id", "missing", message))
    platform = mapping.fields.get("platform")
    if isinstance(platform, Constant) and not find_platform(str(platform.value)):
        message = f"{platform.value!r} is not a platform that is known here."
        wrong.append(FieldError("mapping.platform", "unsupported_platform", message))
    return wrong + _missing_columns(mapping, list(records))


def _missing_columns(
    mapping: Mapping, records: Collection[dict[str, Any]]
) -> list[FieldError]:
    present = list(dict.fromkeys(key for record in records for key in record))
    shown = ", ".join(present[:20])
    return [
        FieldError(
            f"mapping.{name}",
            "column_missing",
            f"There is no column {column!r}. There are: {shown}.",
        )
        for name in mapping.fields
        if (column := mapping.column_of(name))
        and not any(_has_column(record, column) for record in records)
    ]


def _has_column(record: dict[str, Any], column: str) -> bool:
    return column in record or find_cell(record, column) is not None
