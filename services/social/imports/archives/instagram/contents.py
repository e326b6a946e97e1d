"""What an export of Instagram says of itself. Blocks."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from services.social.imports.archives.contents import (
    ArchiveContents,
    ArchiveFile,
    clean_name,
)
from services.social.imports.archives.elements import read_elements
from services.social.imports.archives.mojibake import repair
from services.social.imports.files.records import FileBroken
from services.social.imports.guessing.columns import normalise

# The name of the user name in the languages that such exports were seen in.
_NAMES = (
    "username, user name, benutzername, nom d utilisateur, nombre de usuario, nome de "
    "usuario, nome do usuario, nome de utilizador, nome utente, gebruikersnaam, nazwa "
    "uzytkownika, kullanici adi, anvandarnamn, brugernavn, brukernavn, имя "
    "пользователя, 用户名, ユーザーネーム, 사용자 이름, nama pengguna"
)
_USER_NAMES = frozenset(normalise(name) for name in _NAMES.split(","))


def read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """Of the profile nothing but the user name is taken."""
    return ArchiveContents(
        kind="instagram_archive",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        username=_read_username(files),
    )


def _read_username(files: Sequence[ArchiveFile]) -> str | None:
    for part in files:
        if part.role != "profile":
            continue
        with suppress(FileBroken):
            for element in read_elements(part, ("profile_user",)):
                found = _find_username(element)
                if found:
                    return found
    return None


def _find_username(element: Any) -> str | None:
    entries = element.get("string_map_data") if isinstance(element, dict) else None
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if normalise(repair(name)[:100]) in _USER_NAMES and isinstance(entry, dict):
            return clean_name(entry.get("value"))
    return None
