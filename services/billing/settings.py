"""Settings of billing."""

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from pydantic import Field, field_validator

from libs.common.settings import CommonSettings
from services.billing.plans.catalogue import DEFAULT_PLANS_FILE, read_plans


class Settings(CommonSettings):
    """What billing reads beside the common settings."""

    service_name: ClassVar[str] = "billing"

    plans_file: Path = Field(
        DEFAULT_PLANS_FILE, validate_default=True, description="TOML, see plans.toml"
    )
    reservation_minutes: int = Field(60, ge=1, description="Then it expires by itself")

    @field_validator("plans_file")
    @classmethod
    def _can_be_read(cls, value: Path) -> Path:
        read_plans(value)
        return value

    @property
    def reservation_lifetime(self) -> timedelta:
        """How long a reservation stands if nobody settles it."""
        return timedelta(minutes=self.reservation_minutes)
