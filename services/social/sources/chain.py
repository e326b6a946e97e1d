"""The ways to posts, in the order in which they are asked, and what unlocks each.

What costs nothing comes before what is paid for; a collector of one's own is wanted by
whoever names it."""

from dataclasses import dataclass

LINKED = frozenset({"instagram", "x", "youtube"})
"""Platforms whose posts are read by link."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A way to posts: its name, whose posts it may bring, and the setting without
    which it is not there (None: it always is)."""

    name: str
    platforms: frozenset[str]
    setting: str | None


CHAIN: tuple[SourceKind, ...] = (
    SourceKind("demo", LINKED, None),
    SourceKind("custom", LINKED, "CUSTOM_SOURCE_URL"),
    SourceKind("twitterapi_io", frozenset({"x"}), "TWITTERAPI_KEY"),
    SourceKind("brightdata", frozenset({"instagram"}), "BRIGHTDATA_API_KEY"),
    SourceKind("youtube_api", frozenset({"youtube"}), "YOUTUBE_API_KEY"),
    SourceKind("yt-dlp", frozenset({"youtube"}), "YTDLP_ENABLED"),
)


def list_kinds(platform: str) -> list[SourceKind]:
    """The ways to posts of a platform, the first to be asked first."""
    return [kind for kind in CHAIN if platform in kind.platforms]


def list_settings(platform: str) -> list[str]:
    """The settings that each bring a source for the platform, the best first."""
    found = [kind.setting for kind in list_kinds(platform) if kind.setting]
    # A vendor's key is sooner had than a program of one's own.
    return sorted(found, key=lambda name: name == "CUSTOM_SOURCE_URL")
