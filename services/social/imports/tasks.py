"""The imports' job."""

from sqlalchemy.exc import InterfaceError, OperationalError

from libs.common.jobs.handlers import Job
from services.social.imports.messages import ImportPosts
from services.social.imports.running import ImportRun
from services.social.resources import social_resources


async def import_posts(job: Job, body: ImportPosts) -> None:
    """Imports what is left of an uploaded file."""
    own = social_resources(job.resources)
    run = ImportRun(job, own.storage, own.settings.import_batch_rows)
    try:
        await run.run(body.import_id, body.owner_id)
    except (OperationalError, InterfaceError, OSError):
        raise  # a lost connection is no attempt: it is tried again
    except Exception:
        if job.lease.attempt >= own.settings.job_max_attempts:
            await run.give_up(body.import_id, body.owner_id)
        raise
