"""The worker process of billing."""

from libs.common.app import run_worker
from libs.common.contracts.billing import ExpireReservations, SettleUsage
from libs.common.contracts.domain_events import UserCreated, UserUpdated
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.personal_data.handling import handle_personal_data
from services.billing.owners.tasks import handle_user_changed
from services.billing.personal_data import PERSONAL_DATA
from services.billing.reservations.tasks import expire_reservations, settle_usage
from services.billing.resources import open_billing_resources
from services.billing.settings import Settings

CRON = (Cron("*/3 * * * *", ExpireReservations()),)


def build_handlers() -> Handlers:
    """Everything that the worker of billing handles."""
    handlers = Handlers()
    handlers.short(SettleUsage, settle_usage)
    handlers.short(UserCreated, handle_user_changed)
    handlers.short(UserUpdated, handle_user_changed)
    handlers.short(ExpireReservations, expire_reservations)
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


if __name__ == "__main__":
    run_worker(Settings, build_handlers(), CRON, open_resources=open_billing_resources)
