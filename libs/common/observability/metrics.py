"""What one process counts, for Prometheus. Names and labels stand in docs/operators.md.

Labels are bounded: templates of routes, names of messages and providers, classes of
statuses, never what a caller wrote. Each process has a registry of its own, handed in
with its resources."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from libs.common.observability.labels import method_label, status_label

# A second series for each one, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG = (0.05, 0.25, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)


class Metrics:
    """The registry of one process, and its three kinds of work."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = RequestMetrics(self.registry)
        self.jobs = JobMetrics(self.registry)
        self.outside_calls = OutsideCallMetrics(self.registry)

    def render(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class RequestMetrics:
    """Requests that this process answered."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.in_flight = Gauge(
            "http_requests_in_flight",
            "Requests that are being answered, open streams among them",
            registry=registry,
        )
        self._total = Counter(
            "http_requests",
            "Answered requests, by the route's template and the status's class",
            ["route", "method", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time until the first byte of the answer",
            ["route"],
            buckets=_QUICK,
            registry=registry,
        )

    def record(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts one answered request."""
        self._total.labels(route, method_label(method), status_label(status)).inc()
        self._seconds.labels(route).observe(seconds)


class JobMetrics:
    """Runs of messages by this worker."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._runs = Counter(
            "job_runs",
            "Runs of messages, by how they ended",
            ["message", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "job_duration_seconds",
            "How long runs took",
            ["message"],
            buckets=_LONG,
            registry=registry,
        )
        self._age = Histogram(
            "job_age_at_start_seconds",
            "How long messages had waited when their first run began",
            ["message"],
            buckets=_LONG,
            registry=registry,
        )

    def start(self, message: str, age_seconds: float) -> None:
        """Notes how long a message waited for its first run."""
        self._age.labels(message).observe(age_seconds)

    def end(self, message: str, outcome: str, seconds: float) -> None:
        """Counts one run."""
        self._runs.labels(message, outcome).inc()
        self._seconds.labels(message).observe(seconds)


class OutsideCallMetrics:
    """Calls to systems that are not ours."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._total = Counter(
            "outside_calls",
            "Calls to outside systems, by how they ended",
            ["provider", "operation", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "outside_call_duration_seconds",
            "How long calls to outside systems took",
            ["provider", "operation"],
            buckets=_LONG,
            registry=registry,
        )
        self._cost = Counter(
            "outside_call_cost_micro_usd",
            "What outside systems said their answers cost, in millionths of a dollar",
            ["provider"],
            registry=registry,
        )

    def record(
        self,
        provider: str,
        operation: str,
        outcome: str,
        *,
        seconds: float,
        cost_micro_usd: int,
    ) -> None:
        """Counts one call."""
        self._total.labels(provider, operation, outcome).inc()
        self._seconds.labels(provider, operation).observe(seconds)
        if cost_micro_usd:
            self._cost.labels(provider).inc(cost_micro_usd)
