"""What the gateways pull, since an announcement may get lost."""

from fastapi import APIRouter, Depends

from libs.common.dependencies import CurrentResources, ReadDatabase
from libs.common.identity import require_service
from services.auth.ended_credentials.repository import EndedCredentialRepository
from services.auth.ended_credentials.schemas import (
    EndedCredentialList,
    EndedCredentialRead,
)

internal_router = APIRouter(prefix="/internal/auth", include_in_schema=False)


@internal_router.get(
    "/ended-credentials", dependencies=[Depends(require_service("gateway"))]
)
async def list_ended_credentials(
    session: ReadDatabase, resources: CurrentResources
) -> EndedCredentialList:
    """The sessions, API keys and users that are to be refused."""
    found = await EndedCredentialRepository(session).list_refused(resources.clock.now())
    return EndedCredentialList(
        items=[EndedCredentialRead.model_validate(each) for each in found]
    )
