"""Platforms over HTTP."""

from fastapi import APIRouter

from services.social.deps import Platforms
from services.social.platforms.schemas import PlatformsRead

router = APIRouter(prefix="/api/v1/social", tags=["social platforms"])


@router.get("/platforms")
async def list_platforms(platforms: Platforms) -> PlatformsRead:
    """The platforms, what each takes at most, and which sources are configured."""
    return platforms.list_platforms()
