"""Settings of analytics."""

from typing import ClassVar

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What analytics reads beside the common settings."""

    service_name: ClassVar[str] = "analytics"
