"""Settings common to all services: from the environment and `.env`, checked at start.

Nothing is required outside production: what is missing has an embedded default."""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Literal, Self, TypeVar

from pydantic import (
    AnyHttpUrl,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from libs.common.observability.logging import LogFormat

StorageName = Literal["local", "supabase"]
AppLogLevelName = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
SettingsType = TypeVar("SettingsType", bound="CommonSettings")


class InvalidSettings(Exception):
    """Settings are wrong; the text names each one. The process does not start."""


class CommonSettings(BaseSettings):
    """What every process reads. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )
    service_name: ClassVar[str] = "service"
    lanes: ClassVar[tuple[str, ...]] = ()
    """The service's lanes: each has a worker process of its own."""

    environment: Literal["development", "test", "production"] = "development"
    debug: bool | None = Field(None, description="DEBUG=False is read as production")
    postscope_home: Path = Path("var")
    secret_key: SecretStr = SecretStr("")
    secret_key_previous: SecretStr | None = None
    database_url: SecretStr | None = None
    supabase_db_url: SecretStr | None = None
    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    internal_url: str = "http://127.0.0.1:8001"
    process_kind: str = "web"
    host: str = "127.0.0.1"
    service_port: int = 0
    log_format: LogFormat = "auto"
    log_level: str = "INFO"
    database_pool_size: int = Field(5, ge=1, le=50)
    worker_metrics_port: int | None = Field(
        None, ge=0, le=65535, description="Where a worker's probes and metrics are"
    )
    otel_exporter_otlp_endpoint: str | None = Field(
        None, description="Base URL of a collector of traces; none are made without it"
    )
    access_log_enabled: bool = True
    external_call_log_enabled: bool = True
    app_log_enabled: bool = True
    app_log_level: AppLogLevelName = "WARNING"
    storage: StorageName = Field(
        "local", description="Where media and files lie; docs/operators.md"
    )
    storage_moving_from: StorageName | None = Field(
        None, description="Where they lay before, until `make move-media` is done"
    )
    supabase_url: AnyHttpUrl | None = None
    supabase_secret_key: SecretStr | None = None
    supabase_bucket: str = Field("postscope", pattern=r"^[A-Za-z0-9_-]{1,100}$")

    job_lease_seconds: float = Field(30, gt=0)
    job_heartbeat_seconds: float = Field(10, gt=0)
    job_max_attempts: int = Field(5, ge=1)
    job_concurrency: int = Field(200, ge=1)
    job_sweep_seconds: float = Field(1.0, gt=0)

    @field_validator("log_level", "app_log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="before")
    @classmethod
    def _debug_false_is_production(cls, values: dict[str, object]) -> dict[str, object]:
        is_off = str(values.get("debug", "")).lower() in {"false", "0", "no", "off"}
        if is_off and "environment" not in values:
            values["environment"] = "production"
        return values

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        if self.secret_key.get_secret_value():
            return self
        if self.environment == "production":
            msg = "SECRET_KEY is required in production"
            raise ValueError(msg)
        generated = SecretStr(read_or_create_secret(self.postscope_home / "secret_key"))
        object.__setattr__(self, "secret_key", generated)
        return self

    @model_validator(mode="after")
    def _has_its_storage(self) -> Self:
        named = {self.storage, self.storage_moving_from}
        if "supabase" in named and not (self.supabase_url and self.supabase_secret_key):
            msg = "storage at Supabase needs SUPABASE_URL and SUPABASE_SECRET_KEY"
            raise ValueError(msg)
        if self.storage == self.storage_moving_from:
            msg = "STORAGE_MOVING_FROM must be another storage than STORAGE"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _beats_within_lease(self) -> Self:
        if self.job_heartbeat_seconds > self.job_lease_seconds / 2:
            msg = "JOB_HEARTBEAT_SECONDS must be at most half of JOB_LEASE_SECONDS"
            raise ValueError(msg)
        return self

    @property
    def process_name(self) -> str:
        """How the process calls itself in logs and traces: `social`, `social-worker`,
        or by its lane: `social-speech`."""
        is_web = self.process_kind == "web"
        return (
            self.service_name if is_web else f"{self.service_name}-{self.process_kind}"
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What keys are derived from: the first for new things, all for old ones."""
        given = (self.secret_key, self.secret_key_previous)
        return tuple(each.get_secret_value() for each in given if each)

    @property
    def lease(self) -> timedelta:
        """How long a job's lease lasts without a heartbeat."""
        return timedelta(seconds=self.job_lease_seconds)

    @property
    def service_database_url(self) -> SecretStr:
        """The service's own URL, else the one URL that serves all services."""
        if own := os.environ.get(f"DATABASE_URL_{self.service_name.upper()}"):
            return SecretStr(own)
        shared = self.database_url or self.supabase_db_url
        if shared is None:
            name = self.service_name.upper()
            msg = (
                f"DATABASE_URL_{name} (or DATABASE_URL) is not set; `make run` sets it"
            )
            raise InvalidSettings(msg)
        return shared

    @property
    def database_schema(self) -> str | None:
        """The service's private schema where one database serves all, else None."""
        own = os.environ.get(f"DATABASE_URL_{self.service_name.upper()}")
        return None if own else self.service_name


def read_or_create_secret(path: Path) -> str:
    """The secret in the file; generated (256 bits, owner-readable) if it is missing.

    Of many that generate it at once, one wins, and all read the same. Raises
    ValueError if the file is empty."""
    if not path.exists():
        _create_secret(path)
    secret = path.read_text().strip()
    if not secret:
        msg = f"{path} is empty: put back the key from a backup, or delete the file"
        raise ValueError(msg)
    return secret


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".")  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        # The name appears with the whole content, and only once.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def load_settings(
    settings_type: type[SettingsType],
) -> SettingsType:
    """Reads and checks the settings. Raises InvalidSettings naming each wrong one."""
    try:
        return settings_type()
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(p) for p in problem['loc']).upper() or 'settings'}: "
            f"{problem['msg']}"
            for problem in error.errors(include_input=False)
        ]
        raise InvalidSettings("Settings are wrong:\n" + "\n".join(lines)) from None
    except OSError as error:
        raise InvalidSettings(f"POSTSCOPE_HOME cannot be used: {error}") from None
