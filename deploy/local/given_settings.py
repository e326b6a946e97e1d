"""The settings that a person gave: `.env` at the root, and the environment over it."""

import os
from pathlib import Path

from dotenv import dotenv_values

from deploy.local.process_spec import PROJECT_ROOT


def read_given_settings() -> dict[str, str]:
    """All of them by name; what is set to nothing counts as not set."""
    given = {**dotenv_values(PROJECT_ROOT / ".env"), **os.environ}
    return {name: value for name, value in given.items() if value}


def find_home(settings: dict[str, str]) -> Path:
    """POSTSCOPE_HOME, `var/` by default; relative to the project's root."""
    return PROJECT_ROOT / Path(settings.get("POSTSCOPE_HOME", "var")).expanduser()
