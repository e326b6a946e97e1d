"""Jobs of Clerk. There is nothing to do for them where Clerk is not in use."""

from typing import cast

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.auth.clerk.deps import build_directory, build_webhook_handler
from services.auth.clerk.messages import (
    FinishClerkSignUps,
    HandleClerkWebhook,
    PurgeReceivedWebhooks,
    RepairClerkUsers,
    RevokeClerkSession,
)
from services.auth.clerk.sessions import ClerkSessionRevoker
from services.auth.clerk.sign_ups import ClerkSignUps
from services.auth.clerk.webhooks import purge_webhooks
from services.auth.outside_users.messages import FetchOutsideUser
from services.auth.resources import AuthResources


async def fetch_outside_user(job: Job, message: FetchOutsideUser) -> None:
    """Handles FetchOutsideUser."""
    if held := _with_clerk(job.resources):
        await build_directory(held).fetch(job, message.user_id)


async def repair_clerk_users(job: Job, _: RepairClerkUsers) -> None:
    """Handles RepairClerkUsers."""
    if held := _with_clerk(job.resources):
        await build_directory(held).repair(job)


async def revoke_clerk_session(job: Job, message: RevokeClerkSession) -> None:
    """Handles RevokeClerkSession."""
    if held := _with_clerk(job.resources):
        revoker = ClerkSessionRevoker(build_directory(held), held.database)
        await revoker.revoke(message.user_id, message.session_id)


async def finish_clerk_sign_ups(job: Job, _: FinishClerkSignUps) -> None:
    """Handles FinishClerkSignUps."""
    if held := _with_clerk(job.resources):
        sign_ups = ClerkSignUps(build_directory(held), held.database, held.clock)
        await sign_ups.finish_others()


async def handle_clerk_webhook(
    resources: Resources, session: WriteSession, message: HandleClerkWebhook
) -> None:
    """Handles HandleClerkWebhook."""
    if held := _with_clerk(resources):
        await build_webhook_handler(held).handle(session, message)


async def purge_received_webhooks(
    resources: Resources, session: WriteSession, _: PurgeReceivedWebhooks
) -> None:
    """Handles PurgeReceivedWebhooks."""
    await purge_webhooks(session, resources.clock.now())


def _with_clerk(resources: Resources) -> AuthResources | None:
    held = cast("AuthResources", resources)
    return held if held.clerk else None
