"""How a file is to be read: what the person said, checked. Pure."""

import re
from datetime import UTC, datetime

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from libs.common.errors import FieldError
from libs.common.timezones import find_timezone
from services.social.imports.mapping import FIELDS, Mapping, MappingNotValid
from services.social.imports.values import TimeReading

_ANY_TIME = datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)


class ReadingOptions(BaseModel):
    """The fields of the upload beside the file."""

    model_config = ConfigDict(frozen=True)

    mapping: Mapping
    encoding: str | None = None
    time_format: str | None = None
    timezone: str | None = None

    @property
    def times(self) -> TimeReading:
        """How times are to be read."""
        return TimeReading(self.time_format, find_timezone(self.timezone or ""))


def parse_options(fields: dict[str, str]) -> ReadingOptions:
    """The options of an upload. Raises MappingNotValid naming each wrong field."""
    mapping, wrong = _parse_mapping(fields.get("mapping"))
    time_format = fields.get("time_format")
    if time_format and not _is_time_format(time_format):
        message = "Write it as in strptime, with year, month and day: %m/%d/%Y %H:%M"
        wrong.append(FieldError("time_format", "bad_format", message))
    timezone = fields.get("timezone")
    if timezone and find_timezone(timezone) is None:
        message = f"{timezone!r} is no IANA time zone, such as Europe/Berlin."
        wrong.append(FieldError("timezone", "bad_timezone", message))
    if wrong or mapping is None:
        raise MappingNotValid(fields=wrong)
    return ReadingOptions(
        mapping=mapping,
        encoding=fields.get("encoding"),
        time_format=time_format,
        timezone=timezone,
    )


def _parse_mapping(text: str | None) -> tuple[Mapping | None, list[FieldError]]:
    if not text:
        return None, [FieldError("mapping", "missing", "Say which column is what.")]
    try:
        written = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None, [FieldError("mapping", "bad_json", "The mapping is no JSON.")]
    try:
        return Mapping(fields=written), []
    except ValidationError as error:
        return None, [_field_error(problem) for problem in error.errors()]


def _field_error(problem: ErrorDetails) -> FieldError:
    path = [str(part) for part in problem["loc"][1:] if part != "[key]"]
    name = path[0] if path else ""
    if name and name not in FIELDS:
        message = f"There is no field {name!r}. There are: {', '.join(FIELDS)}."
        return FieldError(f"mapping.{name}", "unknown_field", message)
    message = 'Give the name of a column, or {"value": ...} for a constant.'
    return FieldError(f"mapping.{name}".rstrip("."), "bad_mapping", message)


def _is_time_format(text: str) -> bool:
    try:
        read = datetime.strptime(_ANY_TIME.strftime(text), text)  # noqa: DTZ007
    except (ValueError, re.error):  # strptime makes a pattern of the form
        return False
    return read.date() == _ANY_TIME.date()
