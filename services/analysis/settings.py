"""Settings of analysis."""

from typing import ClassVar

from pydantic import Field

from libs.common.ai.choice import AIProviderName
from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What analysis reads beside the common settings. Times are in seconds."""

    service_name: ClassVar[str] = "analysis"

    ai_provider: AIProviderName = "offline"
    stage_max_retries: int = Field(3, ge=0, le=10)
    stage_retry_delay_seconds: float = Field(2.0, gt=0)
    neighbour_patience_seconds: float = Field(
        120, gt=0, description="How long a post waits for social to come back"
    )
    collect_timeout_seconds: float = Field(600, gt=0)
    media_timeout_seconds: float = Field(300, gt=0)
    transcript_timeout_seconds: float = Field(900, gt=0)
    baseline_timeout_seconds: float = Field(
        180, gt=0, description="How long evidence waits for the creator's other posts"
    )
    posts_side_by_side: int = Field(20, ge=1, description="Of one request")
