"""A client for the HTTP API of an outside provider: patient, but never twice in doubt.

What changes something there and may be repeated (PUT, PATCH, DELETE) is tried again
like a question. A POST is only where it surely did nothing: nobody was reached, or it
was refused as one too many."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson
import structlog

from libs.common.clock import Clock
from libs.common.errors import UpstreamFailed, UpstreamTimedOut, UpstreamUnavailable
from libs.common.http.answers import AnswerTooLarge, read_bounded, read_retry_after
from libs.common.http.outside_calls import OutsideCalls

log = structlog.get_logger()

_CONNECT_SECONDS = 5.0
_MOST_ANSWER_BYTES = 20_000_000
_MOST_CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, how long each try may take, what `Retry-After` is
    still waited for, and what is waited where none is said: four times as long each
    time."""

    attempts: int = 3
    timeout_seconds: float = 10.0
    longest_wait_seconds: float = 10.0
    first_delay_seconds: float = 0.2


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """Status below 500, not 429, and the JSON of the body; None if that is none."""

    status: int
    body: Any


class OutsideClient:
    """Calls of one provider, which errors and logs call `name`."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        clock: Clock,
        calls: OutsideCalls,
        patience: Patience | None = None,
    ) -> None:
        self._name = name
        self._calls = calls
        self._clock = clock
        self._patience = patience or Patience()
        self._http = httpx2.AsyncClient(
            base_url=base_url,
            headers={"Accept": "application/json", **headers},
            timeout=httpx2.Timeout(
                self._patience.timeout_seconds, connect=_CONNECT_SECONDS
            ),
            limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS),
            trust_env=False,
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> OutsideAnswer:
        """The answer, whatever its status below 500.

        Raises UpstreamUnavailable (nothing was done: not reached, or 429 to the end),
        UpstreamTimedOut and UpstreamFailed (5xx, broken off, unreadable): of a POST
        nobody knows then whether it was carried out."""
        patience = self._patience
        for attempt in range(1, patience.attempts + 1):
            try:
                return await self._try(method, path, params, json)
            except _Refused as refused:
                log.warning(
                    "outside_call_failed",
                    provider=self._name,
                    call=f"{method} {path.split('/')[1]}",
                    reason=refused.reason,
                    attempt=attempt,
                )
                is_over = (
                    attempt == patience.attempts
                    or refused.wait_seconds > patience.longest_wait_seconds
                    or (method == "POST" and refused.is_unclear)
                )
                if is_over:
                    raise self._explain(refused) from None
                backoff = patience.first_delay_seconds * 4 ** (attempt - 1)
                jitter = 1 + random.random() / 4  # noqa: S311 - spreads retries
                await asyncio.sleep(max(refused.wait_seconds, backoff * jitter))
        raise UpstreamUnavailable

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _try(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        json: Mapping[str, Any] | None,
    ) -> OutsideAnswer:
        operation = f"{method} {path.split('/')[1]}"
        try:
            with self._calls.watch(self._name.lower(), operation) as call:
                async with (
                    # The client's own limit begins anew with each byte.
                    asyncio.timeout(self._patience.timeout_seconds),
                    self._http.stream(
                        method, path, params=params, json=json
                    ) as response,
                ):
                    call.status_code = status = response.status_code
                    if status == 429 or status >= 500:
                        wait = read_retry_after(response.headers, self._clock.now())
                        is_unclear = status >= 500
                        raise _Refused(str(status), is_unclear=is_unclear, wait=wait)
                    content = await read_bounded(response, _MOST_ANSWER_BYTES)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            raise _Refused("unreachable", is_unclear=False) from None
        except (TimeoutError, httpx2.TimeoutException):
            raise _Refused("timeout", is_unclear=True) from None
        except (httpx2.TransportError, httpx2.DecodingError, AnswerTooLarge):
            raise _Refused("broken", is_unclear=True) from None
        return OutsideAnswer(status, _read_json(content))

    def _explain(
        self, refused: "_Refused"
    ) -> UpstreamUnavailable | UpstreamTimedOut | UpstreamFailed:
        details = {"provider": self._name}
        if refused.reason == "timeout":
            message = f"{self._name} did not answer in time."
            return UpstreamTimedOut(message, details=details)
        if refused.is_unclear:
            message = f"{self._name} gave an answer that could not be used."
            return UpstreamFailed(message, details=details)
        return UpstreamUnavailable(
            f"{self._name} is not available at the moment. Try again in a moment.",
            details=details,
            headers={"Retry-After": str(max(2, round(refused.wait_seconds)))},
        )


class _Refused(Exception):
    def __init__(self, reason: str, *, is_unclear: bool, wait: float = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_unclear = is_unclear
        self.wait_seconds = wait


def _read_json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
