"""The worker process of analysis."""

from libs.common.app import run_worker
from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.domain_events import (
    PostTakenDown,
    UserCreated,
    UserUpdated,
)
from libs.common.idempotency.tasks import purge_idempotency_keys
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.personal_data.handling import handle_personal_data
from services.analysis.messages import PurgeIdempotencyKeys
from services.analysis.owners.tasks import handle_user_changed
from services.analysis.personal_data import PERSONAL_DATA
from services.analysis.pipeline.tasks import (
    abandon_analysis_request,
    process_analysis_request,
)
from services.analysis.requests.late_costs import count_late_cost
from services.analysis.requests.messages import CountLateCost, PurgeDeletedRequests
from services.analysis.requests.tasks import purge_deleted_requests
from services.analysis.settings import Settings
from services.analysis.takedowns.tasks import erase_taken_down

CRON = (
    Cron("37 3 * * *", PurgeIdempotencyKeys()),
    Cron("41 3 * * *", PurgeDeletedRequests()),
)


def build_handlers() -> Handlers:
    """Everything that the worker of analysis handles."""
    handlers = Handlers()
    handlers.long(
        ProcessAnalysisRequest,
        process_analysis_request,
        on_failure=abandon_analysis_request,
    )
    handlers.short(PurgeIdempotencyKeys, purge_idempotency_keys)
    handlers.short(CountLateCost, count_late_cost)
    handlers.long(PurgeDeletedRequests, purge_deleted_requests)
    handlers.short(UserCreated, handle_user_changed)
    handlers.short(UserUpdated, handle_user_changed)
    handlers.long(PostTakenDown, erase_taken_down)
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON)
