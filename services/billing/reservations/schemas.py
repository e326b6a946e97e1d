"""What is asked for in a reservation."""

from typing import Annotated

from pydantic import ConfigDict, Field

from libs.common.contracts.billing import ReserveUsage

PlatformName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PostCount = Annotated[int, Field(ge=1, le=100_000)]


class ReservationCreate(ReserveUsage):
    """The contract, with what billing can count: at least one post of each platform."""

    model_config = ConfigDict(title="ReserveUsage")

    posts_by_platform: dict[PlatformName, PostCount] = Field(
        min_length=1, max_length=50
    )
    urls: int = Field(ge=1, le=1_000_000)
