"""The types of a profile's fields, and what is accepted in each."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from libs.common.timezones import find_timezone
from services.auth.accounts.email_address import EmailNotUsable, normalise_email


def _email(text: str) -> str:
    try:
        return normalise_email(text)
    except EmailNotUsable as error:
        raise PydanticCustomError("bad_email", "{why}", {"why": str(error)}) from None


def _timezone(name: str) -> str:
    if find_timezone(name) is None:
        message = "Use the name of an IANA time zone, such as Europe/Berlin."
        raise PydanticCustomError("bad_timezone", message)
    return name


def _name(text: str) -> str | None:
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise PydanticCustomError("control_character", "Use one line of plain text.")
    return text.strip() or None


EmailAddress = Annotated[
    str,
    Field(max_length=254, description="Upper and lower case are the same"),
    AfterValidator(_email),
]
TimezoneName = Annotated[
    str,
    Field(max_length=64, description="IANA name, such as `Europe/Berlin`"),
    AfterValidator(_timezone),
]
LanguageTag = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$",
        description="Language, with a region if need be: `en`, `pt-BR`",
    ),
]
PersonOrCompanyName = Annotated[
    str,
    Field(max_length=200, description="Up to 200 characters"),
    AfterValidator(_name),
]
