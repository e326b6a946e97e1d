"""What an archive of X says of itself: whose it is, and when it was made. Blocks."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson

from services.social.imports.archives.contents import (
    ArchiveContents,
    ArchiveFile,
    clean_name,
)
from services.social.imports.archives.x.assigned_json import AssignedJson
from services.social.imports.archives.x.records import read_scripted
from services.social.imports.files.records import FileBroken

_MOST_MANIFEST_BYTES = 4 << 20


def read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """Raises FileBroken if the account's file is damaged."""
    account = _read_account(files)
    return ArchiveContents(
        kind="x_archive",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        username=clean_name(account.get("username")),
        account_id=clean_name(account.get("accountId")),
        display_name=clean_name(account.get("accountDisplayName")),
        made_at=_read_made_at(files),
    )


def _read_account(files: Sequence[ArchiveFile]) -> dict[str, Any]:
    for part in files:
        if part.role != "account":
            continue
        for element in read_scripted(part):
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
