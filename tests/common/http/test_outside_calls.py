"""The account of outside calls: one row each, whatever comes of it."""

import asyncio

import httpx2
import pytest

from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut
from libs.common.http.outside_calls import OutsideCall
from libs.common.observability.metrics import Metrics
from tests.fixtures.telemetry import build_outside_calls


class TestWatch:
    def watch(
        self, error: BaseException | None, status: int | None, cost: int = 0
    ) -> tuple[ExternalCallEntry, str]:
        """The entry of a call that ended so, and the metrics after it."""
        entries: list[ExternalCallEntry] = []
        metrics = Metrics()
        calls = build_outside_calls(entries, metrics)

        def run() -> None:
            with calls.watch("provider", "ask") as call:
                call.status_code = status
                call.cost_micro_usd = cost
                if error:
                    raise error

        if error:
            with pytest.raises(type(error)):
                run()
        else:
            run()
        (entry,) = entries
        return entry, metrics.render().decode()

    @pytest.mark.parametrize(
        ("error", "status", "outcome"),
        [
            (None, 200, "ok"),
            (None, None, "ok"),
            (None, 302, "ok"),
            (None, 404, "refused"),
            (ValueError("no"), 429, "refused"),
            (ValueError("no"), 503, "failed"),
            (ValueError("unreadable"), 200, "failed"),
            (FetchFailed("gone"), None, "failed"),
            (FetchTimedOut(), None, "timeout"),
            (TimeoutError(), 200, "timeout"),
            (httpx2.ReadTimeout("slow"), None, "timeout"),
            (asyncio.CancelledError(), None, "cancelled"),
        ],
    )
    def test_outcome_follows_from_what_happened(
        self, error: BaseException | None, status: int | None, outcome: str
    ) -> None:
        entry, metrics = self.watch(error, status)
        assert (entry.outcome, entry.status_code) == (outcome, status)
        ExternalCallEntry.model_validate(entry.model_dump())
        labels = f'operation="ask",outcome="{outcome}",provider="provider"'
        assert f"outside_calls_total{{{labels}}} 1.0" in metrics

    def test_cost_is_kept_and_summed(self) -> None:
        entry, metrics = self.watch(None, 200, cost=3_333)
        assert entry.cost_micro_usd == 3_333
        name = "outside_call_cost_micro_usd_total"
        assert f'{name}{{provider="provider"}} 3333.0' in metrics

    def test_errors_are_told_without_secrets(self) -> None:
        text = "GET https://h/?token=hunter2 \x00\ud800" + "x" * 1000
        entry, _ = self.watch(ValueError(text), None)
        assert entry.error is not None
        assert entry.error.startswith("ValueError: GET")
        assert "hunter2" not in entry.error
        assert len(entry.error) == 500

    def test_who_calls_may_know_better(self) -> None:
        call = OutsideCall()
        call.status_code = 200
        call.outcome = "failed"
        assert call.judge(None) == "failed"
