"""How a vendor wants to be called, and what went wrong if a call came to nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from libs.common.circuit import CircuitRule
from libs.common.contracts.social import FailureReason
from libs.common.rate_limit import Quota

_REASON_OF_STATUS: dict[int, FailureReason] = {
    401: "auth",
    402: "no_credit",
    403: "auth",
    408: "timeout",
    429: "rate_limited",
    504: "timeout",
}
_WORDS: dict[FailureReason, str] = {
    "auth": "{label} refused {setting}.",
    "no_credit": "The credit at {label} is used up; it has to be filled up there.",
    "timeout": "{label} did not answer in time.",
    "rate_limited": "{label} takes no more requests now. Try again in a while.",
    "malformed": "The answer of {label} cannot be read.",
    "source_unavailable": "{label} cannot be reached at the moment.",
}

_CIRCUIT = CircuitRule(5, first_pause_seconds=2.0, longest_pause_seconds=60.0)

Judge = Callable[[int, bytes], FailureReason | None]
"""Reads status and body of a refusal; None leaves it to the status."""


@dataclass(frozen=True, slots=True)
class VendorPatience:
    """How often a call is tried, how long each try may take, what `Retry-After` is
    still waited for, and what is waited where none is said: twice as long each time.

    `repeats_timeouts` of what is harmless: only for who does little for each call."""

    attempts: int = 3
    timeout_seconds: float = 30.0
    longest_wait_seconds: float = 30.0
    first_delay_seconds: float = 0.5
    repeats_timeouts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorTerms:
    """One vendor under one key.

    `name` is what metrics and logs call it, `label` what people do, `setting` the
    setting with the key. `quotas` are waited for up to `longest_turn_seconds`, counted
    for `account` in all processes. `strikes` says how many times 429 may be heard
    before nobody asks any more: some vendors lock out whoever goes on. `slower` are
    quotas kept to beside the others, one after another, while it says 429 in spite of
    them: see `Pace`.
    `words` are sentences of its own for failures, `judge` finds their reason where
    the status does not tell. `is_ours`: a system of the operator's, which may know
    what request and trace a call is of."""

    name: str
    label: str
    setting: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    account: str = ""
    quotas: tuple[Quota, ...] = ()
    longest_turn_seconds: float = 60.0
    strikes: Quota | None = None
    slower: tuple[Quota, ...] = ()
    patience: VendorPatience = VendorPatience()
    circuit: CircuitRule = _CIRCUIT
    most_answer_bytes: int = 20_000_000
    words: Mapping[FailureReason, str] = field(default_factory=dict)
    judge: Judge | None = None
    is_ours: bool = False

    def explain(self, reason: FailureReason) -> str:
        """The failure in a sentence for a person."""
        words = self.words.get(reason) or _WORDS.get(reason)
        words = words or _WORDS["source_unavailable"]
        return words.format(label=self.label, setting=self.setting)

    def find_reason(self, status: int, body: bytes) -> FailureReason:
        """Why an answer of this status is none."""
        found = self.judge(status, body) if self.judge else None
        return found or _REASON_OF_STATUS.get(status, "source_unavailable")


class VendorFailed(Exception):
    """There is no answer. `message` is for a person, `calls` were made.

    `status` and `body` (at most 100 kB) are those of a refusal; `retry_after` is in
    how many seconds another try may help, as far as anybody knows. `is_undone`: surely
    nothing was done there, nor paid for."""

    def __init__(
        self,
        reason: FailureReason,
        message: str,
        *,
        status: int | None = None,
        body: bytes = b"",
        retry_after: float | None = None,
        is_undone: bool = False,
    ) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason: FailureReason = reason
        self.message = message
        self.status = status
        self.body = body
        self.retry_after = retry_after
        self.is_undone = is_undone
        self.calls = 0


def name_account(key: str) -> str:
    """What quotas are counted under: tells keys apart and nothing of them."""
    return sha256(key.encode()).hexdigest()[:16]
