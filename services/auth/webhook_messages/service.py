"""What happens becomes messages for whoever has asked to be told."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.base import Event
from libs.common.db.session import Callback, WriteSession
from libs.common.ids import new_id
from services.auth.webhook_deliveries.models import WebhookDelivery
from services.auth.webhook_deliveries.states import DeliveryState, FailureReason
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.states import EndpointStatus
from services.auth.webhook_messages.catalogue import (
    EVENT_TYPES,
    PING,
    Data,
    build_payload,
    render_body,
)
from services.auth.webhook_messages.message_id import new_message_id
from services.auth.webhook_messages.models import WebhookMessage


class WebhookMessageService:
    """Writes messages and their deliveries; one instance per transaction.

    `ring` wakes the courier of this process, once the transaction is committed."""

    def __init__(
        self, session: WriteSession, clock: Clock, *, api_url: str, ring: Callback
    ) -> None:
        self._session = session
        self._clock = clock
        self._api_url = api_url
        self._ring = ring
        self._endpoints = WebhookEndpointRepository(session)

    async def take_in(self, event: Event, owner_id: UUID) -> None:
        """A message for each of the owner's endpoints that listens, if any does.

        To a disabled endpoint nothing is sent, but its log says what it has missed, so
        that it can be replayed."""
        kind = EVENT_TYPES[event.name]
        listening = await self._endpoints.list_listening(owner_id, kind.name)
        if not listening:
            return
        now = self._clock.now()
        body = render_body(
            build_payload(
                kind.name,
                kind.happened_at(event) or now,
                kind.build_data(event, self._api_url),
            )
        )
        message = self._add_message(owner_id, kind.name, body)
        for endpoint in listening:
            delivery = self._add_delivery(endpoint, message)
            if endpoint.status is EndpointStatus.DISABLED:
                delivery.state = DeliveryState.FAILED
                delivery.failure_reason = FailureReason.ENDPOINT_DISABLED
                delivery.due_at = None
                delivery.finished_at = now
        await self._session.flush()
        self._session.after_commit(self._ring)

    async def create_ping(self, endpoint: WebhookEndpoint) -> WebhookDelivery:
        """A test message for one endpoint, whatever it listens to."""
        data: Data = {"endpoint_id": str(endpoint.id)}
        body = render_body(build_payload(PING, self._clock.now(), data))
        message = self._add_message(endpoint.owner_id, PING, body)
        delivery = self._add_delivery(endpoint, message)
        await self._session.flush()
        return delivery

    def _add_message(self, owner_id: UUID, name: str, body: bytes) -> WebhookMessage:
        message = WebhookMessage(
            id=new_message_id(),
            owner_id=owner_id,
            type=name,
            body=body,
            created_at=self._clock.now(),
        )
        self._session.add(message)
        return message

    def _add_delivery(
        self, endpoint: WebhookEndpoint, message: WebhookMessage
    ) -> WebhookDelivery:
        delivery = WebhookDelivery(
            id=new_id(),
            endpoint_id=endpoint.id,
            message=message,
            state=DeliveryState.PENDING,
            failures=0,
            attempts_made=0,
            fence=0,
            due_at=message.created_at,
            created_at=message.created_at,
        )
        self._session.add(delivery)
        return delivery
