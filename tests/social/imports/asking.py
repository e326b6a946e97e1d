"""Looks at files and imports them over HTTP, as the wizard does."""

import json
from collections.abc import Mapping
from typing import Any

import httpx2

from libs.common.identity import Identity
from tests.social.running import Social

IMPORT = "/api/v1/social/posts/import"
PREVIEW = f"{IMPORT}/preview"

File = tuple[str, bytes]
_OPTIONS = ("timezone", "date_order", "number_format", "platform", "account")


async def send(
    social: Social, owner: Identity, path: str, *files: File, **fields: str
) -> httpx2.Response:
    """Sends a form with these files."""
    parts = [("file", file) for file in files]
    async with social.client(owner) as client:
        return await client.post(path, files=parts, data=fields)


async def preview(
    social: Social, owner: Identity, *files: File, **fields: str
) -> dict[str, Any]:
    """What the preview says of files that can be looked at."""
    answer = await send(social, owner, PREVIEW, *files, **fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def import_as_guessed(
    social: Social, owner: Identity, found: Mapping[str, Any], file: File, **fields: str
) -> dict[str, Any]:
    """Imports a file as its preview would have it; `fields` answer its questions."""
    guessed = {name: found["options"][name] for name in _OPTIONS}
    told = {name: value for name, value in guessed.items() if value} | fields
    mapping = json.dumps(found["mapping"])
    answer = await send(social, owner, IMPORT, file, mapping=mapping, **told)
    assert answer.status_code == 202, answer.text
    done: dict[str, Any] = await social.wait_for_import(owner, answer.json()["id"])
    return done


async def import_archive(
    social: Social, owner: Identity, *files: File, **fields: str
) -> dict[str, Any]:
    """Imports the files of an archive."""
    answer = await send(social, owner, IMPORT, *files, **fields)
    assert answer.status_code == 202, answer.text
    done: dict[str, Any] = await social.wait_for_import(owner, answer.json()["id"])
    return done


def questions(found: Mapping[str, Any]) -> dict[str, bool]:
    """What a preview asks, and whether an answer is needed."""
    return {asked["option"]: asked["is_needed"] for asked in found["questions"]}
