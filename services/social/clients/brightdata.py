"""Bright Data's Web Scraper API (datasets v3): asked for rows, paid for by the row.

Source: docs.brightdata.com, products/scrapers and api-reference/scrapers, November
2026. Its SDK is not used: it cannot be pointed elsewhere, takes any answer but 200 for
a failed job, and matches rows to what was asked by position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from libs.common.circuit import CircuitRule
from libs.common.contracts.social import FailureReason
from libs.common.http.vendor import VendorClient, VendorRequest, VendorTools
from libs.common.http.vendor_terms import (
    VendorPatience,
    VendorTerms,
    name_account,
)
from libs.common.rate_limit import Quota

MOST_SCRAPED = 20
"""URLs that one synchronous question may have."""

Row = dict[str, Any]
State = Literal["running", "ready", "failed"]

# 25 answers of 429 within five minutes lock an address out until support lifts it.
_STRIKES = Quota("brightdata_429", 5, 300)
_CIRCUIT = CircuitRule(5, first_pause_seconds=30, longest_pause_seconds=300)
# A synchronous question may take a minute.
_TIMEOUT_SECONDS = 75.0
_STATES: dict[str, State] = {
    "ready": "ready",
    "failed": "failed",
    "canceled": "failed",
    "cancelled": "failed",
}
_WORDS: dict[FailureReason, str] = {
    "no_credit": "The balance at Bright Data is used up: top it up in its control "
    "panel, or wait for the next month's free credits.",
    "malformed": "Bright Data refused the question, or its answer cannot be read.",
    "source_unavailable": "Bright Data cannot do this at the moment.",
}
_MOST_ANSWER_BYTES = 50_000_000
_SNAPSHOT_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is collected, and how: `operation` is our name of it."""

    operation: str
    id: str
    parameters: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class BrightDataOptions:
    """Where it is, under which key, and what a row costs (micro dollars)."""

    key: str
    base_url: str
    record_micro_usd: int
    first_delay_seconds: float = 2.0


class BrightDataClient:
    """Jobs: `trigger` → `read_state` until ready → `download`. Or all at once:
    `scrape`. Each raises VendorFailed."""

    def __init__(self, options: BrightDataOptions, tools: VendorTools) -> None:
        self._options = options
        self._http = VendorClient(_build_terms(options), tools)

    async def trigger(self, dataset: Dataset, items: Sequence[Row]) -> tuple[str, int]:
        """Begins a job: what Bright Data calls it, and how many calls it took.

        It is paid for from here on, so it is never asked for again in doubt."""
        request = _build_request("trigger", dataset, items)
        answer = await self._http.call(request)
        return self._read_snapshot_id(answer.body, answer.calls), answer.calls

    async def scrape(
        self, dataset: Dataset, items: Sequence[Row]
    ) -> tuple[list[Row] | str, int]:
        """The rows, or after a minute what the job is called under which it goes on.

        At most MOST_SCRAPED. What is broken off here is paid for all the same."""
        request = _build_request("scrape", dataset, items)
        answer = await self._http.call(request, read=read_rows, cost=self.cost_of)
        if answer.status == 202:
            first = answer.body[0] if answer.body else {}
            return self._read_snapshot_id(first, answer.calls), answer.calls
        return answer.body, answer.calls

    async def read_state(self, snapshot_id: str) -> tuple[State, int]:
        """How far a job is. What is not known yet, or by no name of ours, runs."""
        path = f"/datasets/v3/progress/{snapshot_id}"
        answer = await self._http.call(VendorRequest("progress", "GET", path))
        told = answer.body.get("status") if isinstance(answer.body, dict) else None
        state = _STATES.get(told.lower(), "running") if isinstance(told, str) else None
        return state or "running", answer.calls

    async def download(
        self, snapshot_id: str, *, is_accounted: bool
    ) -> tuple[list[Row] | None, int]:
        """The rows of a job that is ready; None if it is not, whatever was said.

        `is_accounted`: what they cost has been logged before."""
        answer = await self._http.call(
            VendorRequest(
                "snapshot",
                "GET",
                f"/datasets/v3/snapshot/{snapshot_id}",
                params={"format": "json"},
            ),
            read=read_rows,
            cost=lambda rows: 0 if is_accounted else self.cost_of(rows),
        )
        return (None if answer.status == 202 else answer.body), answer.calls

    def cost_of(self, rows: Sequence[Row]) -> int:
        """What rows cost, in micro dollars: rows that are errors are free, and so is
        the word that a job is still under way."""
        paid = sum(not is_error(row) and not _is_word(row) for row in rows)
        return paid * self._options.record_micro_usd

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.close()

    def _read_snapshot_id(self, body: Any, calls: int) -> str:
        told = body.get("snapshot_id") if isinstance(body, dict) else None
        if not isinstance(told, str) or not _SNAPSHOT_ID.fullmatch(told):
            failed = self._http.fail("malformed")
            failed.calls = calls
            raise failed
        return told


def is_error(row: Row) -> bool:
    """Whether a row says why there is none."""
    return bool(row.get("error") or row.get("error_code"))


def read_rows(content: bytes) -> list[Row]:
    """The rows of an answer: an array, a single object, or one object a line.

    What is no object among them is dropped. Raises ValueError where there are none of
    the three."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        told = [_read_line(line) for line in content.splitlines() if line.strip()]
        if not any(isinstance(row, dict) for row in told):
            raise
    if isinstance(told, dict):
        told = [told]
    if not isinstance(told, list):
        raise ValueError("neither rows nor a row")  # noqa: TRY004 - as its caller expects
    return [row for row in told if isinstance(row, dict)]


def _is_word(row: Row) -> bool:
    """`{"snapshot_id", "message"}` or `{"status", "message"}`."""
    return "message" in row and row.keys() <= {"snapshot_id", "status", "message"}


def _read_line(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _build_request(
    operation: str, dataset: Dataset, items: Sequence[Row]
) -> VendorRequest:
    return VendorRequest(
        operation,
        "POST",
        f"/datasets/v3/{operation}",
        params={
            "dataset_id": dataset.id,
            "include_errors": "true",
            "format": "json",
            **dataset.parameters,
        },
        json=list(items),
        is_harmless=False,
    )


def _judge(status: int, body: bytes) -> FailureReason | None:
    """Bodies of refusals are often plain text; what they say is not always told by
    the status."""
    if status == 403 and any(word in body.lower() for word in (b"balance", b"suspend")):
        return "no_credit"
    return "malformed" if status == 400 else None


def _build_terms(options: BrightDataOptions) -> VendorTerms:
    return VendorTerms(
        name="brightdata",
        label="Bright Data",
        setting="BRIGHTDATA_API_KEY",
        base_url=options.base_url,
        headers={"Authorization": f"Bearer {options.key}"},
        account=name_account(options.key),
        strikes=_STRIKES,
        circuit=_CIRCUIT,
        patience=VendorPatience(
            attempts=4,
            timeout_seconds=_TIMEOUT_SECONDS,
            longest_wait_seconds=60,
            first_delay_seconds=options.first_delay_seconds,
        ),
        most_answer_bytes=_MOST_ANSWER_BYTES,
        words=_WORDS,
        judge=_judge,
    )
