"""A post was taken down: what analyses hold of its content goes."""

from typing import Any
from uuid import UUID

from libs.common.contracts.domain_events import PostTakenDown
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from services.analysis.requests.filtering import build_search_text
from services.analysis.requests.naming import name_anew
from services.analysis.requests.repository import RequestRepository
from services.analysis.takedowns.repository import TakedownRepository

TAKEN_DOWN = "This post was taken down here, after a legal request."
_AT_ONCE = 100


class TakedownErasure:
    """Safe to run again: what is gone is found gone."""

    def __init__(self, job: Job, event: PostTakenDown) -> None:
        self._job = job
        self._event = event

    async def run(self) -> None:
        """The verdicts on the post first, then its title in others' evidence."""
        post_ids = self._event.post_ids
        if not post_ids:
            return
        async with self._job.unit_of_work() as session:
            # First, and for all to see: a verdict that comes now finds it, or is found.
            await TakedownRepository(session).note(post_ids, self._event.taken_down_at)
        async with self._job.unit_of_work() as session:
            await self._erase_verdicts(session)
        after = UUID(int=0)
        while True:
            async with self._job.unit_of_work() as session:
                found = await TakedownRepository(session).list_citing(
                    post_ids, after=after, limit=_AT_ONCE
                )
                for analysis in found:
                    analysis.evidence = self._without_titles(analysis.evidence)
            if len(found) < _AT_ONCE:
                return
            after = found[-1].id

    async def _erase_verdicts(self, session: WriteSession) -> None:
        takedowns = TakedownRepository(session)
        requests = await takedowns.lock_requests(self._event.post_ids)
        await takedowns.erase_verdicts(self._event.post_ids, TAKEN_DOWN)
        for request in requests:
            posts = await RequestRepository(session).list_posts(request.id)
            for post in posts:
                await session.refresh(post)
            if request.creator is None:
                request.display_name = name_anew(posts, request.language)
            request.search_text = build_search_text(request, posts)

    def _without_titles(self, evidence: dict[str, Any]) -> dict[str, Any]:
        named = {str(post_id) for post_id in self._event.post_ids}
        others = [
            {**other, "title": None} if other["post_id"] in named else other
            for other in evidence["others"]
        ]
        return {**evidence, "others": others}
