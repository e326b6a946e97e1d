"""The demo as the API shows it."""

from typing import Literal

from pydantic import Field

from libs.common.schemas import Schema
from services.social.posts.schemas import PostRead


class DemoCreatorRead(Schema):
    """An invented creator with all of its posts."""

    creator_key: str = Field(description="Names the account within its platform")
    creator_name: str = Field(description="The account's name for people")
    platform: str = Field(description="The platform that is imitated")
    is_invented: Literal[True] = Field(description="Nobody real is meant")
    posts: list[PostRead] = Field(description="Newest first")


class DemoRead(Schema):
    """The demo."""

    creators: list[DemoCreatorRead] = Field(
        description="Empty for the first moments after the very first start"
    )
