"""The library over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from libs.common.pagination import DEFAULT_LIMIT, MAX_LIMIT, CursorNotValid
from libs.common.schemas import Page, error_responses
from services.social.deps import Bookmarks, Library, LibraryExporter, Removals
from services.social.library.errors import TooManyToExport
from services.social.library.schemas import (
    ChangedPosts,
    LibraryCreatorRead,
    LibraryPage,
    LibraryQuery,
    PostSelection,
)

router = APIRouter(prefix="/api/v1/social", tags=["social library"])


@router.get("/posts", responses=error_responses(CursorNotValid))
async def list_library(
    query: Annotated[LibraryQuery, Query()], library: Library
) -> LibraryPage:
    """Your posts, imported and analysed, with how each did among its creator's own."""
    return await library.list_posts(query)


@router.get(
    "/posts/export",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}}, "description": "A CSV file"},
        **error_responses(TooManyToExport),
    },
)
async def export_library(
    query: Annotated[LibraryQuery, Query()], export: LibraryExporter
) -> Response:
    """Your posts as a CSV file: what the same filters list, in their order, at most
    10,000. `limit` and `cursor` count for nothing."""
    headers = {"Content-Disposition": 'attachment; filename="posts.csv"'}
    text = await export.export(query)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/creators", responses=error_responses(CursorNotValid))
async def list_creators(
    library: Library,
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="At most so many accounts")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None,
        Query(max_length=1_000, description="`next_cursor` of the page before"),
    ] = None,
) -> Page[LibraryCreatorRead]:
    """The accounts that your library has posts of, those with most posts first."""
    return await library.list_creators(limit, cursor)


@router.post("/posts/remove")
async def remove_posts(selection: PostSelection, removals: Removals) -> ChangedPosts:
    """Take posts out of your library: nothing is compared with them any more.

    They can be put back for 30 days; then those you imported are deleted."""
    return await removals.remove(selection.post_ids)


@router.post("/posts/restore")
async def restore_posts(selection: PostSelection, removals: Removals) -> ChangedPosts:
    """Put posts back that were taken out in the last 30 days."""
    return await removals.restore(selection.post_ids)


@router.post("/posts/save")
async def save_posts(selection: PostSelection, bookmarks: Bookmarks) -> ChangedPosts:
    """Save posts, to find them again with `saved=true`. Public ones that were not in
    your library are now."""
    return await bookmarks.save(selection.post_ids)


@router.post("/posts/unsave")
async def unsave_posts(selection: PostSelection, bookmarks: Bookmarks) -> ChangedPosts:
    """Take the mark away again. The posts stay in your library."""
    return await bookmarks.unsave(selection.post_ids)
