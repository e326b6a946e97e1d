"""Jobs of Clerk. There is nothing to do for them where Clerk is not in use."""

from typing import cast

from libs.common.jobs.handlers import Job
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.messages import RepairClerkUsers
from services.auth.outside_users.messages import FetchOutsideUser
from services.auth.outside_users.service import OutsideUserService
from services.auth.resources import AuthResources


async def fetch_outside_user(job: Job, message: FetchOutsideUser) -> None:
    """Handles FetchOutsideUser."""
    if directory := build_directory(cast("AuthResources", job.resources)):
        await directory.fetch(job, message.user_id)


async def repair_clerk_users(job: Job, _: RepairClerkUsers) -> None:
    """Handles RepairClerkUsers."""
    if directory := build_directory(cast("AuthResources", job.resources)):
        await directory.repair(job)


def build_directory(resources: AuthResources) -> ClerkDirectory | None:
    """Clerk's users and ours; None where Clerk is not in use."""
    if resources.clerk is None or resources.outside_issuer is None:
        return None
    users = OutsideUserService(resources.database, resources.jobs, resources.clock)
    return ClerkDirectory(resources.clerk, resources.outside_issuer, users)
