"""Settings of analytics."""

from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What analytics reads beside the common settings."""

    service_name: ClassVar[str] = "analytics"

    access_log_retention_days: int = Field(90, ge=1)

    @property
    def access_log_retention(self) -> timedelta:
        """How long an answered request stays in the access log."""
        return timedelta(days=self.access_log_retention_days)
