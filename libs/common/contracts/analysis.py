"""What analysis tells itself: its own queue."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class ProcessAnalysisRequest(Message):
    """Carry out the request. `attempt` counts manual retries from 0."""

    name: ClassVar[str] = "analysis.requests.process_analysis_request"
    owner: ClassVar[str] = "analysis"

    request_id: UUID
    attempt: int
