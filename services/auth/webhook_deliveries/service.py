"""The owner's view of deliveries: the log, tests, replays."""

from datetime import timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import Database, WriteSession
from libs.common.db.tombstones import refuse_erased
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.auth.webhook_deliveries.errors import (
    TESTS_PER_MINUTE,
    TooManyWebhookTests,
)
from services.auth.webhook_deliveries.repository import WebhookDeliveryRepository
from services.auth.webhook_deliveries.schemas import WebhookDeliveryRead, WebhookReplay
from services.auth.webhook_deliveries.states import DeliveryState
from services.auth.webhook_endpoints.errors import WebhookEndpointDisabled
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.states import EndpointStatus
from services.auth.webhook_messages.catalogue import PING
from services.auth.webhook_messages.service import WebhookMessageService
from services.auth.webhooks import Webhooks


class WebhookDeliveryService:
    """Begins its transactions itself: a test waits for a stranger's server."""

    def __init__(self, database: Database, webhooks: Webhooks, clock: Clock) -> None:
        self._database = database
        self._webhooks = webhooks
        self._clock = clock

    async def list_log(
        self,
        owner_id: UUID,
        endpoint_id: UUID,
        page: PageRequest,
        *,
        state: DeliveryState | None,
        event_type: str | None,
    ) -> Page[WebhookDeliveryRead]:
        """Deliveries, newest first. Raises WebhookEndpointNotFound."""
        async with self._database.read() as session:
            await WebhookEndpointRepository(session).get(owner_id, endpoint_id)
            found = await WebhookDeliveryRepository(session).list_log(
                endpoint_id, page, state=state, event_type=event_type
            )
            items = [WebhookDeliveryRead.of(row) for row in found.items]
        return Page(items=items, next_cursor=found.next_cursor)

    async def send_test(self, owner_id: UUID, endpoint_id: UUID) -> WebhookDeliveryRead:
        """Sends `webhook.ping` at once, whatever the endpoint's status, and waits.

        Raises WebhookEndpointNotFound, TooManyWebhookTests, AccountErased."""
        webhooks = self._webhooks
        async with self._database.unit_of_work() as session:
            await refuse_erased(session, owner_id)
            endpoint = await WebhookEndpointRepository(session).get_locked(
                owner_id, endpoint_id
            )
            await self._check_tests(session, owner_id)
            messages = WebhookMessageService(
                session, self._clock, api_url=webhooks.api_url, ring=webhooks.ring
            )
            delivery = await messages.create_ping(endpoint)
            ledger = webhooks.carrier.build_ledger(session)
            errand = await ledger.begin_test(endpoint, delivery)
        await webhooks.carrier.carry(errand)
        async with self._database.read() as session:
            deliveries = WebhookDeliveryRepository(session)
            sent = await deliveries.get_logged(endpoint_id, errand.delivery_id)
            return WebhookDeliveryRead.of(sent)

    async def replay(
        self, owner_id: UUID, endpoint_id: UUID, delivery_id: UUID
    ) -> WebhookDeliveryRead:
        """Sends it again, now, with all its attempts anew.

        Raises WebhookEndpointNotFound, WebhookDeliveryNotFound,
        WebhookEndpointDisabled."""
        async with self._database.unit_of_work() as session:
            await _lock_usable(session, owner_id, endpoint_id)
            deliveries = WebhookDeliveryRepository(session)
            await deliveries.replay_one(endpoint_id, delivery_id, self._clock.now())
            replayed = await deliveries.get_logged(endpoint_id, delivery_id)
            session.after_commit(self._webhooks.ring)
            return WebhookDeliveryRead.of(replayed)

    async def replay_since(
        self, owner_id: UUID, endpoint_id: UUID, wanted: WebhookReplay
    ) -> int:
        """The same for all that ended since; how many.

        Raises WebhookEndpointNotFound, WebhookEndpointDisabled."""
        async with self._database.unit_of_work() as session:
            await _lock_usable(session, owner_id, endpoint_id)
            count = await WebhookDeliveryRepository(session).replay_since(
                endpoint_id,
                wanted.since,
                self._clock.now(),
                only_failed=wanted.only_failed,
            )
            session.after_commit(self._webhooks.ring)
        return count

    async def _check_tests(self, session: WriteSession, owner_id: UUID) -> None:
        since = self._clock.now() - timedelta(minutes=1)
        deliveries = WebhookDeliveryRepository(session)
        if await deliveries.count_recent(owner_id, PING, since) >= TESTS_PER_MINUTE:
            raise TooManyWebhookTests


async def _lock_usable(
    session: WriteSession, owner_id: UUID, endpoint_id: UUID
) -> None:
    endpoints = WebhookEndpointRepository(session)
    endpoint = await endpoints.get_locked(owner_id, endpoint_id)
    if endpoint.status is EndpointStatus.DISABLED:
        raise WebhookEndpointDisabled
