"""What the endpoints of analytics depend on."""

from typing import Annotated

from fastapi import Depends

from libs.common.dependencies import WriteDatabase
from services.analytics.access_logs.repository import AccessLogRepository


def build_access_logs(session: WriteDatabase) -> AccessLogRepository:
    """The access log."""
    return AccessLogRepository(session)


AccessLogs = Annotated[AccessLogRepository, Depends(build_access_logs)]
