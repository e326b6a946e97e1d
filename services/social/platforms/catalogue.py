"""The platforms, as `platforms.toml` lists them."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "platforms.toml"
_OTHER_NAMES = {"twitter": "x"}


class _Data(BaseModel):
    """A part of the file; a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlatformLimit(_Data):
    """The most of something that a platform takes."""

    field: str
    most: int
    unit: str
    source: str


class Platform(_Data):
    """A platform; `links`: its posts are read by link."""

    name: str
    label: str
    is_active: bool
    links: bool
    limits: tuple[PlatformLimit, ...]


class _Catalogue(_Data):
    platform: tuple[Platform, ...]


@cache
def load_platforms() -> dict[str, Platform]:
    """All platforms by name, in the order in which they are shown."""
    written = tomllib.loads(_FILE.read_text("utf-8"))
    return {p.name: p for p in _Catalogue.model_validate(written).platform}


def find_platform(name: str) -> Platform | None:
    """The active platform of a name in any case; `twitter` is `x`."""
    lowered = name.strip().lower()
    found = load_platforms().get(_OTHER_NAMES.get(lowered, lowered))
    return found if found and found.is_active else None
