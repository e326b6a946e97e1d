"""Outliers of followed accounts, as their follower sees them."""

from libs.common.pagination import Cursor, PageRequest
from libs.common.schemas import Page
from services.social.library.service import LibraryService
from services.social.outliers.repository import OutlierRepository
from services.social.outliers.schemas import OutlierRead


class OutlierService:
    """Lists what was found for one owner."""

    def __init__(self, outliers: OutlierRepository, library: LibraryService) -> None:
        self._outliers = outliers
        self._library = library

    async def list_page(self, page: PageRequest) -> Page[OutlierRead]:
        """Found last first."""
        rows = await self._outliers.list_found(page)
        shown = rows[: page.limit]
        posts = await self._library.load([row.post_id for row in shown])
        items = [
            OutlierRead(
                post=posts[row.post_id],
                multiple=row.multiple,
                band=row.band,
                is_news=row.is_news,
                found_at=row.found_at,
            )
            for row in shown
            if row.post_id in posts
        ]
        following = None
        if len(rows) > page.limit:
            following = Cursor(shown[-1].found_at, shown[-1].post_id).encode()
        return Page[OutlierRead](items=items, next_cursor=following)
