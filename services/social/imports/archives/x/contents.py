"""What an archive of X says of itself: whose it is, and when it was made. Blocks."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from services.social.imports.archives.x.assigned_json import AssignedJson
from services.social.imports.archives.x.marks import Role
from services.social.imports.archives.x.records import ArchiveFile, read_elements
from services.social.imports.files.records import FileBroken

_MOST_MANIFEST_BYTES = 4 << 20
_MOST_NAME = 200


class XArchive(BaseModel):
    """Kept with the import. `roles` and `names` are those of its files, in order;
    `made_at` is when its figures were seen."""

    model_config = ConfigDict(frozen=True)

    roles: tuple[Role, ...]
    names: tuple[str, ...]
    username: str | None = None
    account_id: str | None = None
    display_name: str | None = None
    made_at: datetime | None = None


def read_archive(files: Sequence[ArchiveFile]) -> XArchive:
    """Raises FileBroken if the account's file is damaged."""
    account = _read_account(files)
    return XArchive(
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        username=_name(account.get("username")),
        account_id=_name(account.get("accountId")),
        display_name=_name(account.get("accountDisplayName")),
        made_at=_read_made_at(files),
    )


def _read_account(files: Sequence[ArchiveFile]) -> dict[str, Any]:
    for part in files:
        if part.role != "account":
            continue
        for element in read_elements(part):
            account = element.get("account") if isinstance(element, dict) else None
            if isinstance(account, dict):
                return account
    return {}


def _read_made_at(files: Sequence[ArchiveFile]) -> datetime | None:
    """When the archive was made, by its manifest; it may be missing."""
    part = next((part for part in files if part.role == "manifest"), None)
    if part is None:
        return None
    with suppress(FileBroken, ValueError, AttributeError):
        part.file.seek(0)
        reader = AssignedJson(part.file)
        content = b""
        while len(content) <= _MOST_MANIFEST_BYTES and (chunk := reader.read()):
            content += chunk
        told = orjson.loads(content).get("archiveInfo", {}).get("generationDate")
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    return None


def _name(value: object) -> str | None:
    """A name fit to be kept: one line, of a sensible length."""
    if not isinstance(value, str):
        return None
    plain = "".join(sign for sign in value if sign.isprintable()).strip()
    return plain[:_MOST_NAME] or None
