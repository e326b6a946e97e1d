"""Counts of the gateway in Prometheus' text format (version 0.0.4).

Named as those of the services (libs/common/observability/metrics.py), but by plain
numbers: a request here costs less than a counter of the library would."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from libs.common.observability.labels import method_label, status_label

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

_BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class _Durations:
    buckets: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS_SECONDS) + 1))
    total_seconds: float = 0.0


class Counts:
    """Those of one route and method."""

    __slots__ = ("_durations", "statuses")

    def __init__(self, durations: _Durations) -> None:
        self.statuses: dict[int, int] = {}
        self._durations = durations

    def record(self, status: int, seconds: float) -> None:
        """Counts one finished request."""
        statuses = self.statuses
        statuses[status] = statuses.get(status, 0) + 1
        durations = self._durations
        durations.buckets[bisect_left(_BOUNDS_SECONDS, seconds)] += 1
        durations.total_seconds += seconds


class Metrics:
    """Requests by route, method and class of status; durations by route, until all of
    the answer is sent. Routes are those of the table, so their number is bounded."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], Counts] = {}
        self._durations: dict[str, _Durations] = {}
        self.in_flight = 0
        self.express = 0

    def of(self, route: str, method: str) -> Counts:
        """Where requests of a route by a method are counted."""
        key = route, method_label(method)
        counts = self._counts.get(key)
        if counts is None:
            durations = self._durations.setdefault(route, _Durations())
            counts = self._counts[key] = Counts(durations)
        return counts

    def render(self, gauges: dict[str, float]) -> str:
        """The text, with further gauges by name, and what the system says of us."""
        requests: Counter[tuple[str, str, str]] = Counter()
        for (route, method), counts in self._counts.items():
            for status, count in counts.statuses.items():
                requests[route, method, status_label(status)] += count
        lines = ["# TYPE http_requests_total counter"]
        lines += [
            f'http_requests_total{{route="{route}",method="{method}",'
            f'status="{status}"}} {count}'
            for (route, method, status), count in sorted(requests.items())
        ]
        lines.append("# TYPE http_request_duration_seconds histogram")
        for route, durations in sorted(self._durations.items()):
            lines += _histogram_lines(route, durations)
        lines += [
            "# TYPE gateway_express_requests_total counter",
            f"gateway_express_requests_total {self.express}",
        ]
        for name, value in {
            "http_requests_in_flight": self.in_flight,
            **gauges,
        }.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value}"]
        return "\n".join(lines) + "\n" + _describe_process()


def _describe_process() -> str:
    # Loaded when it is first asked for: it is no part of answering requests.
    from prometheus_client import (  # noqa: PLC0415
        CollectorRegistry,
        ProcessCollector,
        generate_latest,
    )

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return generate_latest(registry).decode()


def _histogram_lines(route: str, durations: _Durations) -> list[str]:
    name, lines, count = "http_request_duration_seconds", [], 0
    bounds = [*map(str, _BOUNDS_SECONDS), "+Inf"]
    for bound, bucket in zip(bounds, durations.buckets, strict=True):
        count += bucket
        lines.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {count}')
    lines.append(f'{name}_sum{{route="{route}"}} {durations.total_seconds:.6f}')
    lines.append(f'{name}_count{{route="{route}"}} {count}')
    return lines
