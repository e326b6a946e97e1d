"""What keeps secrets readable, and no more of them than are needed."""

from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.sealing import SealCannotBeOpened
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.secrets import WebhookSecrets

log = structlog.get_logger()

_BATCH = 500


class SecretUpkeep:
    """Goes through all endpoints; one instance per transaction."""

    def __init__(
        self, session: WriteSession, secrets: WebhookSecrets, clock: Clock
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._endpoints = WebhookEndpointRepository(session)

    async def tidy(self) -> None:
        """Without it, a replaced SECRET_KEY would one day cost every integrator his
        secret: `SECRET_KEY_PREVIOUS` is not kept for ever."""
        for endpoint in await self._endpoints.list_over(self._clock.now()):
            endpoint.sealed_previous_secret = endpoint.previous_secret_until = None
        last: UUID | None = None
        while batch := await self._endpoints.list_after(last, _BATCH):
            for endpoint in batch:
                self._renew(endpoint)
            last = batch[-1].id

    def _renew(self, endpoint: WebhookEndpoint) -> None:
        try:
            if self._secrets.renew(endpoint):
                log.info("webhook_secret_resealed", endpoint_id=str(endpoint.id))
        except SealCannotBeOpened:
            log.warning("webhook_secret_lost", endpoint_id=str(endpoint.id))
