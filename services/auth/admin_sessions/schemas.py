"""Bodies of admin sessions."""

from pydantic import Field

from libs.common.schemas import Schema


class AdminAreaRead(Schema):
    """The admin pages of one service."""

    service: str = Field(description="The service whose data they show")
    url: str = Field(description="Path to open in the browser, e.g. `/admin/auth`")


class AdminSessionRead(Schema):
    """What a browser may open now; the cookie came with the answer."""

    expires_in: int = Field(description="Seconds until the pages ask for it again")
    areas: list[AdminAreaRead] = Field(description="The pages that can be opened")
