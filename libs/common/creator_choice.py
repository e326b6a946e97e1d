"""How an account is named in a request: by what people have at hand."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from libs.common.schemas import RequestSchema


def _other_name(value: object) -> object:
    """`twitter` is taken for `x`, and any case."""
    if isinstance(value, str):
        lowered = value.strip().lower()
        return "x" if lowered == "twitter" else lowered
    return value


_Platform = Annotated[
    Literal["instagram", "x", "youtube"], BeforeValidator(_other_name)
]


class NamedCreator(RequestSchema):
    """An account, as `libs.common.post_urls.parse_creator` reads it."""

    creator: str = Field(
        min_length=1,
        max_length=8_192,
        description="A profile's or channel's address, an @handle, or a channel id",
    )
    platform: _Platform | None = Field(
        None, description="Needed with a bare handle: `instagram`, `x` or `youtube`"
    )
