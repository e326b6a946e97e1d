"""The place after the last post seen, in a library sorted by something."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from libs.common.pagination import CursorNotValid
from services.social.library.schemas import Sort

_LARGEST_COUNT = 2**63 - 1

_Count = Annotated[int, Field(strict=True, ge=0, le=_LARGEST_COUNT)]
_Multiple = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
_KEYS: dict[Sort, TypeAdapter[tuple[str, datetime | float | int | None, UUID]]] = {
    "newest": TypeAdapter(tuple[str, AwareDatetime | None, UUID]),
    "oldest": TypeAdapter(tuple[str, AwareDatetime | None, UUID]),
    "multiple": TypeAdapter(tuple[str, _Multiple | None, UUID]),
    "multiple_low": TypeAdapter(tuple[str, _Multiple | None, UUID]),
    "views": TypeAdapter(tuple[str, _Count | None, UUID]),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the list is sorted by, its value at the last post seen, and that post.

    Posts without the value stand last."""

    sort: Sort
    value: datetime | float | int | None
    post_id: UUID

    def encode(self) -> str:
        """The opaque text for the API's caller."""
        written = _KEYS[self.sort].dump_json((self.sort, self.value, self.post_id))
        return urlsafe_b64encode(written).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, sort: Sort) -> "Place":
        """The place in a text of `encode`. Raises CursorNotValid, also where it is of
        another sort."""
        try:
            written = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            of, value, post_id = _KEYS[sort].validate_json(written)
        except (ValueError, ValidationError):
            raise CursorNotValid from None
        if of != sort:
            raise CursorNotValid
        return cls(sort, value, post_id)
