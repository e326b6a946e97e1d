"""A service of one route, which answers with a page of a list: what the common ground
costs is to be seen beside it."""

from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from libs.common.app import build_app, serve
from libs.common.schemas import Schema
from libs.common.settings import CommonSettings

PATH = "/listing"
_ITEMS = 20
_router = APIRouter()


class ListingSettings(CommonSettings):
    """Settings of a service of that name."""

    service_name: ClassVar[str] = "listing"


class Item(Schema):
    """One of a list."""

    id: UUID = Field(description="Its id")
    title: str = Field(description="Its title")


class Page(Schema):
    """Some of them."""

    items: list[Item] = Field(description="In order")
    next_cursor: str | None = Field(description="Of the next page")


@_router.get(PATH)
async def list_items(limit: Annotated[int, Query(ge=1, le=100)] = _ITEMS) -> Page:
    """A page of a list that nobody stores."""
    items = [Item(id=UUID(int=n), title=f"Number {n}") for n in range(limit)]
    return Page(items=items, next_cursor=None)


if __name__ == "__main__":
    serve(ListingSettings, lambda settings: build_app(settings, [_router]))
