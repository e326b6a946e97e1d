"""Each platform's export, from the upload to the posts."""

from dataclasses import dataclass, field

import pytest

from libs.common.identity import Identity
from tests.social.imports.archives import exports
from tests.social.imports.archives.zips import build_zip
from tests.social.imports.asking import IMPORT, File, import_archive, preview, send
from tests.social.running import Social


@dataclass(frozen=True, slots=True)
class Export:
    """What is handed in, the answers that it needs, and what comes of it."""

    file: File
    platform: str
    creator_key: str
    imported: int = 3
    refused: int = 0
    answers: dict[str, str] = field(default_factory=dict)


ACCOUNT = {"account": "@Ada.L"}
STUDIO = {"account": exports.YOUTUBE_CHANNEL, "timezone": "Europe/Berlin"}
EXPORTS = {
    "instagram": Export(
        ("i.zip", exports.packed(exports.instagram())), "instagram", "ada.l"
    ),
    "facebook": Export(
        ("f.zip", exports.packed(exports.facebook())), "facebook", "ada.l", refused=1
    ),
    "tiktok": Export(
        ("t.zip", build_zip({"T/user_data_tiktok.json": exports.tiktok_document()})),
        *("tiktok", "ada.l"),
    ),
    "pinterest": Export(
        ("p.zip", exports.packed(exports.pinterest())),
        *("pinterest", "ada.l"),
        answers=ACCOUNT,
    ),
    "linkedin_analytics": Export(
        ("c.xlsx", exports.linkedin_workbook()),
        *("linkedin", "ada.l"),
        answers=ACCOUNT,
    ),
    "linkedin_shares": Export(
        ("l.zip", build_zip({"Shares.csv": exports.LINKEDIN_SHARES})),
        *("linkedin", "ada.l"),
        answers=ACCOUNT,
    ),
    "youtube_studio": Export(
        ("s.zip", build_zip({"Tabellendaten.csv": exports.YOUTUBE_STUDIO})),
        *("youtube", exports.YOUTUBE_CHANNEL),
        refused=2,
        answers=STUDIO,
    ),
    "youtube_takeout": Export(
        ("y.zip", exports.packed(exports.youtube_takeout())),
        *("youtube", exports.YOUTUBE_CHANNEL),
        refused=1,
    ),
}


async def answer_preview(
    social: Social, owner: Identity, export: Export
) -> dict[str, str]:
    """As the page does it: with the mapping that the preview shows, if there is one."""
    found = await preview(social, owner, export.file, **export.answers)
    assert not [asked for asked in found["questions"] if asked["is_needed"]]
    if not found["mapping"]:
        return export.answers
    mapping = exports.to_json(found["mapping"]).decode()
    return {**export.answers, "mapping": mapping}


class TestExports:
    @pytest.mark.parametrize("name", EXPORTS)
    async def test_comes_in_once_and_tells_what_it_was(
        self, social: Social, alice: Identity, name: str
    ) -> None:
        export = EXPORTS[name]
        await social.run_worker()
        fields = await answer_preview(social, alice, export)
        first = await import_archive(social, alice, export.file, **fields)
        assert first["error"] is None
        totals = first["totals"]
        assert (totals["imported"], totals["refused"]) == (
            export.imported,
            export.refused,
        )
        assert first["found"]["posts"] == export.imported
        again = await import_archive(social, alice, export.file, **fields)
        assert again["totals"]["duplicate"] == export.imported
        rows = await social.ask("SELECT platform, creator_key FROM posts")
        assert [(row.platform, row.creator_key) for row in rows] == [
            (export.platform, export.creator_key)
        ] * export.imported

    async def test_nothing_but_posts_is_kept(
        self, social: Social, alice: Identity
    ) -> None:
        """The worker does not run: what is stored waits for it."""
        for export in EXPORTS.values():
            fields = await answer_preview(social, alice, export)
            answer = await send(social, alice, IMPORT, export.file, **fields)
            assert answer.status_code == 202, answer.text
        storage = social.resources.storage
        keys = [key async for key in storage.list_keys("imports/")]
        assert len({key.rpartition("/")[0] for key in keys}) == len(EXPORTS)
        for key in keys:
            stored = b"".join([chunk async for chunk in storage.open(key)])
            assert exports.SECRET.encode() not in stored


class TestDamage:
    async def test_document_that_breaks_off_leaves_nothing(
        self, social: Social, alice: Identity
    ) -> None:
        content = exports.tiktok_document()[:-200]
        for path in (f"{IMPORT}/preview", IMPORT):
            answer = await send(social, alice, path, ("own.json", content), **ACCOUNT)
            assert answer.status_code == 422, answer.text
            [wrong] = answer.json()["fields"]
            assert (wrong["field"], wrong["reason"]) == ("file", "broken")
        assert await social.ask("SELECT 1 FROM imports") == []
        keys = social.resources.storage.list_keys("imports/")
        assert [key async for key in keys] == []
