"""An account of each call to a system that is not ours: metrics, a span, a log line."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import httpx2

from libs.common.clock import Clock
from libs.common.contracts.analytics import MAX_ERROR, ExternalCallEntry
from libs.common.http.fetch_errors import FetchTimedOut
from libs.common.ids import new_id
from libs.common.observability.correlation import (
    REQUEST_ID_HEADER,
    current_request_id,
)
from libs.common.observability.metrics import OutsideCallMetrics
from libs.common.observability.trace_context import (
    TRACEPARENT_HEADER,
    current_traceparent,
)
from libs.common.observability.tracing import Tracing
from libs.common.redaction import redact_text

Outcome = Literal["ok", "refused", "failed", "timeout", "cancelled"]
AddEntry = Callable[[ExternalCallEntry], None]

_TIMEOUTS = (TimeoutError, httpx2.TimeoutException, FetchTimedOut)


class OutsideCall:
    """One call under way: whoever makes it says here what came of it.

    `status_code` is the answer's; `cost_micro_usd` what it cost, in millionths of a
    dollar, as far as the provider says; `outcome` only where neither the status nor
    the error tells."""

    def __init__(self) -> None:
        self.status_code: int | None = None
        self.cost_micro_usd = 0
        self.outcome: Outcome | None = None

    def judge(self, error: BaseException | None) -> Outcome:
        """How it ended, `error` being what came out of it."""
        if self.outcome:
            return self.outcome
        if isinstance(error, asyncio.CancelledError):
            return "cancelled"
        if isinstance(error, _TIMEOUTS):
            return "timeout"
        if self.status_code is not None and self.status_code >= 400:
            return "failed" if self.status_code >= 500 else "refused"
        return "ok" if error is None else "failed"


class OutsideCalls:
    """Watches the outside calls of one process."""

    def __init__(
        self,
        metrics: OutsideCallMetrics,
        tracing: Tracing,
        clock: Clock,
        add_entry: AddEntry | None = None,
    ) -> None:
        self._metrics = metrics
        self._tracing = tracing
        self._clock = clock
        self._add_entry = add_entry

    @contextmanager
    def watch(self, provider: str, operation: str) -> Iterator[OutsideCall]:
        """Accounts for what is done inside as one call, whatever comes of it.

        Both names are ours and few: `custom_collector`, `collect`. Addresses and ids
        do not belong into them."""
        call = OutsideCall()
        attributes = {
            "postscope.provider": provider,
            "postscope.operation": operation,
            "postscope.request_id": current_request_id(),
        }
        began = time.perf_counter()
        with self._tracing.span(
            f"{provider} {operation}", "client", attributes
        ) as span:
            failure: BaseException | None = None
            try:
                yield call
            except BaseException as error:
                failure = error
                raise
            finally:
                outcome = call.judge(failure)
                if call.status_code is not None:
                    span.set({"http.response.status_code": call.status_code})
                if outcome not in {"ok", "cancelled"}:
                    span.fail(outcome)
                seconds = time.perf_counter() - began
                self._record(provider, operation, call, outcome, seconds, failure)

    def _record(
        self,
        provider: str,
        operation: str,
        call: OutsideCall,
        outcome: Outcome,
        seconds: float,
        failure: BaseException | None,
    ) -> None:
        self._metrics.record(
            provider,
            operation,
            outcome,
            seconds=seconds,
            cost_micro_usd=call.cost_micro_usd,
        )
        if self._add_entry is None:
            return
        self._add_entry(
            # Not validated again: everything in it is ours, or cleaned here.
            ExternalCallEntry.model_construct(
                id=new_id(),
                at=self._clock.now(),
                provider=provider,
                operation=operation,
                outcome=outcome,
                status_code=call.status_code,
                response_time_ms=round(seconds * 1000, 2),
                cost_micro_usd=call.cost_micro_usd,
                error=_describe(failure),
                request_id=current_request_id(),
            )
        )


def correlation_headers() -> dict[str, str]:
    """What tells a system of the operator's own which request and trace a call is of.

    Not for strangers: they need not know what belongs together here."""
    told = {
        REQUEST_ID_HEADER: current_request_id(),
        TRACEPARENT_HEADER: current_traceparent(),
    }
    return {name: value for name, value in told.items() if value}


def _describe(failure: BaseException | None) -> str | None:
    if failure is None:
        return None
    text = redact_text(f"{type(failure).__name__}: {failure}").replace("\x00", "")
    return text.encode("utf-8", "replace").decode()[:MAX_ERROR]
