"""Spans: what a request, a job or an outside call took, as part of one trace.

Recorded where OTEL_EXPORTER_OTLP_ENDPOINT is set, by `otlp_tracing.py`, loaded only
then. Else nothing is recorded, and a trace that a caller began goes on as it is."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import Literal, Protocol

SpanKind = Literal["server", "client", "consumer"]
Attributes = Mapping[str, str | int | float | bool]


class Span(Protocol):
    """A span under way. Nothing personal belongs into its name or attributes."""

    def rename(self, name: str) -> None:
        """Gives it the name that is only known now."""
        ...

    def set(self, attributes: Attributes) -> None:
        """Adds attributes, named as in OpenTelemetry's conventions."""
        ...

    def fail(self, reason: str) -> None:
        """Marks it as failed; `reason` is an error's class or a status."""
        ...


class Tracing(Protocol):
    """Makes spans."""

    is_on: bool

    def span(
        self, name: str, kind: SpanKind, attributes: Attributes | None = None
    ) -> AbstractContextManager[Span]:
        """A span around what is done inside, below the current place in the trace.

        An error that comes out of it marks it as failed, by its class."""
        ...


class _NoSpan:
    def rename(self, name: str) -> None:
        """Nothing is recorded."""

    def set(self, attributes: Attributes) -> None:
        """Nothing is recorded."""

    def fail(self, reason: str) -> None:
        """Nothing is recorded."""


_NO_SPAN = _NoSpan()


class NoTracing:
    """Records nothing, and leaves the current place in the trace as it is."""

    is_on = False

    @contextmanager
    def span(
        self,
        name: str,  # noqa: ARG002 - as in Tracing
        kind: SpanKind,  # noqa: ARG002
        attributes: Attributes | None = None,  # noqa: ARG002
    ) -> Iterator[Span]:
        """No span."""
        yield _NO_SPAN


@asynccontextmanager
async def open_tracing(endpoint: str | None, process: str) -> AsyncIterator[Tracing]:
    """Tracing of one process, named `process` in the traces.

    `endpoint` is the base URL of a collector that speaks OTLP over HTTP; None = off.
    A collector that is slow or away costs spans, never time of a request: at the end
    it gets two more seconds."""
    if not endpoint:
        yield NoTracing()
        return
    # Loaded only here: the SDK costs a fifth of a second in each process.
    from libs.common.observability.otlp_tracing import OtlpTracing  # noqa: PLC0415

    tracing = OtlpTracing(endpoint, process)
    try:
        yield tracing
    finally:
        await tracing.close()
