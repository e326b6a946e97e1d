"""Settings of analysis."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What analysis reads beside the common settings."""

    service_name: ClassVar[str] = "analysis"
