"""When an account is looked at again. Pure."""

from datetime import datetime, timedelta
from uuid import UUID

from services.social.sources.source import DEFINITE

_LONGEST = timedelta(days=7)
_SPREAD = 0.1


def find_next_look(
    creator_id: UUID,
    now: datetime,
    every: timedelta,
    *,
    failures: int = 0,
    reason: str | None = None,
) -> datetime:
    """The next look after one at `now`, of which `failures` in a row have failed.

    Each account has its own place within a tenth of the time around it, so that those
    who were followed together are not looked at together for ever. What fails is asked
    for less and less often, at least once a week; who is not there, once a week."""
    if reason in DEFINITE:
        return now + max(_LONGEST, every)
    longest = max(_LONGEST, every)
    wait: timedelta = min(every * 2.0 ** min(failures, 10), longest)
    place = creator_id.int % 10_000 / 10_000
    return now + wait * (1 - _SPREAD + 2 * _SPREAD * place)
