"""What was done with posts, as the API shows it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema
from services.social.activity.models import ActivityKind


class ActivityPostRead(Schema):
    """Which post it was."""

    id: UUID = Field(description="The post's id here")
    platform: str = Field(description="instagram, x, youtube, ...")
    url: str = Field(description="Its canonical address")
    creator_name: str = Field(description="The account's name for people")
    title: str | None = Field(description="Its title, else its first words")


class ActivityRead(Schema):
    """What you did with a post on a day (UTC)."""

    id: UUID = Field(description="Names this entry")
    kind: ActivityKind = Field(
        description="`viewed`, `analysed`, `saved`, `unsaved` or `exported`"
    )
    post: ActivityPostRead = Field(description="With which post")
    on: date = Field(description="On which day")
    times: int = Field(description="How often on that day")
    first_at: datetime = Field(description="For the first time that day")
    last_at: datetime = Field(description="For the last time that day")
