"""Makes one attempt, and sees to it that what came of it is written down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.clock import Clock
from libs.common.db.failures import is_database_away
from libs.common.db.session import Database, WriteSession
from services.auth.clients.webhook_receiver import Outcome, WebhookReceivers
from services.auth.webhook_deliveries.ledger import DeliveryLedger, Errand
from services.auth.webhook_deliveries.signature import sign_headers
from services.auth.webhook_endpoints.notices import WebhookNotices
from services.auth.webhook_endpoints.secrets import WebhookSecrets

log = structlog.get_logger()

_ASK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Lanes:
    """How endpoints are reached: those that have shown to be quick, and all others."""

    quick: WebhookReceivers
    slow: WebhookReceivers


class Carrier:
    """Sends what is leased. Shared by all attempts of a process."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        secrets: WebhookSecrets,
        notices: WebhookNotices,
        clock: Clock,
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._secrets = secrets
        self._notices = notices
        self._clock = clock
        # An attempt, and as long again for writing down what came of it.
        self._lease = timedelta(seconds=2 * lanes.slow.timeout_seconds + 10)

    def build_ledger(self, session: WriteSession) -> DeliveryLedger:
        """The book, in the caller's transaction."""
        return DeliveryLedger(
            session, self._secrets, self._notices, self._clock, lease=self._lease
        )

    @asynccontextmanager
    async def open_ledger(self) -> AsyncIterator[DeliveryLedger]:
        """The book, in a transaction of its own."""
        async with self._database.unit_of_work() as session:
            yield self.build_ledger(session)

    async def carry(self, errand: Errand) -> None:
        """Sends it once and writes down what came of it.

        Cancelling gives it back at once: it will be sent again."""
        try:
            outcome = await self._attempt(errand)
            await self._record(errand, outcome)
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(errand))
            raise

    async def _attempt(self, errand: Errand) -> Outcome:
        if not errand.secrets:
            return Outcome(0, error="secret_unreadable")
        headers = sign_headers(
            errand.message_id, errand.body, errand.secrets, self._clock.now()
        )
        receivers = self._lanes.slow if errand.is_slow else self._lanes.quick
        try:
            return await receivers.post(errand.url, headers, errand.body)
        except Exception:
            # A mistake of ours: as an attempt that failed it is bounded in number.
            log.exception("webhook_attempt_broke", delivery_id=str(errand.delivery_id))
            return Outcome(0, error="internal_error")

    async def _record(self, errand: Errand, outcome: Outcome) -> None:
        """Waits for a database that is away: else the receiver is asked again.

        When the lease is over somebody else may have it, and this is dropped."""
        until = asyncio.get_running_loop().time() + self._lease.total_seconds()
        while asyncio.get_running_loop().time() < until:
            try:
                async with self.open_ledger() as ledger:
                    await ledger.record(errand, outcome)
            except (SQLAlchemyError, OSError) as error:
                if not is_database_away(error):
                    raise
                await asyncio.sleep(_ASK_AGAIN_SECONDS)
            else:
                return

    async def _give_back(self, errand: Errand) -> None:
        # If this fails, the lease runs out by itself.
        with suppress(SQLAlchemyError, OSError):
            async with self.open_ledger() as ledger:
                await ledger.give_back(errand)
