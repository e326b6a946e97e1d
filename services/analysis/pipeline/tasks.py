"""Job entry points of the pipeline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from libs.common.ai.choice import build_provider
from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.db.session import WriteSession
from libs.common.internal.social import SocialClient
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.analysis.analyses.service import AnalysisService
from services.analysis.pipeline.failures import GIVEN_UP
from services.analysis.pipeline.ledger import RequestLedger, RequestOver
from services.analysis.pipeline.pipeline import Pipeline
from services.analysis.requests.errors import AnalysisRequestNotFound
from services.analysis.settings import Settings


async def process_analysis_request(job: Job, message: ProcessAnalysisRequest) -> None:
    """Carries out one attempt at a request."""
    settings = cast("Settings", job.resources.settings)
    social = SocialClient(job.resources.internal)
    analyses = AnalysisService(social, build_provider(settings.ai_provider))
    await Pipeline(job, message, analyses, settings).run()


async def abandon_analysis_request(
    resources: Resources, session: WriteSession, message: ProcessAnalysisRequest
) -> None:
    """Ends an attempt that was given up: nobody should wait for it in vain."""

    @asynccontextmanager
    async def within() -> AsyncIterator[WriteSession]:
        yield session

    ledger = RequestLedger(
        resources, within, request_id=message.request_id, attempt=message.attempt
    )
    with suppress(RequestOver, AnalysisRequestNotFound):
        await ledger.abandon(GIVEN_UP)
