"""The types of fields about mails and their tokens."""

from typing import Annotated

from pydantic import Field

from libs.common.schemas import Schema

MailedToken = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="From the link in the mail: what follows `#token=`",
    ),
]


class MailOnItsWay(Schema):
    """A mail will be sent, if there is reason to."""

    message: str = Field(description="A sentence for a person")
