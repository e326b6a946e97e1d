"""Signing secrets of endpoints: made, sealed, opened, shown.

Source: Standard Webhooks 1.0.0, "Signature scheme": 24 to 64 random bytes, shown as
`whsec_` and base64; the bytes, not the text, are the key."""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from uuid import UUID

from libs.common.sealing import SealCannotBeOpened, Sealer
from services.auth.webhook_endpoints.models import WebhookEndpoint

# For so long after a rotation both secrets sign.
OVERLAP = timedelta(hours=24)
_BYTES = 32
_PURPOSE = "webhook-secrets"


class WebhookSecrets:
    """Encrypts the secrets at rest, each under its endpoint's id."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._sealer = Sealer(_PURPOSE, secret, previous)

    def create(self, endpoint_id: UUID) -> bytes:
        """A new secret, sealed."""
        return self._sealer.seal(secrets.token_bytes(_BYTES), endpoint_id.bytes)

    def open_current(self, endpoint: WebhookEndpoint) -> bytes:
        """The secret that signs. Raises SealCannotBeOpened."""
        return self._sealer.open(endpoint.sealed_secret, endpoint.id.bytes)

    def open_previous(self, endpoint: WebhookEndpoint, now: datetime) -> bytes | None:
        """The secret before, as long as it signs too and can be read."""
        sealed, until = endpoint.sealed_previous_secret, endpoint.previous_secret_until
        if sealed is None or until is None or until <= now:
            return None
        try:
            return self._sealer.open(sealed, endpoint.id.bytes)
        except SealCannotBeOpened:
            return None

    def renew(self, endpoint: WebhookEndpoint) -> bool:
        """Seals under the present SECRET_KEY what is under the previous one.

        False if there was nothing to do. Raises SealCannotBeOpened."""
        renewed = self._sealer.renew(endpoint.sealed_secret, endpoint.id.bytes)
        if renewed is None:
            return False
        endpoint.sealed_secret = renewed
        return True


def show_secret(secret: bytes) -> str:
    """As integrators are given it."""
    return f"whsec_{b64encode(secret).decode()}"
