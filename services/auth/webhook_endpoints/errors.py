"""Errors of webhook endpoints."""

from libs.common.errors import Conflict, FieldError, InvalidFields, NotFound

MAX_ENDPOINTS = 10


class WebhookEndpointNotFound(NotFound):
    """No such endpoint of this owner."""

    message = "There is no such webhook endpoint."


class TooManyWebhookEndpoints(Conflict):
    """The owner has as many as he may have."""

    message = (
        f"You have {MAX_ENDPOINTS} webhook endpoints, which is the most there can be. "
        "Delete one that you no longer need."
    )


class WebhookUrlNotAccepted(InvalidFields):
    """We do not send to this URL."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, fields=[FieldError("url", reason, message)])


class WebhookEventTypeUnknown(InvalidFields):
    """There are no such events; each is named."""

    message = "Some of these event types do not exist."


class WebhookSecretLost(Conflict):
    """The installation's own secret was replaced, and this one went with it."""

    message = (
        "The signing secret of this endpoint cannot be read any more. Rotate it to get "
        "a new one."
    )


class WebhookEndpointDisabled(Conflict):
    """Nothing is sent to this endpoint now."""

    message = "This endpoint is disabled. Enable it first."
