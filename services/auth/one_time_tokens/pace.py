"""How often one person is written to for one purpose; pure."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

_BETWEEN = timedelta(minutes=1)
_MOST = 5
_IN = timedelta(days=1)


def find_wait(sent: Sequence[datetime], now: datetime) -> int:
    """Seconds until another mail may go out; 0 if one may now.

    At most one a minute, and 5 within any day. `sent` is the newest first."""
    waits = [at + _BETWEEN - now for at in sent[:1]]
    waits += [at + _IN - now for at in sent[_MOST - 1 : _MOST]]
    longest = max(waits, default=timedelta(0)).total_seconds()
    return max(math.ceil(longest), 0)
