"""A collector of one's own (CUSTOM_SOURCE_URL): asked over HTTP, patiently.

The address is the operator's own setting, so it may lie in a private network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from libs.common.http.vendor import (
    VendorAnswer,
    VendorClient,
    VendorRequest,
    VendorTools,
)
from libs.common.http.vendor_terms import VendorPatience, VendorTerms

_PLACE = "The collector at CUSTOM_SOURCE_URL"


@dataclass(frozen=True, slots=True)
class CollectorOptions:
    """Where the collector is, and how patient we are with it."""

    url: str
    key: str | None
    platforms: frozenset[str]
    timeout_seconds: float
    batch_size: int
    first_delay_seconds: float = 0.5


class CollectorAnswer(BaseModel):
    """The body of an answer; rows are read one by one, so that a bad one is alone."""

    model_config = ConfigDict(extra="ignore")

    posts: list[Any] = []
    failures: list[Any] = []
    cost_micro_usd: Annotated[int, Field(ge=0, le=10**12)] = 0


class CustomCollectorClient:
    """`POST {url}/collect` and `POST {url}/recent`, as services/social/README.md
    describes them. Both raise VendorFailed."""

    def __init__(self, options: CollectorOptions, tools: VendorTools) -> None:
        self._http = VendorClient(_build_terms(options), tools)

    async def collect(
        self, platform: str, ids: Sequence[str]
    ) -> VendorAnswer[CollectorAnswer]:
        """Posts by their ids."""
        return await self._ask("collect", {"platform": platform, "ids": list(ids)})

    async def list_recent(
        self, question: dict[str, Any]
    ) -> VendorAnswer[CollectorAnswer]:
        """An account's newest posts. 404, 405 and 501: this collector has no such."""
        return await self._ask("recent", question)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.close()

    async def _ask(
        self, operation: str, question: dict[str, Any]
    ) -> VendorAnswer[CollectorAnswer]:
        return await self._http.call(
            VendorRequest(operation, "POST", f"/{operation}", json=question),
            read=CollectorAnswer.model_validate_json,
            cost=lambda answer: answer.cost_micro_usd,
        )


def _build_terms(options: CollectorOptions) -> VendorTerms:
    return VendorTerms(
        name="custom_collector",
        label=_PLACE,
        setting="CUSTOM_SOURCE_KEY",
        base_url=options.url,
        headers={"Authorization": f"Bearer {options.key}"} if options.key else {},
        patience=VendorPatience(
            timeout_seconds=options.timeout_seconds,
            first_delay_seconds=options.first_delay_seconds,
        ),
        words={
            "no_credit": f"{_PLACE} says that its credit is used up.",
            "malformed": "The answer of the collector at CUSTOM_SOURCE_URL cannot be "
            "read.",
            "source_unavailable": f"{_PLACE} cannot be reached.",
        },
        is_ours=True,
    )
