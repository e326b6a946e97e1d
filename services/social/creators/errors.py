"""What can be wrong with following an account."""

from uuid import UUID

from libs.common.errors import (
    Conflict,
    FieldError,
    InvalidFields,
    NotFound,
    PlanDoesNotInclude,
    QuotaExceeded,
)
from libs.common.post_urls import CreatorRefusal


class CreatorNotValid(InvalidFields):
    """The text names no account; the field says why."""

    def __init__(self, refusal: CreatorRefusal) -> None:
        wrong = FieldError("creator", refusal.reason, refusal.message)
        super().__init__(refusal.message, fields=[wrong])


class FollowedCreatorNotFound(NotFound):
    """The caller follows no such account."""

    message = "You follow no such creator."


class CreatorAlreadyFollowed(Conflict):
    """The caller follows this account already; `followed_id` says as what."""

    def __init__(self, followed_id: UUID) -> None:
        super().__init__(
            "You follow this creator already.",
            details={"followed_id": str(followed_id)},
        )


class HandleLimitReached(PlanDoesNotInclude):
    """As many accounts are followed as the plan allows."""

    def __init__(self, limit: int, followed: int) -> None:
        noun = "creator" if limit == 1 else "creators"
        super().__init__(
            f"Your plan lets you follow {limit} {noun} at a time. "
            "Unfollow one, or change your plan.",
            details={"limit": limit, "followed": followed},
        )


class TooManyNewCreators(QuotaExceeded):
    """Accounts were followed and unfollowed too often today: each costs a look."""

    def __init__(self) -> None:
        super().__init__(
            "You have changed the creators you follow too often in the last 24 hours. "
            "Try again tomorrow.",
            headers={"Retry-After": "3600"},
        )


class LookedRecently(QuotaExceeded):
    """The account was looked at a moment ago."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        super().__init__(
            f"This creator was looked at a moment ago. Try again in {minutes} min.",
            headers={"Retry-After": str(seconds)},
        )
