"""The demo over HTTP."""

from fastapi import APIRouter

from services.social.deps import Showcase
from services.social.showcase.schemas import DemoRead

router = APIRouter(prefix="/api/v1/social", tags=["social demo"])


@router.get("/demo")
async def read_demo(showcase: Showcase) -> DemoRead:
    """Invented creators and posts to try things on; marked as such everywhere."""
    return await showcase.read_demo()
