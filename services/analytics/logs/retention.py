"""How long each log is kept."""

from datetime import timedelta

from services.analytics.logs.models import (
    APIAccessLog,
    AppLog,
    AuthenticationLog,
    ExternalAPICallLog,
    LogModel,
)
from services.analytics.settings import Settings


def retention_of(settings: Settings) -> dict[LogModel, timedelta]:
    """The age at which an entry goes, for each log."""
    return {
        APIAccessLog: timedelta(days=settings.access_log_retention_days),
        AuthenticationLog: timedelta(days=settings.authentication_log_retention_days),
        ExternalAPICallLog: timedelta(days=settings.external_call_log_retention_days),
        AppLog: timedelta(days=settings.app_log_retention_days),
    }
