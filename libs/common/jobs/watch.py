"""An account of each run of a message: its request id, a span, metrics, a log line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import structlog

from libs.common.jobs.inbox import Lease
from libs.common.observability.correlation import bind_request_id, current_request_id
from libs.common.observability.metrics import JobMetrics
from libs.common.observability.trace_context import bind_trace, read_traceparent
from libs.common.observability.tracing import Tracing

log = structlog.get_logger()

Outcome = Literal[
    "done", "refused", "failed", "dead", "postponed", "interrupted", "lease_lost"
]
"""Of a run: ended well; ended with a no; to be tried again; given up; put off by its
handler; given back by no fault of its own; taken over by another worker."""
_WELL: tuple[Outcome, ...] = ("done", "refused", "interrupted")


@dataclass(slots=True)
class Run:
    """One run under way; whoever judges it says here how it ended."""

    outcome: Outcome = "interrupted"


class RunWatch:
    """Watches the runs of one process."""

    def __init__(self, metrics: JobMetrics, tracing: Tracing) -> None:
        self._metrics = metrics
        self._tracing = tracing

    @contextmanager
    def watch(self, lease: Lease) -> Iterator[Run]:
        """Everything inside belongs to the request and the trace that sent it."""
        envelope = lease.envelope
        bind_request_id(envelope.request_id)
        bind_trace(read_traceparent(envelope.traceparent))
        structlog.contextvars.bind_contextvars(job=envelope.name)
        if lease.attempt == 1:
            self._metrics.start(envelope.name, lease.waited_seconds)
        run = Run()
        began = time.perf_counter()
        with self._tracing.span(
            f"process {envelope.name}",
            "consumer",
            {
                "messaging.system": "postscope",
                "messaging.operation.type": "process",
                "messaging.destination.name": envelope.name,
                "messaging.message.id": str(envelope.id),
                "postscope.attempt": lease.attempt,
                "postscope.request_id": current_request_id(),
            },
        ) as span:
            try:
                yield run
            finally:
                seconds = time.perf_counter() - began
                self._metrics.end(envelope.name, run.outcome, seconds)
                span.set({"postscope.outcome": run.outcome})
                if run.outcome not in _WELL:
                    span.fail(run.outcome)
                log.info(
                    "job_run",
                    outcome=run.outcome,
                    attempt=lease.attempt,
                    duration_ms=round(seconds * 1000, 1),
                    message_id=str(envelope.id),
                )
