"""What social's worker asks of itself about accounts that are followed."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class LookAtCreator(Message):
    """Get the account's newest posts, unless that was done a moment ago, and give them
    to those who follow it."""

    name: ClassVar[str] = "social.watching.look_at_creator"
    owner: ClassVar[str] = "social"

    creator_id: UUID


class LookAfterCreators(Message):
    """Ask for a look at the accounts whose turn has come."""

    name: ClassVar[str] = "social.watching.look_after_creators"
    owner: ClassVar[str] = "social"


class PurgeLooks(Message):
    """Forget old looks, and accounts that nobody follows any more."""

    name: ClassVar[str] = "social.watching.purge_looks"
    owner: ClassVar[str] = "social"
