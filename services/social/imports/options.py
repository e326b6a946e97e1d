"""How a file is to be read: what the person said, checked. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from libs.common.errors import FieldError
from libs.common.timezones import find_timezone
from services.social.imports.accounts import read_account
from services.social.imports.cells.counts import NumberFormat
from services.social.imports.cells.refusals import CellRefused
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.cells.written_dates import DateOrder
from services.social.imports.mapping import FIELDS, Mapping, MappingNotValid
from services.social.platforms.catalogue import find_platform

_ANY_TIME = datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)
_MOST_NAME = 200
# So far a person's clock may be ahead of ours.
_CLOCK_SKEW = timedelta(minutes=5)
_CHOICES = {"date_order": get_args(DateOrder), "number_format": get_args(NumberFormat)}


class ReadingOptions(BaseModel):
    """The fields of the upload beside the files; None = not said."""

    model_config = ConfigDict(frozen=True)

    mapping: Mapping | None = None
    account: str | None = None
    platform: str | None = None
    encoding: str | None = None
    time_format: str | None = None
    timezone: str | None = None
    date_order: DateOrder | None = None
    number_format: NumberFormat | None = None
    as_of: datetime | None = None

    @property
    def times(self) -> TimeReading:
        """How times are to be read."""
        zone = find_timezone(self.timezone or "")
        return TimeReading(self.time_format, zone, self.date_order)


def parse_options(fields: dict[str, str], now: datetime) -> ReadingOptions:
    """The options of an upload. Raises MappingNotValid naming each wrong field."""
    mapping, wrong = _parse_mapping(fields.get("mapping"))
    wrong += _find_wrong(fields)
    as_of = None
    try:
        as_of = _read_moment(fields.get("as_of"), now)
    except CellRefused as error:
        wrong.append(FieldError("as_of", error.reason, error.message))
    if wrong:
        raise MappingNotValid(fields=wrong)
    told = {name: text.strip() for name, text in fields.items() if name != "mapping"}
    if "account" in told:
        told["account"] = read_account(told["account"])
    return ReadingOptions.model_validate({**told, "mapping": mapping, "as_of": as_of})


def _read_moment(text: str | None, now: datetime) -> datetime | None:
    """Raises CellRefused for what is no instant, or is yet to come."""
    moment = read_time(text, TimeReading())
    if moment and moment > now + _CLOCK_SKEW:
        raise CellRefused("in_future", "This moment is still to come.")
    return moment


def _find_wrong(fields: dict[str, str]) -> list[FieldError]:
    wrong = []
    time_format = fields.get("time_format")
    if time_format and not _is_time_format(time_format):
        message = "Write it as in strptime, with year, month and day: %m/%d/%Y %H:%M"
        wrong.append(FieldError("time_format", "bad_format", message))
    timezone = fields.get("timezone")
    if timezone and find_timezone(timezone.strip()) is None:
        message = f"{timezone!r} is no IANA time zone, such as Europe/Berlin."
        wrong.append(FieldError("timezone", "bad_timezone", message))
    platform = fields.get("platform")
    if platform and find_platform(platform) is None:
        message = f"{platform!r} is not a platform that is known here."
        wrong.append(FieldError("platform", "unsupported_platform", message))
    account = fields.get("account")
    if account and not _is_name(account):
        message = "Give the account's name, such as @postscope."
        wrong.append(FieldError("account", "bad_account", message))
    for name, choices in _CHOICES.items():
        if name in fields and fields[name].strip() not in choices:
            message = f"Choose one of: {', '.join(choices)}."
            wrong.append(FieldError(name, "bad_choice", message))
    return wrong


def _is_name(text: str) -> bool:
    bare = text.strip().removeprefix("@")
    return bool(bare) and len(bare) <= _MOST_NAME and bare.isprintable()


def _parse_mapping(text: str | None) -> tuple[Mapping | None, list[FieldError]]:
    if not text:
        return None, []
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
