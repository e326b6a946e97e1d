"""What analytics is told for its logs: answered requests, sign-ins, outside calls, and
what went wrong."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from libs.common.contracts.base import Contract, Message
from libs.common.schemas import reject_nul

MAX_ENTRIES = 1000
MAX_ENDPOINT = 200
MAX_USER_AGENT = 400
MAX_ADDRESS = 45
MAX_ERROR = 500
MAX_EVENT = 500

Text = Annotated[str, AfterValidator(reject_nul)]


class AccessLogEntry(Contract):
    """One answered request. `endpoint` is the route's template, never the raw path.

    `id` is made by the sender, so that a batch sent twice is stored once.
    `response_time_ms` runs until the first byte of the answer."""

    id: UUID
    at: AwareDatetime
    endpoint: Text = Field(max_length=MAX_ENDPOINT)
    method: Text = Field(max_length=20)
    status_code: int = Field(ge=100, le=599)
    response_time_ms: float = Field(ge=0)
    ip_address: Text | None = Field(None, max_length=MAX_ADDRESS)
    user_agent: Text | None = Field(None, max_length=MAX_USER_AGENT)
    user_id: UUID | None = None
    request_id: Text = Field("", max_length=64)
    error: Text | None = Field(
        None, max_length=MAX_ERROR, description="The error's class name, where one was"
    )


class StoreAccessLogs(Contract):
    """Requests that the asking service answered, in any order."""

    entries: list[AccessLogEntry] = Field(min_length=1, max_length=MAX_ENTRIES)


class AccessLogsStored(Contract):
    """How many of the entries are new; the others were stored before."""

    stored: int


class EntriesStored(Contract):
    """How many of the entries are new; the others were stored before."""

    stored: int


class AuthenticationEvent(StrEnum):
    """What somebody did, or tried, with an account or its session."""

    SIGNUP = "signup"
    LOGIN = "login"
    LOGOUT = "logout"
    TOKEN_REFRESH = "token_refresh"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSWORD_RESET_REQUESTED = "password_reset_requested"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    EMAIL_VERIFIED = "email_verified"
    EMAIL_CHANGED = "email_changed"
    SESSION_REVOKED = "session_revoked"
    API_KEY_CREATED = "api_key_created"
    API_KEY_REVOKED = "api_key_revoked"
    ADMIN_SESSION = "admin_session"
    ACCOUNT_DELETED = "account_deleted"


class AuthenticationEntry(Contract):
    """One such event. The e-mail address is not in it: `user_id` says whom it concerns,
    where an account is known.

    `reason` is the error's class name where it was refused."""

    id: UUID
    at: AwareDatetime
    event: AuthenticationEvent
    succeeded: bool
    reason: Text | None = Field(None, max_length=100)
    user_id: UUID | None = None
    session_id: UUID | None = None
    ip_address: Text | None = Field(None, max_length=MAX_ADDRESS)
    user_agent: Text | None = Field(None, max_length=MAX_USER_AGENT)
    request_id: Text = Field("", max_length=64)


class RecordAuthentication(AuthenticationEntry, Message):
    """An event that has happened, told with the transaction that made it so."""

    name: ClassVar[str] = "analytics.authentication_logs.record"
    owner: ClassVar[str] = "analytics"


class StoreAuthenticationLogs(Contract):
    """Events that nothing was written for, such as refused sign-ins; best effort."""

    entries: list[AuthenticationEntry] = Field(min_length=1, max_length=MAX_ENTRIES)


class ExternalCallEntry(Contract):
    """One call to a system that is not ours: `provider` and `operation` name it.

    `cost_micro_usd` is in millionths of a US dollar, 0 where nothing is said."""

    id: UUID
    at: AwareDatetime
    provider: Text = Field(max_length=100)
    operation: Text = Field(max_length=100)
    outcome: Literal["ok", "refused", "failed", "timeout", "cancelled"]
    status_code: int | None = Field(None, ge=100, le=599)
    response_time_ms: float = Field(ge=0)
    cost_micro_usd: int = Field(0, ge=0, le=10**12)
    error: Text | None = Field(None, max_length=MAX_ERROR)
    request_id: Text = Field("", max_length=64)


class StoreExternalCalls(Contract):
    """Outside calls that the asking service made, in any order."""

    entries: list[ExternalCallEntry] = Field(min_length=1, max_length=MAX_ENTRIES)


class AppLogLevel(StrEnum):
    """How grave it is."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


class AppLogCategory(StrEnum):
    """Which part of the product it concerns."""

    AUTH = "AUTH"
    SCRAPE = "SCRAPE"
    API = "API"
    ANALYSIS = "ANALYSIS"
    BILLING = "BILLING"
    SYSTEM = "SYSTEM"


class AppLogEntry(Contract):
    """One line of a process's log. `metadata` is what stood beside the event, without
    secrets."""

    id: UUID
    at: AwareDatetime
    level: AppLogLevel
    category: AppLogCategory
    event: Text = Field(max_length=MAX_EVENT)
    logger: Text = Field("", max_length=200)
    metadata: Annotated[dict[str, Any], AfterValidator(reject_nul)] = Field(
        default_factory=dict
    )
    request_id: Text = Field("", max_length=64)
    trace_id: Text = Field("", max_length=32)


class StoreAppLogs(Contract):
    """Lines of the asking service's processes, in any order."""

    entries: list[AppLogEntry] = Field(min_length=1, max_length=MAX_ENTRIES)
