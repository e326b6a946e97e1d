"""What the endpoints of Clerk depend on, and its jobs are built from."""

from typing import Annotated

from fastapi import Depends

from libs.common.dependencies import WriteDatabase
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.erasure import ClerkErasure
from services.auth.clerk.errors import ClerkNotInUse
from services.auth.clerk.passwords import ClerkPasswordReset, ClerkResetRequest
from services.auth.clerk.sessions import ClerkSessionEnder
from services.auth.clerk.sign_ups import ClerkSignUps
from services.auth.clerk.webhooks import WebhookHandler, WebhookInbox
from services.auth.deps import (
    CurrentAuthResources,
    CurrentPost,
    CurrentTrail,
    Ender,
    Tokens,
    build_credential_ender,
)
from services.auth.erasures.closing import AccountClosing
from services.auth.outside_users.service import OutsideUserService
from services.auth.passwords.first_proof import FirstProof
from services.auth.resources import AuthResources


def build_directory(resources: AuthResources) -> ClerkDirectory:
    """Clerk's users and ours. Raises ClerkNotInUse."""
    users = OutsideUserService(resources.database, resources.jobs, resources.clock)
    client, issuer = resources.clerk, resources.outside_issuer
    if client is None or issuer is None:
        raise ClerkNotInUse
    return ClerkDirectory(client, issuer, users)


def build_sign_ups(
    resources: CurrentAuthResources, trail: CurrentTrail
) -> ClerkSignUps:
    """Makes users at Clerk."""
    return ClerkSignUps(
        build_directory(resources),
        resources.database,
        resources.clock,
        trail,
    )


def build_session_ender(
    resources: CurrentAuthResources, ender: Ender
) -> ClerkSessionEnder:
    """Ends sessions of Clerk."""
    return ClerkSessionEnder(ender, resources.jobs)


def build_reset_request(
    resources: CurrentAuthResources, trail: CurrentTrail
) -> ClerkResetRequest:
    """Takes wishes for a new password."""
    return ClerkResetRequest(
        build_directory(resources), resources.database, resources.jobs, trail
    )


def build_password_reset(
    resources: CurrentAuthResources,
    tokens: Tokens,
    ender: Ender,
    trail: CurrentTrail,
    post: CurrentPost,
) -> ClerkPasswordReset:
    """Sets forgotten passwords at Clerk."""
    return ClerkPasswordReset(
        build_directory(resources),
        resources.database,
        tokens=tokens,
        ender=ender,
        first_proof=FirstProof(ender, resources.clock),
        trail=trail,
        post=post,
    )


def build_inbox(
    resources: CurrentAuthResources, session: WriteDatabase
) -> WebhookInbox:
    """Takes in webhooks."""
    return WebhookInbox(session, resources.jobs, resources.clock)


def build_webhook_handler(resources: AuthResources) -> WebhookHandler:
    """Does what webhooks say. Raises ClerkNotInUse."""
    ender = build_credential_ender(resources)
    directory = build_directory(resources)
    closing = AccountClosing(resources.jobs, ender, resources.clock)
    erasure = ClerkErasure(directory, closing)
    return WebhookHandler(directory, erasure, ender, resources.clock)


SignUps = Annotated[ClerkSignUps, Depends(build_sign_ups)]
ResetRequest = Annotated[ClerkResetRequest, Depends(build_reset_request)]
PasswordReset = Annotated[ClerkPasswordReset, Depends(build_password_reset)]
ClerkSessions = Annotated[ClerkSessionEnder, Depends(build_session_ender)]
Inbox = Annotated[WebhookInbox, Depends(build_inbox)]
