"""What Clerk tells of a user, read leniently: from its API and from its webhooks.

Examples of its documentation lack keys that others require, so that hardly any is
needed here; a part that cannot be read counts as not told."""

import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from services.auth.accounts.email_address import EmailNotUsable, normalise_email
from services.auth.clients.clerk import ClerkModel
from services.auth.outside_users.service import OutsideProfile

_MOST_NAME = 200
_MOST_URL = 2000
_MOST_MS = 2**53


class ClerkUser(ClerkModel):
    """A user. Times are ms since 1970."""

    id: str = Field(min_length=1, max_length=200)
    updated_at: int = Field(ge=0, le=_MOST_MS)
    first_name: Any = None
    last_name: Any = None
    has_image: Any = False
    image_url: Any = None
    primary_email_address_id: Any = None
    email_addresses: Any = None


class _Verification(ClerkModel):
    status: Any = None


class _EmailAddress(ClerkModel):
    id: str
    email_address: str
    verification: _Verification | None = None


@dataclass(frozen=True, slots=True)
class PrimaryEmail:
    """The address that stands for the user, under Clerk's own id of it."""

    id: str
    text: str
    is_verified: bool


def read_user(data: object) -> ClerkUser:
    """The user. Raises ValueError for what is none."""
    return ClerkUser.model_validate(data)


def read_profile(user: ClerkUser) -> OutsideProfile:
    """What we keep of it. Never raises: what cannot be used is left out."""
    primary = find_primary_email(user)
    email = _usable(primary.text) if primary else None
    return OutsideProfile(
        told_at_ms=user.updated_at,
        email=email,
        email_verified=bool(email and primary and primary.is_verified),
        full_name=_full_name(user),
        profile_image=_picture(user),
    )


def find_primary_email(user: ClerkUser) -> PrimaryEmail | None:
    """The user's first address.

    None for people who have none: they signed up by phone or wallet."""
    given = user.email_addresses if isinstance(user.email_addresses, list) else []
    for each in given:
        try:
            address = _EmailAddress.model_validate(each)
        except ValidationError:
            continue
        if address.id == user.primary_email_address_id:
            verification = address.verification
            is_verified = bool(verification and verification.status == "verified")
            return PrimaryEmail(address.id, address.email_address, is_verified)
    return None


def _usable(text: str) -> str | None:
    try:
        return normalise_email(text)
    except EmailNotUsable:
        return None


def _full_name(user: ClerkUser) -> str | None:
    parts = [p for p in (user.first_name, user.last_name) if isinstance(p, str)]
    # Controls and half surrogate pairs are nothing that can be stored or shown.
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in " ".join(parts)
    )
    return " ".join(kept.split())[:_MOST_NAME] or None


def _picture(user: ClerkUser) -> str | None:
    # Without a picture of his own Clerk draws one of his initials.
    url = user.image_url
    if not user.has_image or not isinstance(url, str) or len(url) > _MOST_URL:
        return None
    try:
        is_usable = url.isprintable() and urlsplit(url).scheme == "https"
    except ValueError:
        return None
    return url if is_usable else None
