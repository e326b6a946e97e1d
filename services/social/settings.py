"""Settings of social."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What social reads beside the common settings."""

    service_name: ClassVar[str] = "social"
