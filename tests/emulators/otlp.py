"""A collector of traces, asked by OTLP over HTTP: keeps spans, hangs, or refuses."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

from tests.fixtures.serving import Served


@dataclass(frozen=True)
class Span:
    """One span as it was told; ids in hexadecimal, `parent` empty at the root."""

    service: str
    name: str
    kind: int
    trace_id: str
    span_id: str
    parent: str
    has_failed: bool
    attributes: dict[str, Any]


@dataclass
class OtlpCollector:
    """What came. While `gate` is not set, nobody is answered; then with `status`."""

    url: str = ""
    status: int = 200
    spans: list[Span] = field(default_factory=list)
    requests: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def has(self, service: str, name: str) -> bool:
        """Whether a span of that service and name has come."""
        return any((s.service, s.name) == (service, name) for s in self.spans)

    def find(self, service: str, name: str) -> Span:
        """The only span of that service and name."""
        (found,) = [s for s in self.spans if (s.service, s.name) == (service, name)]
        return found

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Takes a batch in, as an ASGI application."""
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.requests += 1
        await self.gate.wait()
        if scope["path"] == "/v1/traces" and self.status == 200:
            packed = dict(scope["headers"]).get(b"content-encoding") == b"gzip"
            self._take(gzip.decompress(body) if packed else body)
        await send(
            {"type": "http.response.start", "status": self.status, "headers": []}
        )
        await send({"type": "http.response.body", "body": b""})

    def _take(self, body: bytes) -> None:
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            told = {a.key: _value(a.value) for a in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans += [
                    Span(
                        service=told["service.name"],
                        name=span.name,
                        kind=span.kind,
                        trace_id=span.trace_id.hex(),
                        span_id=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                        has_failed=span.status.code == 2,
                        attributes={a.key: _value(a.value) for a in span.attributes},
                    )
                    for span in scope.spans
                ]


def _value(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))


@asynccontextmanager
async def serve_otlp() -> AsyncIterator[OtlpCollector]:
    """A collector on a port of this machine."""
    collector = OtlpCollector()
    collector.gate.set()
    async with Served(collector) as served:
        collector.url = served.url
        yield collector
        collector.gate.set()
