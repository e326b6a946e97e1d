"""Take-downs as operators see them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from libs.common.schemas import RequestSchema, Schema


class TakedownCreate(RequestSchema):
    """Which post to take down, and why."""

    post: str = Field(
        min_length=1, max_length=8_192, description="Its link, or its id here"
    )
    reason: str = Field(
        min_length=1,
        max_length=1_000,
        description="For operators: who asked for it, the case's number, ...",
    )


class TakedownRead(Schema):
    """A post that was taken down."""

    id: UUID = Field(description="Names the take-down")
    platform: str = Field(description="instagram, x, youtube, ...")
    platform_post_id: str = Field(description="The platform's own id")
    reason: str = Field(description="As it was given")
    admin_id: UUID = Field(description="Who took it down")
    posts: int = Field(description="Rows about it that were erased: public, imported")
    created_at: datetime = Field(description="When that was")
