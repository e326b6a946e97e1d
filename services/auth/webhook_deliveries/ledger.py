"""Which deliveries are sent now, and what follows from each attempt.

Written down before and after an attempt, in a transaction each; nothing is sent in
between by whoever has no lease."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from libs.common.sealing import SealCannotBeOpened
from services.auth.clients.webhook_receiver import Outcome
from services.auth.webhook_deliveries.models import WebhookAttempt, WebhookDelivery
from services.auth.webhook_deliveries.repository import (
    WebhookAttemptRepository,
    WebhookDeliveryRepository,
)
from services.auth.webhook_deliveries.schedule import next_delay
from services.auth.webhook_deliveries.states import DeliveryState, FailureReason
from services.auth.webhook_deliveries.verdict import Verdict, judge
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.notices import Notice, WebhookNotices
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.secrets import WebhookSecrets
from services.auth.webhook_endpoints.standing import SLOW_PLACES
from services.auth.webhook_endpoints.states import DisabledReason, EndpointStatus
from services.auth.webhook_messages.catalogue import PING

log = structlog.get_logger()

INTERRUPTED = "interrupted"
# Of one delivery: it may be replayed as often as its owner likes.
_ATTEMPTS_KEPT = 50
_NOTICES: dict[DisabledReason, Notice] = {
    DisabledReason.FAILING: "webhook_disabled_failing",
    DisabledReason.GONE: "webhook_disabled_gone",
}


@dataclass(frozen=True, slots=True)
class Errand:
    """One attempt to be made: what is sent where, signed with which secrets.

    `secrets` is empty where they cannot be read. A test has one attempt only, and its
    failure tells nothing that its owner does not see at once."""

    delivery_id: UUID
    fence: int
    number: int
    endpoint_id: UUID
    url: str
    message_id: str
    body: bytes
    secrets: tuple[bytes, ...]
    is_slow: bool
    is_test: bool


class DeliveryLedger:
    """The book of deliveries; one instance per transaction."""

    def __init__(
        self,
        session: WriteSession,
        secrets: WebhookSecrets,
        notices: WebhookNotices,
        clock: Clock,
        *,
        lease: timedelta,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._secrets = secrets
        self._notices = notices
        self._clock = clock
        self._lease = lease
        self._draw = draw
        self._endpoints = WebhookEndpointRepository(session)
        self._deliveries = WebhookDeliveryRepository(session)
        self._attempts = WebhookAttemptRepository(session)

    async def take(self, limit: int, *, slow_limit: int) -> list[Errand]:
        """What is to be sent now, at most `limit`, leased and written down.

        Of endpoints that have shown to be quick each gives a few, of all others one,
        and those together at most `slow_limit`."""
        now = self._clock.now()
        errands: list[Errand] = []
        turns = await self._deliveries.take_turns(now, limit, slow_limit=slow_limit)
        for turn in turns:
            free = min(turn.places, limit - len(errands))
            if free <= 0:
                continue
            turn.endpoint.served_at = now
            claimed = await self._deliveries.claim(
                turn.endpoint.id, free, now, now + self._lease
            )
            errands += [await self._begin(turn.endpoint, d, now) for d in claimed]
        return errands

    async def begin_test(
        self, endpoint: WebhookEndpoint, delivery: WebhookDelivery
    ) -> Errand:
        """The errand of a new delivery, which whoever asks for it sends himself."""
        now = self._clock.now()
        delivery.lease_until = now + self._lease
        delivery.fence += 1
        await self._session.flush()
        return await self._begin(endpoint, delivery, now)

    async def record(self, errand: Errand, outcome: Outcome) -> None:
        """What came of the attempt; nothing if somebody else has taken it over."""
        endpoint = await self._endpoints.find_locked(errand.endpoint_id)
        delivery = await self._find_held(errand)
        if endpoint is None or delivery is None:
            log.info("webhook_outcome_dropped", delivery_id=str(errand.delivery_id))
            return
        now = self._clock.now()
        attempt = await self._attempts.get(delivery.id, errand.number)
        attempt.finished_at = now
        attempt.duration_ms = outcome.duration_ms
        attempt.status_code = outcome.status_code
        attempt.error = outcome.error
        attempt.response_excerpt = outcome.excerpt
        delivery.lease_until = None
        verdict = judge(outcome, now)
        if verdict.is_success:
            endpoint.standing = endpoint.standing.after_success(
                now, outcome.duration_ms
            )
            endpoint.told_of_failure_at = None
            _end(delivery, DeliveryState.DELIVERED, None, now)
        elif errand.is_test:
            _end(delivery, DeliveryState.FAILED, FailureReason.TEST_FAILED, now)
        else:
            await self._fail(endpoint, delivery, verdict, outcome.duration_ms)

    async def give_back(self, errand: Errand) -> None:
        """Nobody knows what came of it: it is sent again, as if never tried."""
        delivery = await self._find_held(errand)
        if delivery is None:
            return
        delivery.lease_until = None
        await self._attempts.interrupt(delivery.id, INTERRUPTED, self._clock.now())

    async def _begin(
        self, endpoint: WebhookEndpoint, delivery: WebhookDelivery, now: datetime
    ) -> Errand:
        """Writes down the attempt that is about to be made."""
        if delivery.attempts_made:
            await self._attempts.interrupt(delivery.id, INTERRUPTED, now)
        delivery.attempts_made += 1
        number = delivery.attempts_made
        if number > _ATTEMPTS_KEPT:
            await self._attempts.forget(delivery.id, number - _ATTEMPTS_KEPT + 1)
        self._session.add(
            WebhookAttempt(
                id=new_id(), delivery_id=delivery.id, number=number, started_at=now
            )
        )
        return Errand(
            delivery_id=delivery.id,
            fence=delivery.fence,
            number=number,
            endpoint_id=endpoint.id,
            url=endpoint.url,
            message_id=delivery.message_id,
            body=delivery.message.body,
            secrets=self._open_secrets(endpoint, now),
            is_slow=endpoint.places <= SLOW_PLACES,
            is_test=delivery.message.type == PING,
        )

    def _open_secrets(
        self, endpoint: WebhookEndpoint, now: datetime
    ) -> tuple[bytes, ...]:
        try:
            current = self._secrets.open_current(endpoint)
        except SealCannotBeOpened:
            log.error(  # noqa: TRY400 - the trace tells nothing
                "webhook_secret_cannot_be_opened",
                endpoint_id=str(endpoint.id),
                reason="SECRET_KEY has changed; its owner has to rotate it",
            )
            return ()
        previous = self._secrets.open_previous(endpoint, now)
        return (current, previous) if previous else (current,)

    async def _find_held(self, errand: Errand) -> WebhookDelivery | None:
        return await self._deliveries.find_held(errand.delivery_id, errand.fence)

    async def _fail(
        self,
        endpoint: WebhookEndpoint,
        delivery: WebhookDelivery,
        verdict: Verdict,
        duration_ms: int,
    ) -> None:
        now = self._clock.now()
        delivery.failures += 1
        if verdict.is_aborted:
            _end(delivery, DeliveryState.FAILED, FailureReason.ABORTED, now)
            return
        endpoint.standing = endpoint.standing.after_failure(
            now, duration_ms, verdict.rest
        )
        if verdict.is_gone:
            _end(delivery, DeliveryState.FAILED, FailureReason.ENDPOINT_GONE, now)
            await self._disable(endpoint, DisabledReason.GONE)
            return
        delay = next_delay(delivery.failures, self._draw(), at_least=verdict.wait)
        if delay is None:
            _end(delivery, DeliveryState.FAILED, FailureReason.ATTEMPTS_USED_UP, now)
            await self._tell_of_failure(endpoint)
        else:
            delivery.due_at = now + delay
        if endpoint.standing.is_hopeless(now):
            await self._disable(endpoint, DisabledReason.FAILING)

    async def _disable(self, endpoint: WebhookEndpoint, reason: DisabledReason) -> None:
        """Ends what waits for it, and tells its owner; one who paused it stays so."""
        if endpoint.status is not EndpointStatus.ENABLED:
            return
        now = self._clock.now()
        endpoint.status = EndpointStatus.DISABLED
        endpoint.disabled_reason = reason
        endpoint.disabled_at = now
        await self._session.flush()
        await self._deliveries.fail_pending(
            endpoint.id, FailureReason.ENDPOINT_DISABLED, now
        )
        await self._notices.send(self._session, _NOTICES[reason], endpoint)
        log.info(
            "webhook_endpoint_disabled", endpoint_id=str(endpoint.id), reason=reason
        )

    async def _tell_of_failure(self, endpoint: WebhookEndpoint) -> None:
        """Tells the owner, once until something succeeds again."""
        if endpoint.told_of_failure_at is None:
            endpoint.told_of_failure_at = self._clock.now()
            await self._notices.send(self._session, "webhook_failing", endpoint)


def _end(
    delivery: WebhookDelivery,
    state: DeliveryState,
    reason: FailureReason | None,
    now: datetime,
) -> None:
    delivery.state = state
    delivery.failure_reason = reason
    delivery.due_at = None
    delivery.finished_at = now
