"""Calls of an outside vendor: in turn, patiently, accounted for; none while it fails.

Thin clients stand on it: they know paths and the wire format, this knows manners."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, overload

import httpx2
import orjson
import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from libs.common.circuit import Circuit
from libs.common.clock import Clock
from libs.common.contracts.social import FailureReason
from libs.common.http.answers import AnswerTooLarge, read_bounded, read_retry_after
from libs.common.http.outside_calls import OutsideCalls, correlation_headers
from libs.common.http.pacing import Pace
from libs.common.http.tls import outside_tls
from libs.common.http.vendor_terms import VendorFailed, VendorTerms
from libs.common.rate_limit import Quota, RateLimiter

log = structlog.get_logger()

Body = TypeVar("Body")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Read = Callable[[bytes], Body]
Cost = Callable[[Body], int]
Again = Literal["always", "if_harmless", "never"]

_CONNECT_SECONDS = 5.0
_MOST_CONNECTIONS = 20
_MOST_REFUSAL_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class VendorTools:
    """What every client of a vendor needs of its process."""

    clock: Clock
    calls: OutsideCalls
    limiter: RateLimiter | None = None


@dataclass(frozen=True, slots=True)
class VendorForm:
    """A multipart body: fields, and files by field as (name, bytes, type)."""

    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes, str]]


@dataclass(frozen=True, slots=True)
class VendorRequest:
    """One call. `operation` is what metrics and logs call it, one of few.

    `is_harmless`: doing it twice neither costs nor publishes anything."""

    operation: str
    method: Method
    path: str
    params: Mapping[str, Any] | None = None
    json: Any = None
    form: VendorForm | None = None
    is_harmless: bool = True


@dataclass(frozen=True, slots=True)
class VendorAnswer(Generic[Body]):
    """What a 2xx answer said, and how many calls it took to have it."""

    status: int
    body: Body
    calls: int


class _Passing(VendorFailed):
    """The vendor is out of order, or asks for rest.

    Another try may help: `again` says when it is one."""

    again: Again = "never"


class VendorClient:
    """One vendor under one key."""

    def __init__(self, terms: VendorTerms, tools: VendorTools) -> None:
        if tools.limiter is None and (terms.quotas or terms.strikes or terms.slower):
            raise ValueError(f"{terms.name} has quotas, but nobody counts them")
        self._terms = terms
        self._tools = tools
        self._circuit = Circuit(time.monotonic, terms.circuit)
        self._pace = Pace(time.monotonic, terms.slower)
        self._turns = asyncio.Lock()
        self._last_failure: VendorFailed | None = None
        patience = terms.patience
        self._http = httpx2.AsyncClient(
            base_url=terms.base_url,
            headers={"Accept": "application/json", **terms.headers},
            timeout=httpx2.Timeout(patience.timeout_seconds, connect=_CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS),
            trust_env=False,
            verify=outside_tls(),
        )

    @overload
    async def call(
        self, request: VendorRequest, *, cost: Cost[Any] | None = None
    ) -> VendorAnswer[Any]: ...

    @overload
    async def call(
        self,
        request: VendorRequest,
        *,
        read: Read[Body],
        cost: Cost[Body] | None = None,
    ) -> VendorAnswer[Body]: ...

    async def call(
        self,
        request: VendorRequest,
        *,
        read: Read[Any] = orjson.loads,
        cost: Cost[Any] | None = None,
    ) -> VendorAnswer[Any]:
        """The answer, if its status is 2xx. Raises VendorFailed.

        `read` makes something of the body, and raises ValueError where that cannot be
        done; `cost` tells from that what the call cost, in millionths of a dollar.
        Tried again after 429, 5xx and broken connections; what is not harmless, only if
        surely nothing was done. A timeout is not, unless the vendor's patience says so:
        the other side may be at work still. A longer `Retry-After` than we have
        patience for is not waited for."""
        calls = 0
        try:
            async for attempt in self._tries(is_harmless=request.is_harmless):
                with attempt:
                    await self._wait_for_turn()
                    calls += 1
                    answer = await self._guard(request, read, cost)
        except VendorFailed as failed:
            failed.calls = calls
            raise
        return VendorAnswer(answer.status, answer.body, calls)

    def fail(self, reason: FailureReason, **told: Any) -> VendorFailed:
        """A failure in the vendor's words, to be raised: also for what only the content
        of an answer tells. `told` as `VendorFailed` takes it."""
        return VendorFailed(reason, self._terms.explain(reason), **told)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def _tries(self, *, is_harmless: bool) -> AsyncRetrying:
        patience = self._terms.patience
        first = patience.first_delay_seconds
        backoff = wait_exponential_jitter(multiplier=first, max=60, jitter=first / 4)
        again = {"always", "if_harmless"} if is_harmless else {"always"}

        def is_worth_it(error: BaseException) -> bool:
            return (
                isinstance(error, _Passing)
                and error.again in again
                and (error.retry_after or 0) <= patience.longest_wait_seconds
            )

        def pause(state: RetryCallState) -> float:
            failed = state.outcome.exception() if state.outcome else None
            told = failed.retry_after if isinstance(failed, VendorFailed) else None
            return max(told or 0.0, backoff(state))

        return AsyncRetrying(
            retry=retry_if_exception(is_worth_it),
            stop=stop_after_attempt(patience.attempts),
            wait=pause,
            reraise=True,
        )

    async def _wait_for_turn(self) -> None:
        """Waits until the quotas have room, whoever came first first."""
        terms = self._terms
        if not terms.quotas and not self._pace.quotas:
            return
        try:
            async with asyncio.timeout(terms.longest_turn_seconds), self._turns:
                for quota in (*terms.quotas, *self._pace.quotas):
                    await self._take(quota)
        except TimeoutError:
            raise self.fail("rate_limited", retry_after=0, is_undone=True) from None

    async def _take(self, quota: Quota) -> None:
        """Takes one of a quota, as soon as there is one."""
        limiter, longest = self._tools.limiter, self._terms.longest_turn_seconds
        while limiter:
            decision = await limiter.take(quota, self._terms.account)
            if decision.is_allowed:
                return
            if decision.wait_seconds > longest:
                wait = decision.wait_seconds
                raise self.fail("rate_limited", retry_after=wait, is_undone=True)
            await asyncio.sleep(max(decision.wait_seconds, 0.001))

    async def _guard(
        self, request: VendorRequest, read: Read[Body], cost: Cost[Body] | None
    ) -> VendorAnswer[Body]:
        """One try, if the circuit lets it through; the circuit is told how it went."""
        if not self._circuit.admit():
            last = self._last_failure
            reason = last.reason if last else "source_unavailable"
            rest = self._circuit.rest_seconds
            raise self.fail(reason, retry_after=rest, is_undone=True)
        asked_at = time.monotonic()
        try:
            answer = await self._translate(request, read, cost)
        except _Passing as failed:
            if await self._slow_down(failed, asked_at):
                self._circuit.let_go()
            else:
                self._circuit.fail()
            self._last_failure = failed
            await self._count_strike(failed)
            self._log(request, failed)
            raise
        except VendorFailed as failed:
            self._circuit.succeed()  # an answer, if not a welcome one
            self._log(request, failed)
            raise
        except BaseException:
            self._circuit.let_go()
            raise
        self._circuit.succeed()
        return answer

    async def _translate(
        self, request: VendorRequest, read: Read[Body], cost: Cost[Body] | None
    ) -> VendorAnswer[Body]:
        try:
            return await self._send(request, read, cost)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            raise self._pass("source_unavailable", "always") from None
        except (TimeoutError, httpx2.TimeoutException):
            repeats = self._terms.patience.repeats_timeouts
            raise self._pass("timeout", "if_harmless" if repeats else "never") from None
        except (httpx2.DecodingError, AnswerTooLarge):
            raise self.fail("malformed") from None
        except httpx2.TransportError:
            raise self._pass("source_unavailable", "if_harmless") from None

    async def _send(
        self, request: VendorRequest, read: Read[Body], cost: Cost[Body] | None
    ) -> VendorAnswer[Body]:
        terms, form = self._terms, request.form
        with self._tools.calls.watch(terms.name, request.operation) as account:
            async with (
                # The client's own limit begins anew with each byte.
                asyncio.timeout(terms.patience.timeout_seconds),
                self._http.stream(
                    request.method,
                    request.path,
                    params=request.params,
                    json=request.json,
                    data=form.fields if form else None,
                    files=form.files if form else None,
                    headers=correlation_headers() if terms.is_ours else None,
                ) as response,
            ):
                account.status_code = response.status_code
                content = await self._read_content(response)
            if not response.is_success:
                raise self._refuse(response, content)
            try:
                body = read(content)
            except ValueError:
                raise self.fail("malformed", status=response.status_code) from None
            account.cost_micro_usd = cost(body) if cost else 0
        return VendorAnswer(response.status_code, body, 1)

    async def _read_content(self, response: httpx2.Response) -> bytes:
        if response.is_success:
            return await read_bounded(response, self._terms.most_answer_bytes)
        try:
            return await read_bounded(response, _MOST_REFUSAL_BYTES)
        except AnswerTooLarge:
            return b""

    def _refuse(self, response: httpx2.Response, content: bytes) -> VendorFailed:
        status = response.status_code
        reason = self._terms.find_reason(status, content)
        told: dict[str, Any] = {"status": status, "body": content}
        # Some vendors ask for rest by another status; and no rest brings credit.
        asks_for_rest = reason == "rate_limited" or status == 429
        if reason == "no_credit" or (status < 500 and not asks_for_rest):
            return self.fail(reason, is_undone=True, **told)
        wait = read_retry_after(response.headers, self._tools.clock.now())
        again: Again = "always" if asks_for_rest else "if_harmless"
        return self._pass(reason, again, retry_after=wait, **told)

    def _pass(self, reason: FailureReason, again: Again, **told: Any) -> _Passing:
        is_undone = again == "always"
        words = self._terms.explain(reason)
        failed = _Passing(reason, words, is_undone=is_undone, **told)
        failed.again = again
        return failed

    async def _slow_down(self, failed: VendorFailed, asked_at: float) -> bool:
        """Whether the vendor only wants to be asked slower, which is done from now."""
        if failed.status != 429 or self._pace.is_slowest:
            return False
        slower, limiter = self._pace.slow_down(asked_at), self._tools.limiter
        if slower and limiter:
            # The call that it complained of is the first that counts.
            await limiter.take(slower, self._terms.account)
        return True

    async def _count_strike(self, failed: VendorFailed) -> None:
        strikes, limiter = self._terms.strikes, self._tools.limiter
        if strikes is None or limiter is None or failed.status != 429:
            return
        decision = await limiter.take(strikes, self._terms.account)
        if not decision.remaining:
            self._circuit.open_for(decision.reset_seconds)

    def _log(self, request: VendorRequest, failed: VendorFailed) -> None:
        log.warning(
            "vendor_call_failed",
            vendor=self._terms.name,
            operation=request.operation,
            reason=failed.reason,
            status=failed.status,
            is_left_alone=self._circuit.is_open,
        )
