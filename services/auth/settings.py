"""Settings of auth."""

from datetime import timedelta
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from libs.common.auth_provider import AuthProviderSettings, OutsideUrl
from libs.common.http.webhook_secrets import check_webhook_secret
from libs.common.mail.settings import MailSettings


def _signing_secret(secret: SecretStr) -> SecretStr:
    check_webhook_secret(secret.get_secret_value())
    return secret


def _with_version(url: str) -> str:
    # Clerk's own libraries are told the address with the version, or without.
    return url if urlsplit(url).path else f"{url}/v1"


WebhookSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]


class Settings(AuthProviderSettings, MailSettings):
    """What auth reads beside the common settings."""

    service_name: ClassVar[str] = "auth"

    authentication_log_enabled: bool = True

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

    breached_passwords_url: str | None = Field(
        None,
        pattern="^https?://",
        description="A list of stolen passwords in the form of Have I Been Pwned's",
    )

    clerk_api_url: Annotated[OutsideUrl, AfterValidator(_with_version)] = (
        "https://api.clerk.com/v1"
    )
    clerk_webhook_secret: WebhookSecret | None = Field(
        None, description="`whsec_...` of the endpoint; without it none is taken"
    )
    clerk_webhook_secret_previous: WebhookSecret | None = Field(
        None, description="Still taken while the secret is being replaced"
    )

    @model_validator(mode="after")
    def _can_ask_clerk(self) -> Self:
        if self.provider == "clerk" and self.clerk_secret_key is None:
            msg = "CLERK_SECRET_KEY is required with AUTH_PROVIDER=clerk"
            raise ValueError(msg)
        return self

    @property
    def clerk_webhook_secrets(self) -> tuple[str, ...]:
        """What Clerk's webhooks may be signed with, the present secret first."""
        given = (self.clerk_webhook_secret, self.clerk_webhook_secret_previous)
        return tuple(each.get_secret_value() for each in given if each)

    webhook_concurrency: int = Field(64, ge=2, description="Attempts at one time")
    webhook_timeout_seconds: float = Field(15, gt=0, le=60)
    webhook_retention_days: int = Field(30, ge=1)
    webhook_allow_loopback: bool = Field(
        default=False, description="http://localhost may be told; for developers"
    )

    @model_validator(mode="after")
    def _is_guarded_in_production(self) -> Self:
        if self.webhook_allow_loopback and self.environment == "production":
            msg = "WEBHOOK_ALLOW_LOOPBACK is for developers; remove it in production"
            raise ValueError(msg)
        return self

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
