"""The worker process of analytics."""

from libs.common.app import run_worker
from libs.common.contracts.analytics import RecordAuthentication
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.personal_data.handling import handle_personal_data
from services.analytics.logs.tasks import (
    PurgeLogs,
    purge_logs,
    record_authentication,
)
from services.analytics.personal_data import PERSONAL_DATA
from services.analytics.settings import Settings

CRON = (Cron("10 3 * * *", PurgeLogs()),)


def build_handlers() -> Handlers:
    """Everything that the worker of analytics handles."""
    handlers = Handlers()
    handlers.long(PurgeLogs, purge_logs)
    handlers.short(RecordAuthentication, record_authentication)
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON)
