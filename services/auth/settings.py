"""Settings of auth."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What auth reads beside the common settings."""

    service_name: ClassVar[str] = "auth"
