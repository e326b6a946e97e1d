"""Archives: asked for, told of, each in its owner's name."""

from datetime import timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.domain_events import HOLDERS, UserExportRequested
from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.personal_data.archive_parts import ARCHIVE, folder_of_export
from libs.common.storage.links import MediaLinks
from services.auth.accounts.repository import UserRepository
from services.auth.exports.models import Export, ExportState
from services.auth.exports.repository import ExportRepository
from services.auth.exports.schemas import ExportPartRead, ExportRead

KEPT = timedelta(days=7)
"""How long an archive can be downloaded."""


class ExportService:
    """One caller's archives; one instance per transaction."""

    def __init__(
        self, session: WriteSession, jobs: Jobs, links: MediaLinks, clock: Clock
    ) -> None:
        self._session = session
        self._exports = ExportRepository(session)
        self._jobs = jobs
        self._links = links
        self._clock = clock

    async def get_or_start(self, user_id: UUID) -> ExportRead:
        """The newest archive; begun now if there is none. Raises AccountNotFound."""
        found = await self._exports.find_newest(user_id, self._clock.now())
        return await self._render(found) if found else await self.start(user_id)

    async def start(self, user_id: UUID) -> ExportRead:
        """Begins an archive, unless one is being prepared. Raises AccountNotFound."""
        await UserRepository(self._session).get_locked(user_id)  # one begins at a time
        now = self._clock.now()
        found = await self._exports.find_newest(user_id, now)
        if found and found.state == ExportState.PREPARING:
            return await self._render(found)
        export = Export(
            id=new_id(),
            user_id=user_id,
            state=ExportState.PREPARING,
            created_at=now,
            expires_at=now + KEPT,
        )
        await self._exports.add(export, HOLDERS)
        event = UserExportRequested(export_id=export.id, owner_id=user_id)
        await self._jobs.publish(self._session, event, event_id=export.id)
        return await self._render(export)

    async def _render(self, export: Export) -> ExportRead:
        parts = {p.service: p for p in await self._exports.list_parts(export.id)}
        is_ready = export.state == ExportState.READY
        key = f"{folder_of_export(export.user_id, export.id)}{ARCHIVE}"
        return ExportRead(
            id=export.id,
            state=export.state.value,
            parts=[
                ExportPartRead.model_validate(parts[service])
                for service in HOLDERS
                if service in parts
            ],
            created_at=export.created_at,
            ready_at=export.ready_at,
            size_bytes=export.size_bytes,
            download_url=self._links.build(key) if is_ready else None,
            expires_at=export.expires_at,
        )
