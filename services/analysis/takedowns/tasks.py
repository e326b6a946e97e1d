"""What analysis does when a post is taken down."""

from libs.common.contracts.domain_events import PostTakenDown
from libs.common.jobs.handlers import Job
from services.analysis.takedowns.erasing import TakedownErasure


async def erase_taken_down(job: Job, event: PostTakenDown) -> None:
    """Erases what analyses hold of the post."""
    await TakedownErasure(job, event).run()
