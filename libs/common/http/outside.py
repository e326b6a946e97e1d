"""A client for the HTTP API of an outside provider that speaks the errors of requests.

What changes something there and may be repeated (PUT, PATCH, DELETE) is tried again
like a question. A POST is only where it surely did nothing: nobody was reached, or it
was refused as one too many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from libs.common.circuit import CircuitRule
from libs.common.clock import Clock
from libs.common.errors import UpstreamFailed, UpstreamTimedOut, UpstreamUnavailable
from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.vendor import Method, VendorClient, VendorRequest, VendorTools
from libs.common.http.vendor_terms import VendorFailed, VendorPatience, VendorTerms

_PATIENCE = VendorPatience(
    attempts=3,
    timeout_seconds=10.0,
    longest_wait_seconds=10.0,
    first_delay_seconds=0.2,
    repeats_timeouts=True,
)


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """Status below 500, not 429, and the JSON of the body; None if that is none."""

    status: int
    body: Any


class OutsideClient:
    """Calls of one provider, which errors and logs call `name`: somebody waits for
    the answer, so that little patience is had with it."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        clock: Clock,
        calls: OutsideCalls,
        patience: VendorPatience | None = None,
    ) -> None:
        self._name = name
        terms = VendorTerms(
            name=name.lower(),
            label=name,
            setting="its key",
            base_url=base_url,
            headers=headers,
            patience=patience or _PATIENCE,
            circuit=CircuitRule(),
        )
        self._vendor = VendorClient(terms, VendorTools(clock, calls))

    async def call(
        self,
        method: Method,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> OutsideAnswer:
        """The answer, whatever its status below 500.

        Raises UpstreamUnavailable (nothing was done: not reached, or 429 to the end),
        UpstreamTimedOut and UpstreamFailed (5xx, broken off, unreadable): of a POST
        nobody knows then whether it was carried out."""
        request = VendorRequest(
            f"{method} {path.split('/')[1]}",
            method,
            path,
            params=params,
            json=json,
            is_harmless=method != "POST",
        )
        try:
            answer = await self._vendor.call(request, read=_read_json)
        except VendorFailed as failed:
            if failed.status is not None and failed.status != 429 and failed.is_undone:
                return OutsideAnswer(failed.status, _read_json(failed.body))
            raise self._explain(failed) from None
        return OutsideAnswer(answer.status, answer.body)

    async def close(self) -> None:
        """Closes the connections."""
        await self._vendor.close()

    def _explain(
        self, failed: VendorFailed
    ) -> UpstreamUnavailable | UpstreamTimedOut | UpstreamFailed:
        details = {"provider": self._name}
        if failed.is_undone:
            return UpstreamUnavailable(
                f"{self._name} is not available at the moment. Try again in a moment.",
                details=details,
                headers={"Retry-After": str(max(2, round(failed.retry_after or 0)))},
            )
        if failed.reason == "timeout" and failed.status is None:
            message = f"{self._name} did not answer in time."
            return UpstreamTimedOut(message, details=details)
        message = f"{self._name} gave an answer that could not be used."
        return UpstreamFailed(message, details=details)


def _read_json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
