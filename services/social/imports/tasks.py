"""The imports' job."""

from libs.common.jobs.handlers import Job
from services.social.imports.messages import ImportPosts
from services.social.imports.running import ImportRun
from services.social.resources import social_resources


async def import_posts(job: Job, body: ImportPosts) -> None:
    """Imports what is left of an uploaded file."""
    own = social_resources(job.resources)
    run = ImportRun(job, own.storage, own.settings.import_batch_rows)
    await run.run(body.import_id, body.owner_id)
