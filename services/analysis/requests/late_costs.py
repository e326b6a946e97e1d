"""What steps have cost: also where a request went on before the answer came.

A request's result is not touched by what comes late, nor what is charged."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.errors import CallTimedOut, Postponed
from libs.common.resources import Resources
from services.analysis.requests.messages import CountLateCost
from services.analysis.requests.models import PostAnalysisRequest
from services.analysis.requests.repository import RequestRepository

log = structlog.get_logger()

_FIRST_LOOK = timedelta(seconds=30)
_WAITED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a step has cost that was asked for by this call. `is_late`: it was gone on
    without, and what it costs is counted once it is known."""

    cost_micro_usd: int = 0
    outside_calls: int = 0
    call_id: UUID | None = None
    is_late: bool = False


NOTHING = Spent()


def spent_in_vain(call_id: UUID, error: Exception) -> Spent:
    """What a call has cost that ended in this error: more, where it may yet end."""
    return Spent(call_id=call_id, is_late=isinstance(error, CallTimedOut))


async def count_spent(
    session: WriteSession,
    resources: Resources,
    request: PostAnalysisRequest,
    spent: Spent,
) -> None:
    """Adds it to the request, or has it added once it is known.

    In the transaction in which the request goes on: so nobody counts it twice who tries
    again after a kill."""
    request.cost_micro_usd += spent.cost_micro_usd
    request.total_api_calls += spent.outside_calls
    if spent.is_late and spent.call_id:
        await resources.jobs.send(
            session,
            CountLateCost(
                request_id=request.id,
                owner_id=request.owner_id,
                call_id=spent.call_id,
                given_up_at=resources.clock.now(),
            ),
            message_id=derived_id(spent.call_id, "late"),
        )


async def count_late_cost(
    resources: Resources, session: WriteSession, message: CountLateCost
) -> None:
    """Adds it, or looks again later: after as long as has been waited already."""
    recorded = await resources.jobs.answers.find(message.call_id)
    if recorded is None:
        waited = resources.clock.now() - message.given_up_at
        if waited < _WAITED_FOR:
            raise Postponed("the answer is not there yet", max(_FIRST_LOOK, waited))
        log.warning("late_cost_not_told", request_id=str(message.request_id))
        return
    told: dict[str, Any] = recorded.answer or {}
    await RequestRepository(session).add_costs(
        message.request_id,
        cost_micro_usd=told.get("cost_micro_usd", 0),
        outside_calls=told.get("outside_calls", 0),
    )
