"""The place after the last post seen, in a library sorted by something."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from libs.common.pagination import CursorNotValid
from services.social.library.schemas import LibraryQuery, LibraryTotals, Sort

_Count = Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)]
_Multiple = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
_Key = datetime | float | int | None
_Written = tuple[str, _Key, UUID, int, int, int]


def _written(key: Any) -> TypeAdapter[_Written]:
    return TypeAdapter(tuple[str, key | None, UUID, _Count, _Count, _Count])


_BY_SORT: dict[Sort, TypeAdapter[_Written]] = {
    "newest": _written(AwareDatetime),
    "oldest": _written(AwareDatetime),
    "multiple": _written(_Multiple),
    "multiple_low": _written(_Multiple),
    "views": _written(_Count),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The last post seen, and what the list is sorted by of it; posts without stand
    last."""

    key: _Key
    post_id: UUID


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a next page begins, and what the first one has counted.

    All posts are counted once, not once a page."""

    place: Place
    totals: LibraryTotals

    def encode(self, query: LibraryQuery) -> str:
        """The opaque text for the API's caller."""
        place, totals = self.place, self.totals
        counts = totals.posts, totals.creators, totals.outliers
        written = _BY_SORT[query.sort].dump_json(
            (_name(query), place.key, place.post_id, *counts)
        )
        return urlsafe_b64encode(written).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, query: LibraryQuery) -> "Bookmark":
        """The bookmark in a text of `encode`. Raises CursorNotValid, also where it is
        of another search, filter or order."""
        try:
            written = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found = _BY_SORT[query.sort].validate_json(written)
        except (ValueError, ValidationError):
            raise CursorNotValid from None
        name, key, post_id, posts, creators, outliers = found
        if name != _name(query):
            raise CursorNotValid
        totals = LibraryTotals(posts=posts, creators=creators, outliers=outliers)
        return cls(Place(key, post_id), totals)


def _name(query: LibraryQuery) -> str:
    asked = query.model_dump_json(exclude={"limit", "cursor"})
    return sha256(asked.encode()).hexdigest()[:16]
