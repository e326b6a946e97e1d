"""The library as its owner sees it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from libs.common.pagination import CursorNotValid
from libs.common.schemas import Page
from libs.common.standing.judging import SMALLEST_SAMPLE, outlier_multiple
from libs.common.storage.links import MediaLinks
from services.social.library.cursors import Bookmark
from services.social.library.errors import TooManyToExport
from services.social.library.previews import render_preview
from services.social.library.repository import (
    CreatorCount,
    LibraryEntry,
    LibraryRepository,
)
from services.social.library.schemas import (
    TEXT_SHOWN,
    LibraryCreatorRead,
    LibraryPage,
    LibraryPostRead,
    LibraryQuery,
    LibraryTotals,
    StandingRead,
)
from services.social.media.models import PostMedia
from services.social.posts.repository import PostRepository
from services.social.posts.service import summary_values
from services.social.standings.models import PostStandingRow

_LOADED_AT_ONCE = 500
_CREATOR_PLACE = TypeAdapter(
    tuple[Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)], str, str]
)


class LibraryService:
    """Lists what is in the library."""

    def __init__(
        self, library: LibraryRepository, posts: PostRepository, links: MediaLinks
    ) -> None:
        self._library = library
        self._posts = posts
        self._links = links

    async def list_posts(self, query: LibraryQuery) -> LibraryPage:
        """One page in the query's order. Raises CursorNotValid."""
        if query.cursor:
            bookmark = Bookmark.decode(query.cursor, query)
            places = await self._library.list_places(query, bookmark.place)
            totals = bookmark.totals
        else:
            places, counted = await self._library.list_first(query)
            totals = LibraryTotals.model_validate(counted)
        shown = places[: query.limit]
        items = await self.load([place.post_id for place in shown])
        is_more = len(places) > query.limit
        return LibraryPage(
            items=list(items.values()),
            next_cursor=Bookmark(shown[-1], totals).encode(query) if is_more else None,
            totals=totals,
        )

    async def list_all(self, query: LibraryQuery, most: int) -> list[LibraryPostRead]:
        """All that the query finds, in its order. Raises TooManyToExport."""
        wide = query.model_copy(update={"limit": most, "cursor": None})
        places, totals = await self._library.list_first(wide)
        if totals.posts > most:
            raise TooManyToExport(totals.posts, most)
        found: list[LibraryPostRead] = []
        for start in range(0, len(places), _LOADED_AT_ONCE):
            some = places[start : start + _LOADED_AT_ONCE]
            found += (await self.load([place.post_id for place in some])).values()
        return found

    async def load(self, post_ids: Sequence[UUID]) -> dict[UUID, LibraryPostRead]:
        """Those of these posts that are in the library, in this order."""
        entries = await self._library.load(post_ids)
        media = await self._posts.list_media([entry.post.id for entry in entries])
        return {
            entry.post.id: self._render(entry, media[entry.post.id])
            for entry in entries
        }

    async def list_creators(
        self, limit: int, cursor: str | None
    ) -> Page[LibraryCreatorRead]:
        """Those with most posts first. Raises CursorNotValid."""
        after = _decode_creator(cursor) if cursor else None
        found = await self._library.list_creators(limit, after)
        shown = found[:limit]
        return Page[LibraryCreatorRead](
            items=[LibraryCreatorRead.model_validate(creator) for creator in shown],
            next_cursor=_encode_creator(shown[-1]) if len(found) > limit else None,
        )

    def _render(self, entry: LibraryEntry, media: list[PostMedia]) -> LibraryPostRead:
        values = summary_values(entry.post, media, self._links)
        content = entry.post.content
        return LibraryPostRead(
            **values | {"content": content[:TEXT_SHOWN] if content else None},
            preview=render_preview(entry.post, media, self._links),
            is_saved=entry.access.saved_at is not None,
            saved_at=entry.access.saved_at,
            standing=render_standing(entry.standing),
            via=entry.access.via,
            added_at=entry.access.created_at,
        )


def render_standing(row: PostStandingRow | None) -> StandingRead:
    """A standing as the API shows it; without a row it is still to be computed."""
    if row is None:
        return StandingRead(
            state="pending",
            basis=None,
            value=None,
            usual=None,
            multiple=None,
            band=None,
            sample_size=0,
            needed=SMALLEST_SAMPLE,
            others=[],
            computed_at=None,
        )
    usual = row.usual
    values = {
        name: getattr(row, name)
        for name in StandingRead.model_fields
        if name not in ("needed", "others")
    }
    return StandingRead(
        **values,
        needed=SMALLEST_SAMPLE,
        others=(
            []
            if usual is None
            else [outlier_multiple(count, usual) for count in row.others]
        ),
    )


def _encode_creator(last: CreatorCount) -> str:
    place = (last.posts, last.platform, last.creator_key)
    return urlsafe_b64encode(_CREATOR_PLACE.dump_json(place)).decode().rstrip("=")


def _decode_creator(cursor: str) -> tuple[int, str, str]:
    try:
        written = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return _CREATOR_PLACE.validate_json(written)
    except (ValueError, ValidationError):
        raise CursorNotValid from None
