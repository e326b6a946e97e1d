"""A collector of one's own (CUSTOM_SOURCE_URL): asked over HTTP, patiently.

The address is the operator's own setting, so it may lie in a private network."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import httpx2
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from libs.common.clock import Clock
from libs.common.contracts.social import FailureReason
from libs.common.http.answers import AnswerTooLarge, read_bounded, read_retry_after
from libs.common.http.outside_calls import OutsideCalls, correlation_headers

log = structlog.get_logger()

_ATTEMPTS = 3
_FIRST_DELAY_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0
_MOST_ANSWER_BYTES = 20_000_000
_REASON_OF_STATUS: dict[int, FailureReason] = {
    401: "auth",
    402: "no_credit",
    403: "auth",
    408: "timeout",
    429: "rate_limited",
    504: "timeout",
}
_MESSAGES: dict[FailureReason, str] = {
    "auth": "The collector at CUSTOM_SOURCE_URL refused CUSTOM_SOURCE_KEY.",
    "no_credit": "The collector at CUSTOM_SOURCE_URL says that its credit is used up.",
    "timeout": "The collector at CUSTOM_SOURCE_URL did not answer in time.",
    "rate_limited": "The collector at CUSTOM_SOURCE_URL takes no more requests now.",
    "malformed": "The answer of the collector at CUSTOM_SOURCE_URL cannot be read.",
    "source_unavailable": "The collector at CUSTOM_SOURCE_URL cannot be reached.",
}


@dataclass(frozen=True, slots=True)
class CollectorOptions:
    """Where the collector is, and how patient we are with it."""

    url: str
    key: str | None
    platforms: frozenset[str]
    timeout_seconds: float
    batch_size: int


class CollectorAnswer(BaseModel):
    """The body of an answer; rows are read one by one, so that a bad one is alone."""

    model_config = ConfigDict(extra="ignore")

    posts: list[Any] = []
    failures: list[Any] = []
    cost_micro_usd: Annotated[int, Field(ge=0, le=10**12)] = 0


class CollectorFailed(Exception):
    """There is no answer. `calls` were made; `message` names the setting.

    `retry_after` (seconds) is set where another try may help."""

    def __init__(self, reason: FailureReason, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason: FailureReason = reason
        self.message = _MESSAGES[reason]
        self.retry_after = retry_after
        self.calls = 0


class CustomCollectorClient:
    """`POST {url}/collect`, as services/social/README.md describes it."""

    def __init__(
        self, options: CollectorOptions, clock: Clock, calls: OutsideCalls
    ) -> None:
        self._options = options
        self._calls = calls
        self._clock = clock
        headers = {"Accept": "application/json"}
        if options.key:
            headers["Authorization"] = f"Bearer {options.key}"
        self._http = httpx2.AsyncClient(
            headers=headers,
            timeout=httpx2.Timeout(options.timeout_seconds, connect=5.0),
            limits=httpx2.Limits(max_connections=20),
            trust_env=False,
        )

    async def collect(
        self, platform: str, ids: Sequence[str]
    ) -> tuple[CollectorAnswer, int]:
        """The answer, and how many calls it took (at most 3).

        Tried again after 429, 5xx and broken connections; a Retry-After of over 30 s
        is not waited for. Not after a timeout: the other side may be at work still.
        Raises CollectorFailed."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._ask(platform, ids), attempt
            except CollectorFailed as failed:
                failed.calls = attempt
                log.warning("collector_failed", reason=failed.reason, attempt=attempt)
                wait = failed.retry_after
                if wait is None or wait > _LONGEST_WAIT_SECONDS or attempt == _ATTEMPTS:
                    raise
                backoff = _FIRST_DELAY_SECONDS * 2 ** (attempt - 1)
                jitter = 1 + random.random() / 4  # noqa: S311 - spreads retries
                await asyncio.sleep(max(wait, backoff * jitter))
        raise CollectorFailed("source_unavailable")

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _ask(self, platform: str, ids: Sequence[str]) -> CollectorAnswer:
        question = {"platform": platform, "ids": list(ids)}
        url = f"{self._options.url.rstrip('/')}/collect"
        try:
            with self._calls.watch("custom_collector", "collect") as call:
                async with (
                    asyncio.timeout(self._options.timeout_seconds),
                    self._http.stream(
                        "POST", url, json=question, headers=correlation_headers()
                    ) as response,
                ):
                    call.status_code = response.status_code
                    self._check_status(response)
                    body = await read_bounded(response, _MOST_ANSWER_BYTES)
                answer = CollectorAnswer.model_validate_json(body)
                call.cost_micro_usd = answer.cost_micro_usd
                return answer
        except (TimeoutError, httpx2.ReadTimeout, httpx2.WriteTimeout):
            raise CollectorFailed("timeout") from None
        except (ValidationError, httpx2.DecodingError, AnswerTooLarge):
            raise CollectorFailed("malformed") from None
        except httpx2.TransportError:
            raise CollectorFailed("source_unavailable", retry_after=0) from None

    def _check_status(self, response: httpx2.Response) -> None:
        status = response.status_code
        if response.is_success:
            return
        reason = _REASON_OF_STATUS.get(status, "source_unavailable")
        is_passing = status == 429 or status >= 500
        wait = read_retry_after(response.headers, self._clock.now())
        raise CollectorFailed(reason, wait if is_passing else None)
