"""What the API takes and tells of analysis requests."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.contracts.social import FailureReason, MissingWords
from libs.common.creator_choice import NamedCreator
from libs.common.post_urls import Reason as UrlReason
from libs.common.schemas import RequestSchema, Schema
from services.analysis.analyses.schemas import PostAnalysisRead
from services.analysis.requests.states import PostState, RequestStatus, Stage

MAX_URLS = 500  # beyond any plan; the plan's own limit is billing's to tell
UrlText = Annotated[str, StringConstraints(max_length=8192)]


class CreatorChoice(NamedCreator):
    """Whose newest posts to analyse, and how many of them."""

    count: int = Field(
        5, ge=1, le=100, description="How many of the newest posts, at most"
    )


class AnalysisCreate(RequestSchema):
    """Which posts to analyse: either links, or a creator's newest."""

    post_urls: list[UrlText] = Field(
        [], max_length=MAX_URLS, description="Links to posts, any platform"
    )
    creator: CreatorChoice | None = Field(
        None, description="Instead of links: a creator's newest posts"
    )

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not self.post_urls and self.creator is None:
            raise PydanticCustomError(
                "nothing_chosen", "Give links to posts, or a creator."
            )
        if self.post_urls and self.creator:
            raise PydanticCustomError(
                "both_chosen", "Give links to posts or a creator, not both."
            )
        return self


class UrlsCheck(RequestSchema):
    """Texts to read as links to posts."""

    post_urls: list[UrlText] = Field(
        min_length=1, max_length=MAX_URLS, description="One text per line of the box"
    )


class UrlCheckRead(Schema):
    """What one text is. Either the post's identity, or `reason` and `message`."""

    index: int = Field(description="Place among the texts, from 0")
    is_valid: bool = Field(description="Whether it can be analysed")
    platform: str | None = Field(description="Also told of links that are refused")
    kind: str | None = Field(description="`video`, `reel`, `post`, ...")
    platform_post_id: str | None = Field(description="The platform's own id")
    canonical_url: str | None = Field(description="The one form of the link we keep")
    is_demo: bool = Field(description="An invented post")
    needs_resolve: bool = Field(description="A short link, followed when it is fetched")
    duplicate_of: int | None = Field(description="Index of the line with the same post")
    is_held: bool | None = Field(
        description="Held and fresh: no collection; null if that cannot be told now"
    )
    handle: str | None = Field(description="The account, where the link is a profile")
    reason: UrlReason | None = Field(description="What is wrong")
    message: str | None = Field(description="The same for a person, and what to do")


class UrlsCheckRead(Schema):
    """What the texts are, and how many different posts that makes."""

    items: list[UrlCheckRead]
    posts: int = Field(description="Different posts among the valid texts")


class RequestPostRead(Schema):
    """One post of a request."""

    position: int = Field(description="Its place, from 0; status rows name it")
    url: str = Field(description="As it was given")
    canonical_url: str
    platform: str
    kind: str | None
    post_id: UUID | None = Field(description="The post in the library, once collected")
    state: PostState
    stage: Stage
    progress: int = Field(description="0 to 100")
    is_visible: bool = Field(description="Whether the post itself can be shown already")
    is_invented: bool = Field(description="A demo post")
    title: str | None
    source: str | None = Field(description="Which source answered")
    held_age_seconds: int | None = Field(
        description="Age of the held post that was used because no source answered"
    )
    reason: FailureReason | None = Field(description="Why it failed")
    message: str | None = Field(description="The same for a person")
    words_reason: MissingWords | None = Field(
        description="Why its words are missing, if they are; nothing_to_hear: a text "
        "or pictures, of which they are not missed"
    )
    words_message: str | None = Field(
        description="The same for a person, as far as more is known"
    )
    analysis_id: UUID | None
    outlier_multiple: float | None
    band: str | None = Field(description="below, usual, above, outlier, extreme")


class StatusRead(Schema):
    """One row of the status history; `seq` counts from 1 without gaps."""

    seq: int
    stage: Stage
    status: RequestStatus
    position: int | None = Field(description="The post it is about, null = the request")
    post_id: UUID | None
    progress: int = Field(description="Of the whole request, 0 to 100")
    post_progress: int | None
    message: str | None
    cost_micro_usd: int = Field(description="Of the request so far")
    details: dict[str, Any]
    at: datetime


class RequestCounts(Schema):
    """How many posts there are, and how they ended."""

    total: int
    done: int
    failed: int


class RequestError(Schema):
    """Where and why a request, or part of it, failed."""

    stage: str
    category: str = Field(description="rate_limit, api_error, ...")
    reason: FailureReason | None = Field(
        description="Why the first of its posts failed, or why it has none"
    )
    details: dict[str, Any]


class RequestSummaryRead(Schema):
    """A request in a list."""

    id: UUID
    status: RequestStatus
    stage: Stage
    progress: int = Field(description="0 to 100")
    platform: str | None = Field(description="Null where platforms are mixed")
    display_name: str | None = Field(description="What to call it in a list")
    counts: RequestCounts
    error: RequestError | None
    is_retryable: bool = Field(description="Whether `retry` would be accepted")
    retry_count: int = Field(description="Automatic retries so far")
    max_retries: int = Field(description="Automatic retries per stage")
    cost_micro_usd: int
    total_api_calls: int = Field(description="Calls to outside sources")
    duration_seconds: float | None
    created_at: datetime
    finished_at: datetime | None


class RequestCreatorRead(Schema):
    """Whose newest posts a request is about."""

    platform: str
    handle: str | None = Field(description="Without @; null for a channel id")
    url: str = Field(description="The account's page")
    count: int = Field(description="How many posts were asked for")


class RequestRead(RequestSummaryRead):
    """A request with its posts, results and history."""

    post_urls: list[str] = Field(description="As they were given")
    creator: RequestCreatorRead | None = Field(
        description="Whose newest posts were asked for instead of links"
    )
    posts: list[RequestPostRead] = Field(
        description="In the order given; a creator's once they are listed, newest first"
    )
    results: list[PostAnalysisRead] = Field(description="In the order of the posts")
    history: list[StatusRead] = Field(description="Oldest first")
