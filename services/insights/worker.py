"""The worker process of insights."""

from libs.common.app import run_worker
from libs.common.jobs.handlers import Handlers
from libs.common.personal_data.handling import handle_personal_data
from services.insights.personal_data import PERSONAL_DATA
from services.insights.settings import Settings


def build_handlers() -> Handlers:
    """Everything that the worker of insights handles."""
    handlers = Handlers()
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers())
