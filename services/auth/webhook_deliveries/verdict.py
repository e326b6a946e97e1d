"""What a receiver's answer means for the delivery and for its endpoint. Pure.

Source: Standard Webhooks 1.0.0, "Deliverability and reliability"; Retry-After, RFC 9110
§10.2.3."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.common.http.answers import read_retry_after
from services.auth.clients.webhook_receiver import Outcome

GONE = 410
# Overloaded, or something in front of it is: the whole endpoint is spared for a while.
_OVERLOADED = frozenset({429, 502, 503, 504})
_SPARED_FOR = timedelta(seconds=30)
_LONGEST_WISH = timedelta(hours=24)
_ABORT = ("webhook-delivery", "abort-message")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait`: the receiver asks not to be sent this again before. `rest`: nor anything
    else. `is_aborted`: it never wants this message again; that says nothing about its
    health. `is_gone`: it wants nothing any more."""

    is_success: bool
    wait: timedelta = timedelta(0)
    rest: timedelta = timedelta(0)
    is_aborted: bool = False
    is_gone: bool = False


def judge(outcome: Outcome, now: datetime) -> Verdict:
    """What follows from the outcome of an attempt."""
    if outcome.is_success:
        return Verdict(is_success=True)
    if outcome.status_code == GONE:
        return Verdict(is_success=False, is_gone=True)
    name, value = _ABORT
    if outcome.headers.get(name, "").strip().lower() == value:
        return Verdict(is_success=False, is_aborted=True)
    asked = timedelta(seconds=read_retry_after(outcome.headers, now))
    wait = min(asked, _LONGEST_WISH)
    is_overloaded = outcome.status_code in _OVERLOADED
    rest = (wait or _SPARED_FOR) if is_overloaded else timedelta(0)
    return Verdict(is_success=False, wait=wait, rest=rest)
