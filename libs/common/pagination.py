"""Pages by cursor: stable while rows are added, with a hard maximum."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from libs.common.errors import FieldError, InvalidFields

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


class CursorNotValid(InvalidFields):
    """The cursor is not one that this API gave out."""

    def __init__(self) -> None:
        wrong = FieldError("cursor", "bad_cursor", "Use a cursor from `next_cursor`.")
        super().__init__("The cursor is not valid.", fields=[wrong])


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after the last item seen, in lists ordered by (time, id)."""

    at: datetime
    id: UUID

    def encode(self) -> str:
        """The opaque text for the API's caller."""
        text = f"{self.at.astimezone(UTC).isoformat()}|{self.id}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """The place in a text of `encode`. Raises CursorNotValid."""
        try:
            padded = text + "=" * (-len(text) % 4)
            at, _, row_id = urlsafe_b64decode(padded).decode().partition("|")
            instant = datetime.fromisoformat(at)
            if instant.tzinfo is None:
                raise CursorNotValid
            return cls(instant.astimezone(UTC), UUID(row_id))
        except (ValueError, UnicodeError, OverflowError):
            raise CursorNotValid from None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for."""

    limit: int = DEFAULT_LIMIT
    cursor: Cursor | None = None


async def page_parameters(
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="At most so many items")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None,
        Query(max_length=200, description="`next_cursor` of the page before"),
    ] = None,
) -> PageRequest:
    """A dependency: `limit` (1 to 100) and `cursor` of a list endpoint."""
    return PageRequest(limit, Cursor.decode(cursor) if cursor else None)


PageParameters = Annotated[PageRequest, Depends(page_parameters)]
