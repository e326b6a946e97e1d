"""The ways to posts, in the order in which they are asked, and what unlocks each.

What costs nothing comes before what is paid for; a collector of one's own is wanted by
whoever names it."""

from collections.abc import Collection
from dataclasses import dataclass

LINKED = frozenset({"instagram", "x", "youtube"})
"""Platforms whose posts are read by link."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A way to posts: its name, what people call it, whose posts it may bring, and the
    setting without which it is not there (None: it always is).

    `platforms_setting` says for which platforms it is asked, where it is there."""

    name: str
    label: str
    platforms: frozenset[str]
    setting: str | None
    platforms_setting: str | None = None


CHAIN: tuple[SourceKind, ...] = (
    SourceKind("demo", "The demo", LINKED, None),
    SourceKind(
        "custom",
        "Your collector",
        LINKED,
        "CUSTOM_SOURCE_URL",
        "CUSTOM_SOURCE_PLATFORMS",
    ),
    SourceKind("twitterapi_io", "TwitterAPI.io", frozenset({"x"}), "TWITTERAPI_KEY"),
    SourceKind(
        "brightdata", "Bright Data", frozenset({"instagram"}), "BRIGHTDATA_API_KEY"
    ),
    SourceKind(
        "youtube_api", "YouTube's API", frozenset({"youtube"}), "YOUTUBE_API_KEY"
    ),
    SourceKind("yt-dlp", "yt-dlp", frozenset({"youtube"}), "YTDLP_ENABLED"),
)


def list_kinds(platform: str) -> list[SourceKind]:
    """The ways to posts of a platform, the first to be asked first."""
    return [kind for kind in CHAIN if platform in kind.platforms]


def find_label(name: str) -> str:
    """What people call a source."""
    return next((kind.label for kind in CHAIN if kind.name == name), name)


def find_setting(kind: SourceKind, present: Collection[str]) -> str | None:
    """What to set to have the source for one more platform; `present`: the sources
    that are there already, for whichever platforms."""
    return kind.platforms_setting if kind.name in present else kind.setting


def list_settings(platform: str, present: Collection[str] = ()) -> list[str]:
    """The settings that each bring a source for the platform, the best first."""
    # A vendor's key is sooner had than a program of one's own.
    kinds = sorted(list_kinds(platform), key=lambda kind: kind.name == "custom")
    found = (find_setting(kind, present) for kind in kinds)
    return [setting for setting in found if setting]
