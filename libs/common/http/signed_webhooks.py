"""Webhooks that others send us: genuine, or refused without a word why.

They are signed as Standard Webhooks 1.0.0 says; some senders name the headers
otherwise (`svix-id` for `webhook-id`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from standardwebhooks import Webhook

from libs.common.errors import NotAuthenticated

log = structlog.get_logger()

MAX_BYTES = 1024 * 1024
_NAMES = ("id", "timestamp", "signature")
_LONGEST_ID = 255


class WebhookNotGenuine(NotAuthenticated):
    """The signature is missing, wrong or too old."""

    message = "This request does not carry a signature that is accepted here."


class WebhookVerifier:
    """Verifies with one or two (rotation) secrets, `whsec_...`.

    `prefix` is how the sender's header names begin."""

    def __init__(self, secrets: Sequence[str], prefix: str = "webhook") -> None:
        self._webhooks = [Webhook(secret) for secret in secrets]
        self._prefix = prefix

    @property
    def is_configured(self) -> bool:
        """Whether there is a secret at all."""
        return bool(self._webhooks)

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The message's id, the same in every delivery of it; header names are in
        lower case.

        A delivery is good for 5 minutes before and after its timestamp, by the
        machine's clock; `now` only measures the distance. Raises WebhookNotGenuine."""
        given = {
            f"webhook-{name}": headers.get(f"{self._prefix}-{name}", "")
            for name in _NAMES
        }
        message_id = given["webhook-id"]
        is_sound = message_id.isprintable() and len(message_id) <= _LONGEST_ID
        if not is_sound or not any(_passes(w, body, given) for w in self._webhooks):
            log.warning("webhook_refused", prefix=self._prefix)
            raise WebhookNotGenuine
        distance = now.timestamp() - float(given["webhook-timestamp"])
        log.info("webhook_verified", prefix=self._prefix, age_seconds=round(distance))
        return message_id


def _passes(webhook: Webhook, body: bytes, headers: dict[str, str]) -> bool:
    # Entries without a comma or not in base64, bodies that are no UTF-8: the library
    # raises whatever it meets. Nothing of it is a reason to believe the sender.
    try:
        webhook.verify(body, headers, json_parse=False)
    except Exception:
        return False
    return True
