"""Where media lie in storage: `media/<owner>/<xx>/<id>.<ending>`.

`<owner>` is `public`, or the hash of the one whose posts they are of: so his folder can
be emptied, and no name holds an id. A key is never used twice, so that whoever deletes
an object late cannot meet another."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from uuid import UUID

from libs.common.db.tombstones import hash_owner
from libs.common.ids import is_id, new_id

PREFIX = "media/"
FORMER_PREFIX = "posts/"
"""Where media lay before; nothing is stored there any more."""


def folder_of_owner(owner_id: UUID | None) -> str:
    """The folder of all media of an owner's posts, or of public ones."""
    return f"{PREFIX}{hash_owner(owner_id).hex() if owner_id else 'public'}/"


def build_key(owner_id: UUID | None, extension: str) -> str:
    """A new key; `extension` without a dot."""
    name = new_id().hex
    # By the last digits, which are random: the first ones are the time.
    return f"{folder_of_owner(owner_id)}{name[-2:]}/{name}.{extension}"


def find_moment(key: str) -> datetime | None:
    """When a key was made; None for one that is not made here.

    UUIDv7 begins with the milliseconds (RFC 9562, 5.7)."""
    name = PurePosixPath(key).stem
    if not key.startswith(PREFIX) or not is_id(name):
        return None
    return datetime.fromtimestamp((UUID(name).int >> 80) / 1000, UTC)
