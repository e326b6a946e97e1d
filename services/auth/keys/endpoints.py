"""The public keys."""

from fastapi import APIRouter, Response

from services.auth.deps import Keys
from services.auth.keys.schemas import JsonWebKeySet

router = APIRouter(tags=["keys"])


@router.get("/.well-known/jwks.json")
async def read_key_set(keys: Keys, response: Response) -> JsonWebKeySet:
    """The public keys that verify access tokens (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=30"
    return JsonWebKeySet.model_validate({"keys": await keys.list_published()})
