"""Which of an owner's requests a list holds. Pure, but for reading the query."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import AfterValidator, Field

from libs.common.errors import FieldError, InvalidFields
from libs.common.schemas import reject_nul
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.states import RequestStatus

StatusName = Literal[
    "PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED", "partial"
]
# Within what any timezone can still be reckoned in.
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(9000, 1, 1))]
MOST_WORDS = 10


class DatesNotInOrder(InvalidFields):
    """The first day comes after the last."""

    def __init__(self) -> None:
        wrong = FieldError("from", "after_to", "`from` may not be later than `to`.")
        super().__init__("The days are not in order.", fields=[wrong])


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What is asked for; empty means everything.

    `words` must all occur, in any order, in the folded search text; `statuses` and
    `platforms` are alternatives. Days are the owner's, both included."""

    words: tuple[str, ...] = ()
    statuses: tuple[RequestStatus, ...] = ()
    takes_partial: bool = False
    platforms: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    def span(self, timezone: str) -> tuple[datetime | None, datetime | None]:
        """From this moment, until before that one, in UTC."""
        zone = ZoneInfo(timezone)
        return (
            _midnight(self.first_day, zone),
            _midnight(self.last_day and self.last_day + timedelta(days=1), zone),
        )


def fold(text: str) -> str:
    """The text as searches compare it: without differences of case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def build_search_text(
    request: PostAnalysisRequest, posts: Sequence[RequestPost]
) -> str:
    """All that a search may find the request by: its name, titles and links."""
    texts = [request.display_name or ""]
    for post in posts:
        texts += [post.title or "", post.url, post.canonical_url]
    # dict: each once, in order; the link as given often is the canonical one.
    return "\n".join(dict.fromkeys(fold(text) for text in texts if text))


async def request_filter(
    q: Annotated[
        str,
        AfterValidator(reject_nul),
        Query(
            max_length=200,
            description="Words that all occur in names, titles and links",
        ),
    ] = "",
    status: Annotated[
        list[StatusName],
        Query(
            max_length=12,
            description="Any of these; `COMPLETED` includes those done in part, "
            "`partial` is these alone",
        ),
    ] = [],  # noqa: B006 - FastAPI's way to say: none
    platform: Annotated[
        list[Annotated[str, AfterValidator(reject_nul), Field(max_length=40)]],
        Query(max_length=20, description="Any of these among the posts' platforms"),
    ] = [],  # noqa: B006
    first_day: Annotated[
        Day | None, Query(alias="from", description="First day, in your timezone")
    ] = None,
    last_day: Annotated[
        Day | None, Query(alias="to", description="Last day, included")
    ] = None,
) -> RequestFilter:
    """A dependency: the filters of the list. Raises DatesNotInOrder."""
    if first_day and last_day and first_day > last_day:
        raise DatesNotInOrder
    return RequestFilter(
        words=tuple(fold(q).split())[:MOST_WORDS],
        statuses=tuple(RequestStatus(name) for name in status if name != "partial"),
        takes_partial="partial" in status,
        platforms=tuple(platform),
        first_day=first_day,
        last_day=last_day,
    )


FilterParameters = Annotated[RequestFilter, Depends(request_filter)]


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    if day is None:
        return None
    at = datetime(day.year, day.month, day.day, tzinfo=zone)
    return at.astimezone(UTC)
