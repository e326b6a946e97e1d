"""Followed accounts as the API shows them, and how they are asked for."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.social import FailureReason
from libs.common.creator_choice import NamedCreator
from libs.common.schemas import Page, RequestSchema, Schema

CreatorState = Literal["waiting", "looking", "watched", "failing", "paused"]


class CreatorFollow(NamedCreator):
    """Which account to follow."""


class FollowedCreatorUpdate(RequestSchema):
    """What to change of a followed account."""

    is_paused: bool = Field(description="Paused: no new posts, no reports")


class CreatorFailure(Schema):
    """Why the last looks at an account brought nothing."""

    reason: FailureReason = Field(description="As of posts that are not collected")
    message: str = Field(description="The same for a person, with what to do")
    in_a_row: int = Field(description="How many looks have failed one after another")


class FollowedCreatorRead(Schema):
    """An account that you follow."""

    id: UUID = Field(description="Names it in `/social/creators/followed/{id}`")
    platform: str = Field(description="instagram, x or youtube")
    handle: str | None = Field(
        description="Its @handle without @, as it was written; null for a channel id"
    )
    url: str = Field(description="Its profile on the platform")
    creator_key: str | None = Field(
        description="As in posts; with `platform` the library's `creator` filter. "
        "Null until its first posts are here"
    )
    creator_name: str | None = Field(description="Its name for people, once known")
    is_invented: bool = Field(description="A demo creator: nobody is behind it")
    state: CreatorState = Field(
        description="`waiting` for its first look, `looking` now, `watched`, "
        "`failing` (see `failure`), or `paused` by you"
    )
    is_paused: bool = Field(description="Paused by you")
    followed_at: datetime = Field(description="Since when you follow it")
    posts: int = Field(description="Its posts in your library")
    outliers: int = Field(description="Those of three times its usual and more")
    newest_post_at: datetime | None = Field(
        description="When the newest of them was published"
    )
    looked_at: datetime | None = Field(description="When it was last looked at")
    succeeded_at: datetime | None = Field(
        description="When a look last brought its posts"
    )
    next_look_at: datetime | None = Field(
        description="About when it is looked at next; null while paused"
    )
    source: str | None = Field(description="Which source answered last")
    failure: CreatorFailure | None = Field(
        description="Why the last look failed, if it did"
    )


class FollowedCreatorPage(Page[FollowedCreatorRead]):
    """Followed accounts, and how many your plan allows."""

    followed: int = Field(description="How many you follow in all")
    limit: int | None = Field(
        description="How many your plan lets you follow; null if that cannot be told "
        "at the moment"
    )
