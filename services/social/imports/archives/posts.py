"""From what an archive tells of a post to the post. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.kind import Reading
from services.social.imports.cells.refusals import CellRefused
from services.social.imports.cells.texts import read_text
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.rows.identity import (
    NoIdentity,
    Told,
    build_creator_key,
    find_identity,
)
from services.social.imports.rows.refusals import RefusedRow, RowRefused
from services.social.imports.rows.source import BROKEN_ROW, Row
from services.social.platforms.catalogue import load_platforms
from services.social.sources.collected_post import CollectedMedia, CollectedPost

MOST_TEXT = 100_000
_UTC = TimeReading(zone=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPost:
    """What an export says of a post; texts repaired, with white space around them."""

    post_id: str | None = None
    url: str | None = None
    kind: str | None = None
    title: str | None = None
    text: str | None = None
    published_at: datetime | None = None
    metrics: PostMetrics = field(default_factory=PostMetrics)
    media: tuple[CollectedMedia, ...] = ()


class PostBuilder:
    """Makes posts of one platform and account."""

    def __init__(self, platform: str, reading: Reading) -> None:
        self._platform = load_platforms()[platform]
        self._as_of = reading.as_of
        self._username = reading.account.removeprefix("@")
        self._name = reading.contents.display_name or self._username
        self._creator_key = build_creator_key(reading.account)

    def build(self, told: ToldPost) -> CollectedPost:
        """The post. Raises RowRefused, CellRefused."""
        text = read_text(told.text, most=MOST_TEXT)
        title = read_text(told.title, most=MOST_TEXT)
        found = find_identity(
            self._platform,
            Told(
                post_id=told.post_id,
                url=told.url,
                creator_key=self._creator_key,
                published_at=told.published_at,
                text=text or title,
            ),
        )
        if isinstance(found, NoIdentity):
            raise RowRefused(found.reason, found.field, f"The post {found.message}")
        post_id, url = found
        return CollectedPost(
            platform=self._platform.name,
            platform_post_id=post_id,
            url=url,
            creator_key=self._creator_key,
            creator_name=self._name,
            username=self._username,
            as_of=self._as_of,
            kind=told.kind,
            title=title,
            content=text,
            published_at=told.published_at,
            metrics=told.metrics,
            media=told.media,
        )


def read_element(element: Any, read: Callable[[dict[str, Any]], CollectedPost]) -> Row:
    """The post of an element, or why there is none. Never raises."""
    if not isinstance(element, dict):
        return BROKEN_ROW
    try:
        return read(element)
    except RowRefused as refused:
        return refused.row
    except CellRefused as refused:
        return RefusedRow(refused.reason, None, refused.message)


def read_utc(value: Any) -> datetime | None:
    """An instant as exports write it: Unix time, or a date and time of UTC.

    Raises CellRefused."""
    return read_time(value, _UTC)
