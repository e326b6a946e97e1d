"""FastAPI dependencies that every service uses."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from libs.common.db.session import ReadSession, WriteSession
from libs.common.db.tombstones import refuse_erased
from libs.common.identity import Identity
from libs.common.resources import Resources


async def get_resources(request: Request) -> Resources:
    """What the process holds open."""
    resources: Resources = request.app.state.resources
    return resources


CurrentResources = Annotated[Resources, Depends(get_resources)]


async def open_write_session(
    request: Request, resources: CurrentResources
) -> AsyncIterator[WriteSession]:
    """The request's one transaction, committed before the response is sent.

    Not for a caller who was erased while he asked: AccountErased."""

    async def check(session: WriteSession) -> None:
        identity: Identity | None = getattr(request.state, "identity", None)
        if identity and identity.authenticated_by != "service":
            await refuse_erased(session, identity.owner_id)

    async with resources.database.unit_of_work(before_commit=check) as session:
        # For what is written with the response (`libs/common/idempotency`).
        request.state.write_session = session
        yield session


async def open_read_session(resources: CurrentResources) -> AsyncIterator[ReadSession]:
    """A read-only transaction, over before the response is sent."""
    async with resources.database.read() as session:
        yield session


# `scope="function"`: the commit comes before the response, so a failed commit is told.
WriteDatabase = Annotated[WriteSession, Depends(open_write_session, scope="function")]
ReadDatabase = Annotated[ReadSession, Depends(open_read_session, scope="function")]
