"""Settings of analytics."""

from typing import ClassVar

from pydantic import Field

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What analytics reads beside the common settings."""

    service_name: ClassVar[str] = "analytics"

    access_log_retention_days: int = Field(90, ge=1)
    authentication_log_retention_days: int = Field(365, ge=1)
    external_call_log_retention_days: int = Field(365, ge=1)
    app_log_retention_days: int = Field(30, ge=1)
