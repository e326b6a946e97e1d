"""Why a post cannot be analysed: reasons, categories, and what to tell. Pure."""

from dataclasses import dataclass

from libs.common.errors import DomainError, UpstreamTimedOut
from libs.common.jobs.errors import CallTimedOut, JobFailed

_MESSAGES: dict[str, str] = {
    "not_found": "There is no such post, or it was deleted.",
    "private": "The post is private. Only public posts can be collected.",
    "age_restricted": "The platform shows this post to signed-in adults only.",
    "members_only": "Only paying members of the channel can see this post.",
    "geo_blocked": "The platform does not show this post where we ask from.",
    "not_yet": "The post is not published yet.",
    "rate_limited": "The source allows no more requests for now.",
    "no_credit": "The source's credit is used up.",
    "auth": "The source refused our key, or asks to sign in.",
    "blocked": "The platform refused to answer the source.",
    "timeout": "The source did not answer in time.",
    "malformed": "The source's answer could not be read.",
    "source_unavailable": "No source for this platform is available.",
}

_PASSING = frozenset({"rate_limited", "timeout"})


@dataclass(frozen=True, slots=True)
class PostFailure:
    """A reason from the one vocabulary, and a sentence where more is known."""

    reason: str
    message: str | None = None

    @property
    def text(self) -> str:
        """What the user is told."""
        return self.message or _MESSAGES[self.reason]


GIVEN_UP = PostFailure("malformed", "This step failed on our side. Try it again.")
"""Of posts that no attempt could carry on."""


def is_worth_a_retry(reason: str) -> bool:
    """Whether the same question may be answered differently in a moment."""
    return reason in _PASSING


def error_category(reason: str | None) -> str:
    """The specification's category of a reason."""
    return "rate_limit" if reason == "rate_limited" else "api_error"


def describe_failure(error: DomainError | JobFailed) -> PostFailure:
    """The failure of a step, in the one vocabulary."""
    if isinstance(error, CallTimedOut | UpstreamTimedOut):
        return PostFailure("timeout", "The work took longer than it may.")
    if isinstance(error, DomainError) and error.status_code == 404:
        return PostFailure("not_found", "The post is no longer in the library.")
    return GIVEN_UP
