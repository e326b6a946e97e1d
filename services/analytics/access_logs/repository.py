"""Queries of the access log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from libs.common.contracts.analytics import AccessLogEntry
from libs.common.db.repository import Repository
from services.analytics.access_logs.models import APIAccessLog


class AccessLogRepository(Repository[APIAccessLog]):
    """The log is the operator's: no user reads it, so none is its owner."""

    model = APIAccessLog

    async def store(self, service: str, entries: Sequence[AccessLogEntry]) -> int:
        """Writes the entries in one statement, at most 1,000; how many are new."""
        rows = [{**entry.model_dump(), "service": service} for entry in entries]
        statement = (
            insert(APIAccessLog)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["id"])
            .returning(APIAccessLog.id)
        )
        return len((await self.session.execute(statement)).all())

    async def delete_oldest(self, *, before: datetime, limit: int) -> int:
        """Deletes at most `limit` entries older than that instant; how many."""
        oldest = (
            select(APIAccessLog.id)
            .where(APIAccessLog.at < before)
            .order_by(APIAccessLog.at)
            .limit(limit)
        )
        statement = (
            delete(APIAccessLog)
            .where(APIAccessLog.id.in_(oldest))
            .returning(APIAccessLog.id)
        )
        return len((await self.session.execute(statement)).all())
