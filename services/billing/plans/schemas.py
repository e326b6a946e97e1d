"""What is told of plans."""

from typing import Literal

from pydantic import Field

from libs.common.schemas import Schema


class PlanRead(Schema):
    """A plan, its price and its limits."""

    id: str = Field(description="Stable name: `free`, `pro`")
    name: str = Field(description="Name for people")
    amount_minor: int = Field(description="Price per interval in minor units (cents)")
    currency: str = Field(description="ISO 4217")
    interval: Literal["month", "year"] = Field(description="What the price is for")
    max_urls: int = Field(description="Posts in one request")
    max_analyses_per_day: int = Field(description="Posts a day, all platforms together")
    max_handles: int = Field(description="Creators followed at one time")
    max_questions_per_day: int = Field(description="Chat questions answered a day")
    max_generations_per_day: int = Field(description="Drafts and post ideas a day")
