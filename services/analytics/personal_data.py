"""What analytics holds of a person, table by table: read by erase and export."""

from libs.common.personal_data.declaring import PersonalData, naming, nobodys, owned
from services.analytics.logs.models import (
    APIAccessLog,
    AppLog,
    AuthenticationLog,
    ExternalAPICallLog,
)
from services.analytics.logs.of_erased import NOBODYS
from services.analytics.metadata import metadata

PERSONAL_DATA = PersonalData(
    metadata,
    # What was asked and tried, how often and how fast, stays; who it was does not.
    owned(
        APIAccessLog.user_id,
        "requests that were answered for you",
        blanks=NOBODYS,
        is_long=True,
    ),
    owned(
        AuthenticationLog.user_id,
        "when you signed in, and what you changed",
        blanks={**NOBODYS, "session_id": None},
        is_long=True,
    ),
    naming([AppLog.event, AppLog.details], "what went wrong for you"),
    nobodys(ExternalAPICallLog, "which system was called, and not for whom"),
)
