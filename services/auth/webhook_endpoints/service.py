"""Endpoints: registered, changed, given new secrets."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.db.session import Database
from libs.common.db.tombstones import refuse_erased
from libs.common.errors import FieldError
from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, UrlRefused
from libs.common.ids import new_id
from libs.common.sealing import SealCannotBeOpened
from services.auth.clients.webhook_receiver import WebhookReceivers
from services.auth.webhook_endpoints.errors import (
    MAX_ENDPOINTS,
    TooManyWebhookEndpoints,
    WebhookEventTypeUnknown,
    WebhookSecretLost,
    WebhookUrlNotAccepted,
)
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.repository import WebhookEndpointRepository
from services.auth.webhook_endpoints.schemas import (
    WebhookEndpointCreate,
    WebhookEndpointCreated,
    WebhookEndpointRead,
    WebhookEndpointUpdate,
    WebhookSecretRead,
)
from services.auth.webhook_endpoints.secrets import (
    OVERLAP,
    WebhookSecrets,
    show_secret,
)
from services.auth.webhook_endpoints.standing import Standing
from services.auth.webhook_endpoints.states import EndpointStatus
from services.auth.webhook_messages.catalogue import EVENT_TYPES

log = structlog.get_logger()


class WebhookEndpointService:
    """The decisions about endpoints.

    Begins its transactions itself: a URL's name is looked up first, and no connection
    may be held for that long."""

    def __init__(
        self,
        database: Database,
        *,
        receivers: WebhookReceivers,
        secrets: WebhookSecrets,
        clock: Clock,
    ) -> None:
        self._database = database
        self._receivers = receivers
        self._secrets = secrets
        self._clock = clock

    async def create(
        self, owner_id: UUID, wanted: WebhookEndpointCreate
    ) -> WebhookEndpointCreated:
        """A new endpoint with its secret.

        Raises WebhookUrlNotAccepted, WebhookEventTypeUnknown,
        TooManyWebhookEndpoints, AccountErased."""
        event_types = _check_event_types(wanted.event_types)
        await self._check_url(wanted.url)
        async with self._database.unit_of_work() as session:
            await refuse_erased(session, owner_id)
            endpoints = WebhookEndpointRepository(session)
            if await endpoints.count_for_more(owner_id) >= MAX_ENDPOINTS:
                raise TooManyWebhookEndpoints
            now, endpoint_id = self._clock.now(), new_id()
            endpoint = await endpoints.create(
                WebhookEndpoint(
                    id=endpoint_id,
                    owner_id=owner_id,
                    url=wanted.url,
                    description=wanted.description or None,
                    event_types=event_types,
                    sealed_secret=self._secrets.create(endpoint_id),
                    created_at=now,
                    updated_at=now,
                )
            )
        log.info("webhook_endpoint_created", endpoint_id=str(endpoint_id))
        secret = show_secret(self._secrets.open_current(endpoint))
        read = WebhookEndpointRead.model_validate(endpoint)
        return WebhookEndpointCreated(**read.model_dump(), secret=secret)

    async def update(
        self, owner_id: UUID, endpoint_id: UUID, changes: WebhookEndpointUpdate
    ) -> WebhookEndpoint:
        """Changes what is given. Another URL, or enabling, begins with a clean slate.

        Raises WebhookEndpointNotFound, WebhookUrlNotAccepted,
        WebhookEventTypeUnknown."""
        given = changes.model_dump(exclude_unset=True)
        if "event_types" in given:
            given["event_types"] = _check_event_types(changes.event_types)
        if "url" in given:
            await self._check_url(changes.url)
        async with self._database.unit_of_work() as session:
            endpoints = WebhookEndpointRepository(session)
            endpoint = await endpoints.get_locked(owner_id, endpoint_id)
            if given.get("url", endpoint.url) != endpoint.url or _is_revived(
                endpoint, given.get("status")
            ):
                endpoint.standing = Standing()
                endpoint.told_of_failure_at = None
            for name, value in given.items():
                setattr(endpoint, name, value)
            if "status" in given:
                endpoint.disabled_reason = endpoint.disabled_at = None
            endpoint.updated_at = self._clock.now()
        return endpoint

    async def delete(self, owner_id: UUID, endpoint_id: UUID) -> None:
        """Deletes it with the log of its deliveries. Raises WebhookEndpointNotFound."""
        async with self._database.unit_of_work() as session:
            endpoints = WebhookEndpointRepository(session)
            await session.delete(await endpoints.get_locked(owner_id, endpoint_id))
        log.info("webhook_endpoint_deleted", endpoint_id=str(endpoint_id))

    async def read_secret(self, owner_id: UUID, endpoint_id: UUID) -> WebhookSecretRead:
        """The present secret. Raises WebhookEndpointNotFound, WebhookSecretLost."""
        async with self._database.read() as session:
            endpoints = WebhookEndpointRepository(session)
            return self._show(await endpoints.get(owner_id, endpoint_id))

    async def rotate_secret(
        self, owner_id: UUID, endpoint_id: UUID
    ) -> WebhookSecretRead:
        """A new secret; the one before signs too, for 24 hours more.

        Raises WebhookEndpointNotFound."""
        async with self._database.unit_of_work() as session:
            endpoints = WebhookEndpointRepository(session)
            endpoint = await endpoints.get_locked(owner_id, endpoint_id)
            endpoint.sealed_previous_secret, endpoint.previous_secret_until = (
                (endpoint.sealed_secret, self._clock.now() + OVERLAP)
                if self._is_readable(endpoint)
                else (None, None)
            )
            endpoint.sealed_secret = self._secrets.create(endpoint.id)
            endpoint.updated_at = self._clock.now()
        log.info("webhook_secret_rotated", endpoint_id=str(endpoint_id))
        return self._show(endpoint)

    async def _check_url(self, url: str) -> None:
        try:
            await self._receivers.check(url)
        except UrlRefused as refused:
            raise WebhookUrlNotAccepted(refused.reason, refused.message) from None
        except (FetchFailed, FetchTimedOut):
            raise WebhookUrlNotAccepted(
                "name_unknown", "The name of this host cannot be found."
            ) from None

    def _is_readable(self, endpoint: WebhookEndpoint) -> bool:
        try:
            self._secrets.open_current(endpoint)
        except SealCannotBeOpened:
            return False
        return True

    def _show(self, endpoint: WebhookEndpoint) -> WebhookSecretRead:
        try:
            secret = self._secrets.open_current(endpoint)
            previous = self._secrets.open_previous(endpoint, self._clock.now())
        except SealCannotBeOpened:
            raise WebhookSecretLost from None
        return WebhookSecretRead(
            secret=show_secret(secret),
            previous_secret=show_secret(previous) if previous else None,
            previous_secret_until=endpoint.previous_secret_until if previous else None,
        )


def _is_revived(endpoint: WebhookEndpoint, status: EndpointStatus | None) -> bool:
    return (
        status is EndpointStatus.ENABLED
        and endpoint.status is not EndpointStatus.ENABLED
    )


def _check_event_types(asked: Sequence[str]) -> list[str]:
    unknown = [
        FieldError(f"event_types.{index}", "unknown_event_type", f"There is no {name}.")
        for index, name in enumerate(asked)
        if name not in EVENT_TYPES
    ]
    if unknown:
        raise WebhookEventTypeUnknown(fields=unknown)
    return list(dict.fromkeys(asked))
