"""Errors of deliveries."""

from libs.common.errors import NotFound, QuotaExceeded

TESTS_PER_MINUTE = 10


class WebhookDeliveryNotFound(NotFound):
    """No such delivery to this endpoint, or its 30 days are over."""

    message = "There is no such delivery."


class TooManyWebhookTests(QuotaExceeded):
    """Test messages are for trying out."""

    message = f"At most {TESTS_PER_MINUTE} test messages a minute are sent."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "60"})
