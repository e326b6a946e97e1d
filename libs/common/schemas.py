"""The base of everything that crosses the public API."""

import re
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

Item = TypeVar("Item")


# PostgreSQL's text cannot hold NUL, nor UTF-8 half a surrogate pair.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def reject_nul(value: object) -> object:
    """Refuses text that cannot be stored, wherever it is in the value, keys included.

    NUL is told as `nul_character`, lone surrogates as `lone_surrogate`."""
    left: list[object] = [value]
    while left:  # not recursive: a body may be nested as deeply as JSON allows
        item = left.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, dict):
            left.extend(item.keys())
            left.extend(item.values())
        elif isinstance(item, list | tuple | set | frozenset):
            left.extend(item)
    return value


def _check_text(text: str) -> None:
    found = _NOT_STORABLE.search(text)
    if found is None:
        return
    if found[0] == "\x00":
        raise PydanticCustomError("nul_character", "NUL characters are not accepted.")
    raise PydanticCustomError(
        "lone_surrogate", "Half a surrogate pair is not accepted."
    )


class Schema(BaseModel):
    """Request and response bodies: read from objects, unknown fields ignored."""

    model_config = ConfigDict(from_attributes=True)


class RequestSchema(BaseModel):
    """A request body: unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)

    @field_validator("*", mode="after")
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        return reject_nul(value)


class Page(Schema, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item] = Field(description="At most `limit` items, in list order")
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page")


class ErrorField(Schema):
    """One wrong field of an error answer."""

    field: str = Field(description="Dotted path, e.g. `post_urls.3`")
    reason: str = Field(description="Machine-readable reason, snake_case")
    message: str = Field(description="A sentence for a person")


class ErrorRead(Schema):
    """Every error, from every door."""

    error: str = Field(description="A message for a person")
    code: str = Field(description="The error's name, for programs")
    request_id: str = Field(description="Quote it to support")
    fields: list[ErrorField] = Field(description="Wrong fields, if that was it")


def error_responses(*errors: type[Exception]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an endpoint that may raise these error classes."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        status = int(getattr(error, "status_code", 400))
        names = found.get(status, {}).get("description")
        name = f"{names}, {error.__name__}" if names else error.__name__
        found[status] = {"model": ErrorRead, "description": name}
    return found
