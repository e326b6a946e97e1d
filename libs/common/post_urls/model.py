"""What reading a post's URL gives: a post, or a named reason why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Platform = Literal["instagram", "x", "youtube"]

HeldPlatform = Literal["facebook", "linkedin", "pinterest", "tiktok"]
"""Platforms whose posts are analysed where they are held, but not read by link."""

Kind = Literal[
    "post",
    "reel",
    "video",
    "short",
    "live",
    "story",
    "highlight",
    "clip",
    "space",
    "event",
]

Reason = Literal[
    "not_a_url",
    "unsupported_host",
    "profile_not_post",
    "listing_not_post",
    "bad_id",
    "audio_page",
]

# private_token: the link carried the access token of a private post; it was dropped.
# music: the link was copied from YouTube Music.
Note = Literal["private_token", "music"]

PLATFORM_LABELS: dict[Platform, str] = {
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUrl:
    """One post, as far as its URL tells.

    `id` is the platform's own, in its one canonical spelling (Instagram: the
    shortcode, also where the link had the number; X: digits as text), or None where
    `needs_resolve`: the link is a pointer and names no post until it is followed.
    `canonical_url` holds the id (or the pointer) and nothing else.

    `kind`, `owner_hint`, `index`, the seconds, `playlist_id` and `notes` are what
    this spelling of the URL said: two links to one post may differ in them. `index`
    is 1-based: slide, attachment, or place in the playlist. `published_at_hint`
    (UTC) is decoded from the id: a hint, never the stated time of publishing."""

    platform: Platform | HeldPlatform
    kind: Kind
    id: str | None
    canonical_url: str
    owner_hint: str | None = None
    index: int | None = None
    start_seconds: int | None = None
    end_seconds: int | None = None
    playlist_id: str | None = None
    published_at_hint: datetime | None = None
    needs_resolve: bool = False
    is_demo: bool = False
    is_held: bool = False
    notes: frozenset[Note] = frozenset()

    @property
    def identity(self) -> tuple[str, str]:
        """(platform, id): equal for all links to one post.

        Of a pointer (platform, canonical_url), since more is not known yet."""
        return (self.platform, self.id or self.canonical_url)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is not taken as a post.

    `message` is for a person and says what to do. `platform` is set where the site
    was recognised, also for sites whose posts cannot be analysed by link yet.
    `handle` is the account's name, without @, where the link is a profile's or a
    list of one account (a YouTube link may give a channel id instead)."""

    reason: Reason
    message: str
    platform: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A link whose target stands inside it, such as a consent page's."""

    platform: Platform
    target: str


Reading = PostUrl | Refusal | Wrapped
