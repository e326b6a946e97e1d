"""Media over HTTP: no identity is asked, the link itself is the permission."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from libs.common.schemas import error_responses
from libs.common.storage.interface import ObjectNotFound, RangeNotSatisfiable
from libs.common.storage.signing import MediaLinkExpired, MediaLinkInvalid
from services.social.deps import Media

router = APIRouter(tags=["media"])

Expires = Annotated[str, Query(max_length=20, description="As in the link")]
Signature = Annotated[str, Query(max_length=100, description="As in the link")]
RangeHeader = Annotated[str | None, Header(alias="Range", max_length=100)]
KnownTag = Annotated[str | None, Header(alias="If-None-Match", max_length=100)]


@router.get(
    "/media/{key:path}",
    response_class=StreamingResponse,
    responses=error_responses(
        MediaLinkInvalid, MediaLinkExpired, ObjectNotFound, RangeNotSatisfiable
    ),
)
async def read_medium(
    key: str,
    media: Media,
    expires: Expires = "",
    signature: Signature = "",
    range_header: RangeHeader = None,
    known_tag: KnownTag = None,
) -> Response:
    """A stored picture or video, under a link as posts give it. Ranges are served."""
    served = await media.serve(
        key,
        expires=expires,
        signature=signature,
        range_header=range_header,
        known_tag=known_tag,
    )
    if served.content is None:
        return Response(status_code=served.status_code, headers=served.headers)
    return StreamingResponse(
        served.content, status_code=served.status_code, headers=served.headers
    )
