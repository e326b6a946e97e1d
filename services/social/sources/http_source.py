"""A collector of one's own: posts over a small JSON protocol, from CUSTOM_SOURCE_URL.

The address is the operator's own setting, so it may lie in a private network."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import structlog
from pydantic import ValidationError

from libs.common.clock import Clock
from libs.common.contracts.social import FailureReason
from libs.common.post_urls import is_demo_id
from services.social.sources.http_protocol import (
    Answer,
    PostRow,
    build_failure,
    build_post,
)
from services.social.sources.source import CollectionOutcome, Failure, Target

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


class _Failed(Exception):
    """The whole batch failed; worth another try where `retry_after` is set."""

    def __init__(self, reason: FailureReason, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class HttpSource:
    """A `Source` behind the JSON protocol."""

    name = "custom"

    def __init__(self, options: CollectorOptions, clock: Clock) -> None:
        self.platforms = options.platforms
        self.batch_size = options.batch_size
        self._options = options
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

    def accepts(self, target: Target) -> bool:
        """See `Source`. Invented posts are nobody's outside of this installation."""
        return not is_demo_id(target.post_id)

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. Rows are matched by id; what the answer does not mention, or
        says in a way that cannot be read, is `malformed`."""
        outcome = CollectionOutcome()
        try:
            answer = await self._ask_patiently(targets, outcome)
        except _Failed as failed:
            failure = Failure(failed.reason, _MESSAGES[failed.reason])
            outcome.failures = {target.post_id: failure for target in targets}
            return outcome
        self._read(answer, targets, outcome)
        return outcome

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _ask_patiently(
        self, targets: Sequence[Target], outcome: CollectionOutcome
    ) -> Answer:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                outcome.calls += 1
                return await self._ask(targets)
            except _Failed as failed:
                log.warning("collector_failed", reason=failed.reason, attempt=attempt)
                wait = failed.retry_after
                if wait is None or wait > _LONGEST_WAIT_SECONDS or attempt == _ATTEMPTS:
                    raise
                backoff = _FIRST_DELAY_SECONDS * 2 ** (attempt - 1)
                jitter = 1 + random.random() / 4  # noqa: S311 - spreads retries
                await asyncio.sleep(max(wait, backoff * jitter))
        raise _Failed("source_unavailable")

    async def _ask(self, targets: Sequence[Target]) -> Answer:
        question = {
            "platform": targets[0].platform,
            "ids": [target.post_id for target in targets],
        }
        url = f"{self._options.url.rstrip('/')}/collect"
        try:
            async with (
                asyncio.timeout(self._options.timeout_seconds),
                self._http.stream("POST", url, json=question) as response,
            ):
                _check_status(response)
                body = await _read_bounded(response)
        except (TimeoutError, httpx2.ReadTimeout, httpx2.WriteTimeout):
            # The other side may be at work still: asking again would double it.
            raise _Failed("timeout") from None
        except httpx2.DecodingError:
            raise _Failed("malformed") from None
        except httpx2.TransportError:
            raise _Failed("source_unavailable", retry_after=0) from None
        try:
            return Answer.model_validate_json(body)
        except ValidationError:
            raise _Failed("malformed") from None

    def _read(
        self, answer: Answer, targets: Sequence[Target], outcome: CollectionOutcome
    ) -> None:
        asked = {target.post_id: target for target in targets}
        now = self._clock.now()
        outcome.cost_micro_usd = answer.cost_micro_usd
        for row in answer.failures:
            found = build_failure(row)
            if found and found[0] in asked:
                outcome.failures[found[0]] = found[1]
        for row in answer.posts:
            post_id = row.get("id") if isinstance(row, dict) else None
            if not isinstance(post_id, str) or post_id not in asked:
                continue
            try:
                post = build_post(PostRow.model_validate(row), asked[post_id], now)
            except ValidationError as error:
                outcome.failures[post_id] = _malformed(error)
            else:
                outcome.posts[post_id] = post
                outcome.failures.pop(post_id, None)
        for post_id in asked.keys() - outcome.posts.keys() - outcome.failures.keys():
            text = "The collector's answer does not mention this post."
            outcome.failures[post_id] = Failure("malformed", text)


def _check_status(response: httpx2.Response) -> None:
    """Raises _Failed for anything but success."""
    status = response.status_code
    if response.is_success:
        return
    reason = _REASON_OF_STATUS.get(status, "source_unavailable")
    is_passing = status == 429 or status >= 500
    retry_after = _read_retry_after(response) if is_passing else None
    raise _Failed(reason, retry_after)


async def _read_bounded(response: httpx2.Response) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > _MOST_ANSWER_BYTES:
            raise _Failed("malformed")
        pieces.append(piece)
    return b"".join(pieces)


def _read_retry_after(response: httpx2.Response) -> float:
    """Seconds to wait, 0 where it is not said. Source: RFC 9110, section 10.2.3."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _malformed(error: ValidationError) -> Failure:
    problem = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    text = f"The collector's row cannot be read: {place}: {problem['msg']}"
    return Failure("malformed", text[:500])
