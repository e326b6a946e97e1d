"""Outliers of followed accounts as the API shows them."""

from datetime import datetime

from pydantic import Field

from libs.common.schemas import Schema
from libs.common.standing.bands import BandName
from services.social.library.schemas import LibraryPostRead


class OutlierRead(Schema):
    """A post of a followed account that was found to be an outlier."""

    post: LibraryPostRead = Field(description="The post, as it stands now")
    multiple: float = Field(description="How many times its usual, when it was found")
    band: BandName = Field(description="What that multiple is called")
    is_news: bool = Field(
        description="Found since you follow its creator; `false`: it was one before"
    )
    found_at: datetime = Field(description="When it was found")
