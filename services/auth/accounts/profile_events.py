"""What other services are told of a profile."""

from datetime import datetime
from typing import Any

from libs.common.contracts.domain_events import UserCreated, UserUpdated
from services.auth.accounts.models import User


def created_event(user: User) -> UserCreated:
    """The user is there."""
    return UserCreated(**_profile(user))


def updated_event(user: User) -> UserUpdated:
    """The user's profile is another now."""
    return UserUpdated(**_profile(user))


def mark_updated(user: User, now: datetime) -> None:
    """Moves `updated_at`. Events are ordered by it, so it never goes back."""
    user.updated_at = max(now, user.updated_at)


def _profile(user: User) -> dict[str, Any]:
    return {
        "user_id": user.id,
        "owner_id": user.id,
        "email": user.email or "",
        "timezone": user.timezone,
        "language": user.language,
        "changed_at": user.updated_at,
    }
