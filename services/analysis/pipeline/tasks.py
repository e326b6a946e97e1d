"""Job entry points of the pipeline."""

from typing import cast

from libs.common.ai.choice import build_provider
from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.internal.social import SocialClient
from libs.common.jobs.handlers import Job
from services.analysis.analyses.service import AnalysisService
from services.analysis.pipeline.pipeline import Pipeline
from services.analysis.settings import Settings


async def process_analysis_request(job: Job, message: ProcessAnalysisRequest) -> None:
    """Carries out one attempt at a request."""
    settings = cast("Settings", job.resources.settings)
    social = SocialClient(job.resources.internal)
    analyses = AnalysisService(social, build_provider(settings.ai_provider))
    await Pipeline(job, message, analyses, settings).run()
