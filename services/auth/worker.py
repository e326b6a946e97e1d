"""The worker process of auth."""

from libs.common.app import run_worker
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from services.auth.keys.tasks import RotateSigningKeys, rotate_signing_keys
from services.auth.resources import open_auth_resources
from services.auth.sessions.tasks import PurgeSessions, purge_sessions
from services.auth.settings import Settings

CRON = (
    Cron("20 2 * * *", PurgeSessions()),
    Cron("40 2 1 * *", RotateSigningKeys()),
)


def build_handlers() -> Handlers:
    """Everything that the worker of auth handles."""
    handlers = Handlers()
    handlers.short(PurgeSessions, purge_sessions)
    handlers.short(RotateSigningKeys, rotate_signing_keys)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON, open_resources=open_auth_resources)
