"""Settings of insights."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What insights reads beside the common settings."""

    service_name: ClassVar[str] = "insights"
