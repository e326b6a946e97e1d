"""What a receiver's answer means for the delivery and for its endpoint. Pure.

Source: Standard Webhooks 1.0.0, "Deliverability and reliability"; Retry-After, RFC 9110
§10.2.3."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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
    wait = read_retry_after(outcome.headers.get("retry-after", ""), now)
    is_overloaded = outcome.status_code in _OVERLOADED
    rest = (wait or _SPARED_FOR) if is_overloaded else timedelta(0)
    return Verdict(is_success=False, wait=wait, rest=rest)


def read_retry_after(text: str, now: datetime) -> timedelta:
    """The wait that is asked for, in either form; zero if it is none, 24 h at most."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        seconds = int(text[:10])
        return min(timedelta(seconds=seconds), _LONGEST_WISH)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), _LONGEST_WISH)
