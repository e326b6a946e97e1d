"""The worker process of auth."""

from typing import cast

from libs.common.app import run_worker
from libs.common.contracts.auth import SendMail
from libs.common.contracts.domain_events import UserErased, UserExported
from libs.common.jobs.cron import Cron
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.worker import Companion
from libs.common.personal_data.handling import handle_personal_data
from libs.common.resources import Resources
from services.auth.api_keys.tasks import PurgeApiKeys, purge_api_keys
from services.auth.brakes.tasks import PurgeBrakes, purge_brakes
from services.auth.clerk.messages import (
    FinishClerkSignUps,
    HandleClerkWebhook,
    PurgeReceivedWebhooks,
    RepairClerkUsers,
    RevokeClerkSession,
)
from services.auth.clerk.tasks import (
    fetch_outside_user,
    finish_clerk_sign_ups,
    handle_clerk_webhook,
    purge_received_webhooks,
    repair_clerk_users,
    revoke_clerk_session,
)
from services.auth.ended_credentials.tasks import (
    PurgeEndedCredentials,
    purge_ended_credentials,
)
from services.auth.erasures.messages import (
    DeleteOutsideUser,
    FinishErasure,
    PurgeReceipts,
)
from services.auth.erasures.tasks import (
    delete_outside_user,
    finish_erasure,
    note_erased,
    purge_receipts,
)
from services.auth.exports.messages import AssembleExport, PurgeExports
from services.auth.exports.tasks import (
    abandon_export,
    assemble_export,
    note_exported,
    purge_exports,
)
from services.auth.keys.tasks import RotateSigningKeys, rotate_signing_keys
from services.auth.mails.tasks import send_mail
from services.auth.one_time_tokens.tasks import (
    PurgeOneTimeTokens,
    purge_one_time_tokens,
)
from services.auth.outside_users.messages import FetchOutsideUser
from services.auth.passwords.messages import StartReset
from services.auth.passwords.tasks import start_reset
from services.auth.personal_data import PERSONAL_DATA
from services.auth.resources import AuthResources, open_auth_resources
from services.auth.sessions.tasks import PurgeSessions, purge_sessions
from services.auth.settings import Settings
from services.auth.webhook_deliveries.tasks import (
    PurgeWebhookMessages,
    purge_webhook_messages,
)
from services.auth.webhook_endpoints.tasks import (
    TidyWebhookSecrets,
    tidy_webhook_secrets,
)
from services.auth.webhook_messages.catalogue import EVENT_TYPES
from services.auth.webhook_messages.tasks import take_in_event

CRON = (
    Cron("20 2 * * *", PurgeSessions()),
    Cron("25 2 * * *", PurgeApiKeys()),
    Cron("30 2 * * *", PurgeEndedCredentials()),
    Cron("25 2 * * *", PurgeBrakes()),
    Cron("30 2 * * *", PurgeOneTimeTokens()),
    Cron("35 2 * * *", PurgeReceipts()),
    Cron("50 * * * *", PurgeExports()),
    Cron("40 2 1 * *", RotateSigningKeys()),
    Cron("17 * * * *", RepairClerkUsers()),
    Cron("*/5 * * * *", FinishClerkSignUps()),
    Cron("10 3 * * *", PurgeReceivedWebhooks()),
    Cron("50 2 * * *", PurgeWebhookMessages()),
    Cron("0 3 * * *", TidyWebhookSecrets()),
)


def build_handlers() -> Handlers:
    """Everything that the worker of auth handles."""
    handlers = Handlers()
    handlers.short(PurgeSessions, purge_sessions)
    handlers.short(PurgeApiKeys, purge_api_keys)
    handlers.short(PurgeEndedCredentials, purge_ended_credentials)
    handlers.short(RotateSigningKeys, rotate_signing_keys)
    handlers.long(FetchOutsideUser, fetch_outside_user)
    handlers.long(RepairClerkUsers, repair_clerk_users)
    handlers.long(RevokeClerkSession, revoke_clerk_session)
    handlers.long(FinishClerkSignUps, finish_clerk_sign_ups)
    handlers.short(HandleClerkWebhook, handle_clerk_webhook)
    handlers.short(PurgeReceivedWebhooks, purge_received_webhooks)
    handlers.long(PurgeWebhookMessages, purge_webhook_messages)
    handlers.short(TidyWebhookSecrets, tidy_webhook_secrets)
    for kind in EVENT_TYPES.values():
        handlers.short(kind.event, take_in_event)
    handlers.short(PurgeBrakes, purge_brakes)
    handlers.short(PurgeOneTimeTokens, purge_one_time_tokens)
    handlers.short(StartReset, start_reset)
    handlers.long(SendMail, send_mail)
    handlers.short(UserErased, note_erased)
    handlers.long(FinishErasure, finish_erasure)
    handlers.short(PurgeReceipts, purge_receipts)
    handlers.long(DeleteOutsideUser, delete_outside_user, keeps_content=False)
    handlers.short(UserExported, note_exported)
    handlers.long(AssembleExport, assemble_export, on_failure=abandon_export)
    handlers.long(PurgeExports, purge_exports)
    handle_personal_data(handlers, PERSONAL_DATA)
    return handlers


def build_companions(resources: Resources) -> list[Companion]:
    """What works beside the inbox: the courier of webhooks."""
    return [cast("AuthResources", resources).webhooks.build_courier()]


if __name__ == "__main__":
    run_worker(
        Settings,
        build_handlers(),
        CRON,
        open_resources=open_auth_resources,
        build_companions=build_companions,
    )
