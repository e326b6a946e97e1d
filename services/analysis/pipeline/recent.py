"""The first step of a request about a creator: which his newest posts are."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.social import ListRecentPosts, RecentPosts
from libs.common.errors import DomainError
from libs.common.ids import derived_id
from libs.common.jobs.errors import JobFailed
from libs.common.jobs.handlers import Job
from services.analysis.pipeline.failures import describe_failure
from services.analysis.pipeline.ledger import RequestLedger
from services.analysis.pipeline.tickets import PostTicket
from services.analysis.requests.late_costs import Spent, spent_in_vain
from services.analysis.settings import Settings


def retry_delay(settings: Settings, tries: int) -> float:
    """Seconds before a stage is tried again, having been tried so often."""
    return settings.stage_retry_delay_seconds * 4.0**tries


class RecentListing:
    """Asks social, and takes the posts into the request."""

    def __init__(
        self,
        job: Job,
        message: ProcessAnalysisRequest,
        ledger: RequestLedger,
        settings: Settings,
    ) -> None:
        self._job = job
        self._message = message
        self._ledger = ledger
        self._settings = settings

    async def list_posts(self, creator: Mapping[str, Any]) -> list[PostTicket]:
        """The posts, ready to be collected; none if the request has failed with it."""
        tries = 0
        while True:
            answer, spent = await self._ask(creator, tries)
            found = await self._ledger.record_recent(
                answer,
                spent,
                may_retry=tries < self._settings.stage_max_retries,
            )
            if found is not None:
                return found
            await asyncio.sleep(retry_delay(self._settings, tries))
            tries += 1

    async def _ask(
        self, creator: Mapping[str, Any], tries: int
    ) -> tuple[RecentPosts, Spent]:
        message = self._message
        call_id = derived_id(message.request_id, message.attempt, "recent", tries)
        try:
            answer = await self._job.call(
                ListRecentPosts(
                    request_id=message.request_id,
                    owner_id=self._ledger.owner_id,
                    creator=creator["url"],
                    count=creator["count"],
                ),
                RecentPosts,
                message_id=call_id,
                timeout=timedelta(seconds=self._settings.collect_timeout_seconds),
            )
        except (DomainError, JobFailed) as error:
            failure = describe_failure(error)
            told = {"reason": failure.reason, "message": failure.message}
            return RecentPosts.model_validate(told), spent_in_vain(call_id, error)
        return answer, Spent(answer.cost_micro_usd, answer.outside_calls, call_id)
