"""What the gateways are told."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema


class EndedCredentialRead(Schema):
    """A session, an API key or a user whose credentials are to be refused."""

    credential_id: UUID
    until: datetime = Field(description="When nothing can come of it any more, UTC")


class EndedCredentialList(Schema):
    """All that is to be refused at present."""

    items: list[EndedCredentialRead]
