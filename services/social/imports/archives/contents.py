"""The files of an archive, and what is kept of it with an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

from services.social.imports.files.forms import ArchiveName

_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file of an archive: `role` is what it is to its kind, `name` for people."""

    role: str
    name: str
    file: BinaryIO


class ArchiveContents(BaseModel):
    """Kept with the import. `roles` and `names` are those of its files, in order;
    `made_at` is when its figures were seen, where the archive tells."""

    model_config = ConfigDict(frozen=True)

    kind: ArchiveName = "x_archive"
    roles: tuple[str, ...]
    names: tuple[str, ...]
    username: str | None = None
    account_id: str | None = None
    display_name: str | None = None
    made_at: datetime | None = None

    def assign(self, files: Sequence[BinaryIO]) -> list[ArchiveFile]:
        """The files that were kept, each with what it is."""
        parts = zip(self.roles, self.names, files, strict=True)
        return [ArchiveFile(*part) for part in parts]


def clean_name(value: object) -> str | None:
    """A name fit to be kept: one line, of a sensible length."""
    if not isinstance(value, str):
        return None
    plain = "".join(sign for sign in value if sign.isprintable()).strip()
    return plain[:_MOST_NAME] or None
