"""What the gateway tells of people whom an outside issuer signs in."""

from fastapi import APIRouter, Depends

from libs.common.contracts.outside_users import OutsideSubject, OutsideUser
from libs.common.identity import require_service
from services.auth.deps import CurrentAuthResources, OutsideUsers
from services.auth.outside_users.errors import IssuerNotInUse

internal_router = APIRouter(prefix="/internal/auth", include_in_schema=False)


@internal_router.post(
    "/outside-users", dependencies=[Depends(require_service("gateway"))]
)
async def see_outside_user(
    subject: OutsideSubject, users: OutsideUsers, resources: CurrentAuthResources
) -> OutsideUser:
    """Who the subject of a verified token is; made at the first sight of it."""
    if subject.issuer != resources.outside_issuer:
        raise IssuerNotInUse
    return await users.see(subject)
