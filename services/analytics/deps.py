"""What the endpoints of analytics depend on."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from libs.common.dependencies import WriteDatabase
from services.analytics.logs.models import (
    APIAccessLog,
    AppLog,
    AuthenticationLog,
    ExternalAPICallLog,
    LogModel,
)
from services.analytics.logs.repository import LogRepository


def log_of(model: LogModel) -> Callable[[WriteDatabase], LogRepository]:
    """A dependency: the log whose rows are of this model."""

    def build(session: WriteDatabase) -> LogRepository:
        return LogRepository(session, model)

    return build


AccessLogs = Annotated[LogRepository, Depends(log_of(APIAccessLog))]
AuthenticationLogs = Annotated[LogRepository, Depends(log_of(AuthenticationLog))]
ExternalCallLogs = Annotated[LogRepository, Depends(log_of(ExternalAPICallLog))]
AppLogs = Annotated[LogRepository, Depends(log_of(AppLog))]
