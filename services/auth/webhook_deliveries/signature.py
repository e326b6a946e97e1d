"""What proves to a receiver that a message is from us (Standard Webhooks 1.0.0)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

USER_AGENT = "Postscope-webhooks/1.0"


def sign_headers(
    message_id: str, body: bytes, secrets: Sequence[bytes], now: datetime
) -> dict[str, str]:
    """The headers of one attempt, made at `now`; each secret gives a signature."""
    # The library takes any other zone's digits for UTC's.
    at = now.astimezone(UTC)
    text = body.decode()
    signatures = [Webhook(secret).sign(message_id, at, text) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
