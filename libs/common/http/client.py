"""The client with which one service asks another, through the gateway's inner door."""

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from libs.common.clock import Clock
from libs.common.errors import (
    DomainError,
    FieldError,
    UpstreamFailed,
    UpstreamTimedOut,
    UpstreamUnavailable,
)
from libs.common.http.tls import outside_tls
from libs.common.identity import IDENTITY_HEADER, IdentitySigner, service_identity
from libs.common.observability.correlation import (
    REQUEST_ID_HEADER,
    current_request_id,
)
from libs.common.observability.trace_context import (
    TRACEPARENT_HEADER,
    current_traceparent,
)
from libs.common.settings import CommonSettings

Answer = TypeVar("Answer", bound=BaseModel)

_TIMEOUT = httpx2.Timeout(10.0, connect=2.0)
_ATTEMPTS = 3
_PASSED_ON = ("Retry-After", "RateLimit", "RateLimit-Policy")


class _Overloaded(Exception):
    """502 or 503: worth another try."""


# Not what is too slow: the other side works on it, and would work on it twice.
_WORTH_ANOTHER_TRY = (
    httpx2.NetworkError,
    httpx2.ConnectTimeout,
    httpx2.RemoteProtocolError,
    _Overloaded,
)
# All of 4xx but 401, which would mean our own identity and never the user's.
_REFUSALS = frozenset(range(400, 500)) - {401}


class RefusedByService(DomainError):
    """Another service said no. `code`, status, fields and limits are its own."""

    def __init__(
        self, status_code: int, body: dict[str, Any], headers: Mapping[str, str]
    ) -> None:
        known = {"error", "code", "request_id", "fields"}
        super().__init__(
            str(body.get("error", "Refused.")),
            fields=_fields(body.get("fields")),
            details={k: v for k, v in body.items() if k not in known},
            headers={name: headers[name] for name in _PASSED_ON if name in headers},
        )
        self.status_code = status_code
        self._code = str(body.get("code", "RefusedByService"))

    @property
    def code(self) -> str:
        """The other service's error name."""
        return self._code


class InternalClient:
    """Asks other services by route; knows one address, the gateway's inner one."""

    def __init__(
        self, settings: CommonSettings, signer: IdentitySigner, clock: Clock
    ) -> None:
        self._service = settings.service_name
        self._signer = signer
        self._clock = clock
        url = settings.internal_url
        self._http = httpx2.AsyncClient(
            base_url=url,
            timeout=_TIMEOUT,
            trust_env=False,
            verify=outside_tls() if url.startswith("https:") else False,
        )

    async def get(
        self, path: str, answer: type[Answer], params: dict[str, Any] | None = None
    ) -> Answer:
        """Asks a question that changes nothing.

        Tried up to 3 times where nothing was reached, or 502 or 503 came back; what
        is too slow is not asked again. Raises RefusedByService (4xx), UpstreamFailed,
        UpstreamUnavailable, UpstreamTimedOut."""
        return await self._ask("GET", path, answer, params=params)

    async def post(
        self, path: str, question: BaseModel | bytes, answer: type[Answer]
    ) -> Answer:
        """Asks with a body, or its JSON, of a route that may be asked twice; else like
        `get`."""
        content = (
            question
            if isinstance(question, bytes)
            else question.model_dump_json().encode()
        )
        return await self._ask("POST", path, answer, content=content)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _ask(
        self, method: str, path: str, answer: type[Answer], **arguments: Any
    ) -> Answer:
        response = await self._send_patiently(method, path, **arguments)
        if response.is_success:
            try:
                return answer.model_validate_json(response.content)
            except ValidationError as error:
                raise UpstreamFailed(f"{path} gave an unexpected answer.") from error
        if response.status_code in _REFUSALS:
            raise RefusedByService(
                response.status_code, _json_object(response), response.headers
            )
        if response.status_code == 504:
            raise UpstreamTimedOut(f"{path} did not answer in time.")
        if response.status_code in {502, 503}:
            raise UpstreamUnavailable(f"{path} answered {response.status_code}.")
        raise UpstreamFailed(f"{path} answered {response.status_code}.")

    async def _send_patiently(
        self, method: str, path: str, **arguments: Any
    ) -> httpx2.Response:
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(_WORTH_ANOTHER_TRY),
                stop=stop_after_attempt(_ATTEMPTS),
                wait=wait_random_exponential(0.1, max=1),
                reraise=True,
            ):
                with attempt:
                    response = await self._send(method, path, **arguments)
                    is_last = attempt.retry_state.attempt_number == _ATTEMPTS
                    if response.status_code in {502, 503} and not is_last:
                        raise _Overloaded
                    return response
        except httpx2.TimeoutException:
            raise UpstreamTimedOut(f"{path} did not answer in time.") from None
        except httpx2.TransportError as error:
            raise UpstreamUnavailable(f"{path} cannot be reached.") from error
        raise UpstreamUnavailable

    async def _send(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        request_id = current_request_id()
        identity = service_identity(self._service, request_id)
        headers = {IDENTITY_HEADER: self._signer.sign(identity, self._clock.now())}
        if "content" in arguments:
            headers["Content-Type"] = "application/json"
        if request_id:
            headers[REQUEST_ID_HEADER] = request_id
        if traceparent := current_traceparent():
            headers[TRACEPARENT_HEADER] = traceparent
        return await self._http.request(method, path, headers=headers, **arguments)


def _json_object(response: httpx2.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _fields(told: object) -> list[FieldError]:
    if not isinstance(told, list):
        return []
    names = ("field", "reason", "message")
    return [
        FieldError(*(str(field.get(name, "")) for name in names))
        for field in told
        if isinstance(field, dict)
    ]
