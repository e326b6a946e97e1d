"""Settings of billing."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What billing reads beside the common settings."""

    service_name: ClassVar[str] = "billing"
