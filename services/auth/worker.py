"""The worker process of auth."""

from libs.common.app import run_worker
from libs.common.jobs.handlers import Handlers
from services.auth.settings import Settings


def build_handlers() -> Handlers:
    """Everything that the worker of auth handles."""
    return Handlers()


if __name__ == "__main__":
    run_worker(Settings, build_handlers())
