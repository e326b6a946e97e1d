"""The imports' job."""

from functools import partial

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.social.imports.messages import (
    ImportPosts,
    PurgeStrayFiles,
    RemoveImport,
)
from services.social.imports.repository import (
    ImportRepository,
    OpenImportRepository,
)
from services.social.imports.running import ENDED, ImportRun
from services.social.imports.stored_files import delete_files, purge_strays
from services.social.imports.taking_back.run import TakingBack
from services.social.resources import social_resources
from services.social.standings.orders import StandingOrders


async def import_posts(job: Job, body: ImportPosts) -> None:
    """Imports what is left of an uploaded file."""
    own = social_resources(job.resources)
    run = ImportRun(job, own.storage, own.settings.import_batch_rows)
    await run.run(body.import_id, body.owner_id)


async def abandon_import(
    resources: Resources, session: WriteSession, body: ImportPosts
) -> None:
    """Ends an import that was given up: nobody should wait for it in vain."""
    imports = ImportRepository(session, body.owner_id)
    run = await imports.get(body.import_id)
    if run.status in ENDED:
        return
    await imports.set_values(
        run.id,
        status="FAILED",
        error="Something went wrong on our side. Import the file again.",
        finished_at=resources.clock.now(),
    )
    orders = StandingOrders(session, resources.jobs)
    await orders.ask_for_import(body.owner_id, run.id)
    storage = social_resources(resources).storage
    session.after_commit(partial(delete_files, storage, run))


async def purge_stray_files(
    resources: Resources, session: WriteSession, _: PurgeStrayFiles
) -> None:
    """Deletes files that an upload or an import has left behind."""
    storage = social_resources(resources).storage
    await purge_strays(storage, OpenImportRepository(session), resources.clock.now())


async def remove_import(job: Job, body: RemoveImport) -> None:
    """Takes an import back."""
    await TakingBack(job, body.import_id, body.owner_id).run()


async def abandon_removal(
    resources: Resources, session: WriteSession, body: RemoveImport
) -> None:
    """Says that it was given up: it can be asked for again."""
    await ImportRepository(session, body.owner_id).set_values(
        body.import_id,
        status="FAILED",
        error="Taking it back did not come to its end. Try it again.",
        finished_at=resources.clock.now(),
    )
