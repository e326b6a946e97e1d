"""What auth is asked, and by whom it is told."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.base import Contract
from libs.common.ids import derived_id

Standing = Literal["active", "erased"]


class OutsideSubject(Contract):
    """A person as an outside issuer names him, in `iss` and `sub` of its tokens.

    Whoever asks about one has verified a token of theirs."""

    issuer: str = Field(min_length=1, max_length=300)
    subject: str = Field(min_length=1, max_length=200)

    @property
    def user_id(self) -> UUID:
        """The id that this person has with us: the same for all who compute it."""
        return derived_id(self.issuer, self.subject)


class OutsideUser(Contract):
    """What auth knows of an outside subject. One that is erased comes in no more."""

    user_id: UUID
    role: Literal["user", "admin"]
    standing: Standing
