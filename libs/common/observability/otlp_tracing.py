"""Spans sent to a collector by OTLP over HTTP, through OpenTelemetry's SDK.

Loaded where tracing is on and nowhere else. Spans leave by a thread of the SDK, from a
bounded queue that drops the oldest: a collector can neither slow nor stop us. The
standard variables hold for the rest (OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER,
OTEL_BSP_...)."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
)

from libs.common.observability.trace_context import (
    TraceContext,
    bind_trace,
    current_trace,
    unbind_trace,
)
from libs.common.observability.tracing import Attributes, Span, SpanKind

log = structlog.get_logger()

_PATH = "/v1/traces"
_EXPORT_SECONDS = 10
_LAST_SPANS_SECONDS = 2.0
_KINDS: dict[SpanKind, trace.SpanKind] = {
    "server": trace.SpanKind.SERVER,
    "client": trace.SpanKind.CLIENT,
    "consumer": trace.SpanKind.CONSUMER,
}


class OtlpTracing:
    """Records spans of one process and sends them to the collector."""

    is_on = True

    def __init__(self, endpoint: str, process: str) -> None:
        # It tells of each span that it drops; `_ToldOnce` tells what matters, once.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        resource = Resource.create(
            {"service.name": process, "service.namespace": "postscope"}
        )
        url = endpoint.rstrip("/") + _PATH
        exporter = _ToldOnce(OTLPSpanExporter(endpoint=url, timeout=_EXPORT_SECONDS))
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("postscope")

    @contextmanager
    def span(
        self, name: str, kind: SpanKind, attributes: Attributes | None = None
    ) -> Iterator[Span]:
        """A recorded span, below the current place in the trace or of a new one."""
        span = self._tracer.start_span(
            name, _parent(current_trace()), _KINDS[kind], dict(attributes or {})
        )
        recorded = _RecordedSpan(span)
        token = bind_trace(_place(span.get_span_context()))
        try:
            yield recorded
        except BaseException as error:
            recorded.fail(type(error).__name__)
            raise
        finally:
            unbind_trace(token)
            span.end()

    async def close(self) -> None:
        """Sends what is left, for at most 2 s."""
        done = asyncio.Event()
        loop = asyncio.get_running_loop()

        def shut_down() -> None:
            self._provider.shutdown()
            loop.call_soon_threadsafe(done.set)

        # Not a thread of the pool, which would be waited for at the process's end.
        threading.Thread(target=shut_down, daemon=True).start()
        try:
            await asyncio.wait_for(done.wait(), _LAST_SPANS_SECONDS)
        except TimeoutError:
            log.warning("last_spans_given_up")


class _RecordedSpan:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def rename(self, name: str) -> None:
        """Gives it the name that is only known now."""
        self._span.update_name(name)

    def set(self, attributes: Attributes) -> None:
        """Adds attributes."""
        self._span.set_attributes(dict(attributes))

    def fail(self, reason: str) -> None:
        """Marks it as failed."""
        self._span.set_attribute("error.type", reason)
        self._span.set_status(Status(StatusCode.ERROR))


class _ToldOnce(SpanExporter):
    """Says that spans cannot be sent when it begins, and when it is over."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner
        self._lost = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._inner.export(spans)
        if result is not SpanExportResult.SUCCESS:
            if not self._lost:
                log.warning("spans_not_delivered")
            self._lost += len(spans)
        elif self._lost:
            log.info("spans_delivered_again", lost=self._lost)
            self._lost = 0
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()


def _parent(place: TraceContext | None) -> Context:
    if place is None:
        return Context()
    context = SpanContext(
        int(place.trace_id, 16),
        int(place.span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(int(place.is_sampled)),
    )
    return trace.set_span_in_context(NonRecordingSpan(context), Context())


def _place(context: SpanContext) -> TraceContext:
    return TraceContext(
        trace.format_trace_id(context.trace_id),
        trace.format_span_id(context.span_id),
        context.trace_flags.sampled,
    )
