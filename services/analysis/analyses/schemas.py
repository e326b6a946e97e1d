"""What the API tells of a post's analysis."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema
from libs.common.standing.bands import BandName
from services.analysis.evidence.schemas import EvidenceSet
from services.analysis.verdicts.schemas import (
    Claim,
    ContentObservation,
    PostIdea,
    RemovedClaim,
    ReplicableElement,
)


class PostAnalysisRead(Schema):
    """The verdict on one post. Every statement names the evidence it rests on."""

    id: UUID
    request_id: UUID
    position: int = Field(description="The post's place in the request, from 0")
    post_id: UUID = Field(description="The post in the library")
    is_viral: bool | None = Field(
        description="Multiple of at least 3; null without a baseline"
    )
    virality_reasoning: list[Claim] = Field(description="Why, each with its evidence")
    quick_takeaways: list[Claim] = Field(description="3 to 5 statements")
    creator_context: Claim | None = Field(description="Who posted this")
    content_observation: ContentObservation = Field(description="What is in the post")
    replicable_elements: list[ReplicableElement] = Field(description="What to do again")
    viral_formula: Claim | None = Field(description="One or two lines, or null")
    improvements: list[Claim] = Field(description="What to do better")
    suggestions_for_future_posts: list[PostIdea] = Field(description="Four ideas")
    evidence: EvidenceSet = Field(description="All that was measured and observed")
    removed: list[RemovedClaim] = Field(description="Statements nothing supported")
    metadata_used: dict[str, Any] = Field(description="Which data the verdict saw")
    provider: str = Field(description="Who wrote it; `offline` = from rules alone")
    model: str = Field(description="The model that answered")
    prompt_version: str = Field(description="Version of the instructions")
    cost_micro_usd: int = Field(description="Millionths of a US dollar")
    latency_ms: int = Field(description="How long the provider took")
    created_at: datetime = Field(description="When it was written")


class PostResultRead(Schema):
    """What a post came to when it was last analysed."""

    post_id: UUID
    request_id: UUID
    position: int = Field(description="The post's place in that request, from 0")
    analysed_at: datetime
    outlier_multiple: float | None = Field(description="Null without a baseline")
    band: BandName | None = Field(description="What the multiple is called")
