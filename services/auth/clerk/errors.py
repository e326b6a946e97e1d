"""Errors of accounts that are at Clerk, and what its refusals become."""

from collections.abc import Sequence

import structlog

from libs.common.errors import (
    DomainError,
    FieldError,
    InvalidFields,
    NotFound,
    UpstreamFailed,
    UpstreamUnavailable,
)
from services.auth.accounts.errors import EmailAlreadyRegistered
from services.auth.clients.clerk import ClerkProblem, ClerkRefused

log = structlog.get_logger()


class ClerkNotInUse(NotFound):
    """People are not signed in by Clerk here, or its webhooks are not set up."""

    message = "Clerk's webhooks are not taken here."


class NotTakenByClerk(InvalidFields):
    """Clerk refuses the details; each is named."""


class NoMoreAccounts(UpstreamUnavailable):
    """The Clerk instance may hold no more users."""

    message = "No more accounts can be made at the moment. Please write to us."


class ClerkMisconfigured(UpstreamFailed):
    """Clerk refuses what we send: its keys are wrong, or the instance wants more."""

    message = "Accounts cannot be changed at the moment. We have been told."


_TAKEN = "form_identifier_exists"
_FULL = frozenset({"quota_exceeded", "user_quota_exceeded"})
_FIELDS = {"email_address": "email", "password": "password", "first_name": "full_name"}
# Clerk's sentences are for its own pages; reasons are those of our own passwords.
_PASSWORD_REASONS = {
    "form_password_pwned": (
        "stolen",
        "This password was found in a data breach elsewhere. Choose another one.",
    ),
    "form_password_length_too_short": ("too_short", "Use a longer password."),
    "form_password_not_strong_enough": (
        "too_easy",
        "This password is too easy to guess. Choose another one.",
    ),
}


def explain_refusal(refused: ClerkRefused) -> DomainError:
    """What the caller is told of a 4xx of Clerk: by its codes, never by its texts."""
    if refused.has(_TAKEN):
        return EmailAlreadyRegistered()
    if any(problem.code in _FULL for problem in refused.problems):
        log.error("clerk_instance_full")
        return NoMoreAccounts()
    if refused.status == 422 and (fields := _read_fields(refused.problems)):
        return NotTakenByClerk(fields=fields)
    log.error("clerk_refused", status=refused.status, reason=str(refused))
    return ClerkMisconfigured()


def _read_fields(problems: Sequence[ClerkProblem]) -> list[FieldError]:
    fields = []
    for problem in problems:
        if problem.code in _PASSWORD_REASONS:
            fields.append(FieldError("password", *_PASSWORD_REASONS[problem.code]))
        elif problem.field in _FIELDS:
            reason = problem.code.removeprefix("form_")
            message = problem.message or "This is not accepted."
            fields.append(FieldError(_FIELDS[problem.field], reason, message))
    return fields
