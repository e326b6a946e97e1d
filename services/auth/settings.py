"""Settings of auth."""

from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from libs.common.settings import CommonSettings


class Settings(CommonSettings):
    """What auth reads beside the common settings."""

    service_name: ClassVar[str] = "auth"

    access_token_minutes: int = Field(10, ge=1, le=60)
    refresh_token_days: int = Field(30, ge=1, description="Sliding: since the last use")
    session_days: int = Field(180, ge=1, description="Absolute, however often used")
    refresh_grace_seconds: int = Field(20, ge=0, le=60)

    # Argon2id. The first recommendation for limited memory of RFC 9106 §4 is 64 MiB and
    # 3 passes; one lane, as the processor is shared with everything else here.
    password_memory_kib: int = Field(65_536, ge=8)
    password_passes: int = Field(3, ge=1)
    password_threads: int = Field(2, ge=1, description="Hashes computed at one time")
    password_queue: int = Field(100, ge=1, description="Hashes that may wait")

    @property
    def access_token_lifetime(self) -> timedelta:
        """How long an access token is accepted."""
        return timedelta(minutes=self.access_token_minutes)

    @property
    def refresh_token_lifetime(self) -> timedelta:
        """How long an unused session can still be refreshed."""
        return timedelta(days=self.refresh_token_days)

    @property
    def session_lifetime(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(days=self.session_days)

    @property
    def refresh_grace(self) -> timedelta:
        """How long a rotated refresh token still gives its successor."""
        return timedelta(seconds=self.refresh_grace_seconds)
