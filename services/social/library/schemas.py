"""The library as the API shows it, and how it is asked for."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from libs.common.contracts.social import MetricBasis
from libs.common.pagination import DEFAULT_LIMIT, MAX_LIMIT
from libs.common.schemas import Page, RequestSchema, Schema
from libs.common.standing.bands import BandName
from libs.common.standing.judging import BaselineState
from services.social.platforms.catalogue import find_platform
from services.social.posts.models import AccessVia
from services.social.posts.schemas import PostSummaryRead

Sort = Literal["newest", "oldest", "multiple", "multiple_low", "views"]
BandFilter = Literal[BandName, "none"]
StandingState = Literal[BaselineState, "pending"]

TEXT_SHOWN = 2_000
"""Characters of a post's text in lists."""

_MOST_WORDS = 10  # each is looked for in every text
_FIRST_DAY = date(1990, 1, 1)
_LAST_DAY = date(2200, 1, 1)


def _check_platform(name: str) -> str:
    platform = find_platform(name)
    if platform is None:
        raise ValueError("is no platform known here")
    return platform.name


SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
PlatformName = Annotated[str, Field(max_length=40), AfterValidator(_check_platform)]


class LibraryQuery(RequestSchema):
    """What of the library is asked for. Times of publishing are days in UTC."""

    q: str | None = Field(
        None,
        max_length=200,
        description="Words, or parts of words, that the title, the text or the "
        "creator's name hold: each of the first ten, in any case",
    )
    platform: list[PlatformName] = Field(
        [], max_length=20, description="Of these platforms; may be repeated"
    )
    creator: str | None = Field(
        None,
        max_length=300,
        pattern=r"^[a-z]+:.+$",
        description="`<platform>:<creator_key>`",
    )
    format: str | None = Field(
        None, min_length=1, max_length=40, description="`video`, `reel`, `post`, ..."
    )
    band: list[BandFilter] = Field(
        [],
        max_length=20,
        description="With a multiple in these bands; `none` = without one; "
        "may be repeated",
    )
    min_multiple: float | None = Field(
        None,
        ge=0,
        le=1e12,
        allow_inf_nan=False,
        description="At least so many times the usual: `3` = outliers only",
    )
    max_multiple: float | None = Field(
        None,
        ge=0,
        le=1e12,
        allow_inf_nan=False,
        description="At most so many times the usual",
    )
    saved: bool | None = Field(
        None, description="`true` = only posts you saved, `false` = only others"
    )
    followed: bool | None = Field(
        None,
        description="`true` = only posts of creators you follow, `false` = only of "
        "others",
    )
    via: list[AccessVia] = Field(
        [],
        max_length=10,
        description="How they came into the library: `import`, `analysis`, `follow`, "
        "`save`; may be repeated",
    )
    source: list[SourceName] = Field(
        [],
        max_length=20,
        description="Which source they are from, as in `origin`; may be repeated",
    )
    from_: date | None = Field(
        None, alias="from", ge=_FIRST_DAY, le=_LAST_DAY, description="From this day on"
    )
    to: date | None = Field(
        None, ge=_FIRST_DAY, le=_LAST_DAY, description="To the end of this day"
    )
    sort: Sort = Field("newest", description="`multiple` = largest first")
    limit: int = Field(
        DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="At most so many posts"
    )
    cursor: str | None = Field(
        None, max_length=200, description="`next_cursor` of the page before"
    )

    @property
    def words(self) -> list[str]:
        """What is searched for, word by word, none twice."""
        return list(dict.fromkeys((self.q or "").split()))[:_MOST_WORDS]

    @property
    def creator_name(self) -> tuple[str, str] | None:
        """(platform, creator key), where one is asked for."""
        if self.creator is None:
            return None
        platform, _, key = self.creator.partition(":")
        return platform, key

    @model_validator(mode="after")
    def _is_span(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("`to` lies before `from`")
        if (
            self.min_multiple is not None
            and self.max_multiple is not None
            and self.max_multiple < self.min_multiple
        ):
            raise ValueError("`max_multiple` lies below `min_multiple`")
        return self


class StandingRead(Schema):
    """Where a post stands among its creator's other posts of the same format."""

    state: StandingState = Field(
        description="`ready`, why there is no multiple, or `pending`: being computed"
    )
    basis: MetricBasis | None = Field(description="What is compared")
    value: int | None = Field(description="The post's own count")
    usual: float | None = Field(description="The median of the others' counts")
    multiple: float | None = Field(description="(value + 1) ÷ (usual + 1)")
    band: BandName | None = Field(description="What the multiple is called")
    sample_size: int = Field(description="Comparable posts held, at most 30")
    needed: int = Field(description="How many a multiple takes")
    others: list[float] = Field(
        description="The multiples of the comparable posts, ascending; with a multiple"
    )
    computed_at: datetime | None = Field(description="When; null while pending")


class MediaPreview(Schema):
    """What stands for a post's media in a list."""

    kind: Literal["image", "video", "carousel"] = Field(
        description="What the post shows: one picture, a video, or several of either"
    )
    thumbnail_url: str | None = Field(
        description="Our copy of a picture for it, for some hours; null until one is "
        "stored"
    )
    width: int | None = Field(description="Of that picture, in pixels")
    height: int | None = Field(description="Of that picture, in pixels")
    count: int = Field(description="Pictures and videos, thumbnails not counted")
    duration_seconds: float | None = Field(description="Of the video")


class LibraryPostRead(PostSummaryRead):
    """A post of the library. `content` is its first 2,000 characters."""

    preview: MediaPreview | None = Field(
        description="What stands for its media; null where it has none"
    )
    is_saved: bool = Field(description="Whether you saved it")
    saved_at: datetime | None = Field(description="When that was")
    standing: StandingRead = Field(description="How it did")
    via: AccessVia = Field(description="How it came into the library")
    added_at: datetime = Field(description="When that was")


class LibraryTotals(Schema):
    """What the filter finds in all."""

    posts: int = Field(description="Posts")
    creators: int = Field(description="Accounts that they are of")
    outliers: int = Field(description="Posts of three times the usual and more")


class LibraryPage(Page[LibraryPostRead]):
    """One page of the library, and the totals of its filter."""

    totals: LibraryTotals = Field(
        description="Of all pages together, as counted for the first"
    )


class LibraryCreatorRead(Schema):
    """An account with posts in the library."""

    platform: str = Field(description="instagram, x, youtube, ...")
    creator_key: str = Field(description="Names the account within its platform")
    creator_name: str = Field(description="Its name for people")
    posts: int = Field(description="Its posts in the library")
    outliers: int = Field(description="Those of three times the usual and more")
    followed_id: UUID | None = Field(
        description="Under which id you follow it; null if you do not"
    )


class PostSelection(RequestSchema):
    """Posts of the library."""

    post_ids: list[UUID] = Field(
        min_length=1, max_length=1_000, description="Ids of posts"
    )


class ChangedPosts(Schema):
    """How many posts a change has met."""

    posts: int = Field(description="Posts; those it did not apply to are not counted")
