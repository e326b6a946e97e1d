"""Platforms as the API shows them."""

from pydantic import Field

from libs.common.schemas import Schema


class PlatformLimitRead(Schema):
    """The most of something that the platform takes."""

    field: str = Field(description="What is limited: text, hashtags, ...")
    most: int = Field(description="The most that is taken")
    unit: str = Field(description="What is counted")
    source: str = Field(description="Where the platform says so")


class PlatformSourceRead(Schema):
    """A way to this platform's posts."""

    name: str = Field(description="import, demo, custom, ...")
    is_configured: bool = Field(description="Whether it is there")
    setting: str | None = Field(description="What to set to have it")


class PlatformRead(Schema):
    """A platform."""

    name: str = Field(description="Its name in the API")
    label: str = Field(description="Its name for people")
    is_active: bool = Field(description="Whether its posts are taken")
    links: bool = Field(description="Whether its posts are read by link")
    limits: list[PlatformLimitRead] = Field(description="What it takes at most")
    sources: list[PlatformSourceRead] = Field(
        description="Ways to its posts, in the order in which they are asked"
    )


class PlatformsRead(Schema):
    """All platforms."""

    items: list[PlatformRead] = Field(description="In the order to show them")
    next_cursor: None = Field(description="There is one page")
