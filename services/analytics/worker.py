"""The worker process of analytics."""

from libs.common.app import run_worker
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from services.analytics.access_logs.tasks import PurgeAccessLogs, purge_access_logs
from services.analytics.settings import Settings

CRON = (Cron("10 3 * * *", PurgeAccessLogs()),)


def build_handlers() -> Handlers:
    """Everything that the worker of analytics handles."""
    handlers = Handlers()
    handlers.long(PurgeAccessLogs, purge_access_logs)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON)
