"""ZIPs that were made to do harm, and what they are told."""

import zipfile
from io import BytesIO

import pytest

from libs.common.identity import Identity
from services.social.imports.archives.zip_files import ZipLimits, open_zip
from services.social.imports.files.forms import FileNotReadable
from tests.social.imports.archives.zips import (
    ARCHIVE,
    build_encrypted,
    build_link,
    build_overlapping,
    build_twice,
    build_zip,
    build_zip_with,
    damage,
)
from tests.social.imports.asking import IMPORT, PREVIEW, import_archive, send
from tests.social.running import Social

LIMITS = ZipLimits(max_members=1_000, max_unpacked_bytes=50_000_000, max_ratio=200)
PLAIN = zipfile.ZipInfo("a/b/c/d/e.txt")


def named(name: str) -> bytes:
    """An archive with a member of this name."""
    return build_zip_with(zipfile.ZipInfo("x" * len(name.encode())), name=name)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "zeros that unpack to megabytes": (
        build_zip({**ARCHIVE, "data/tweets-part1.js": b"\0" * 40_000_000}),
        "too_dense",
    ),
    "many members of the same bytes": (build_overlapping(50), "overlapping"),
    "many members of much": (build_overlapping(1_000), "too_large_unpacked"),
    "more members than allowed": (
        build_zip({**ARCHIVE, **{f"m/{n}": b"" for n in range(1_001)}}),
        "too_many_members",
    ),
    "parent folder": (named("../../tweets.js"), "unsafe_name"),
    "parent folder within": (named("data/../../x.js"), "unsafe_name"),
    "parent folder of Windows": (named("data\\..\\..\\x.js"), "unsafe_name"),
    "absolute name": (named("/etc/passwd"), "unsafe_name"),
    "drive letter": (named("C:/data/tweets.js"), "unsafe_name"),
    "share of Windows": (named("\\\\host\\x"), "unsafe_name"),
    "NUL in the name": (named("data/x\0.js"), "unsafe_name"),
    "link": (build_link(), "link"),
    "locked": (build_encrypted(), "encrypted"),
    "same name twice": (build_twice(), "duplicate_member"),
    "cut off": (build_zip(ARCHIVE)[:-30], "bad_zip"),
    "end alone": (build_zip(ARCHIVE)[-22:], "bad_zip"),
    "beginning alone": (b"PK\x03\x04" + b"\0" * 5_000, "bad_zip"),
    "nothing in it": (build_zip({}), "not_an_archive"),
    "ZIP in a ZIP": (
        build_zip({"archive.zip": build_zip(ARCHIVE)}),
        "nested_zip",
    ),
    "spreadsheet without its sheets": (
        build_zip({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
        "bad_workbook",
    ),
}


class TestOpenZip:
    @pytest.mark.parametrize("name", HOSTILE)
    async def test_is_refused_and_leaves_nothing(
        self, social: Social, alice: Identity, name: str
    ) -> None:
        content, reason = HOSTILE[name]
        if reason in {"too_many_members", "too_large_unpacked"}:
            with pytest.raises(FileNotReadable) as refused:
                open_zip(BytesIO(content), LIMITS)
            assert refused.value.fields[0].reason == reason
            return
        for path in (PREVIEW, IMPORT):
            answer = await send(social, alice, path, ("twitter.zip", content))
            assert answer.status_code == 422, answer.text
            [field] = answer.json()["fields"]
            assert (field["field"], field["reason"]) == ("file", reason)
        await check_nothing_stored(social)

    async def test_damage_that_shows_while_storing_leaves_nothing(
        self, social: Social, alice: Identity
    ) -> None:
        noise = b'window.YTD.tweets.part0 = [{"tweet":{"id_str":"%d"}}]'
        posts = b",".join(noise % n for n in range(200_000))
        content = damage(build_zip({**ARCHIVE, "data/tweets.js": posts}))
        answer = await send(social, alice, IMPORT, ("twitter.zip", content))
        assert answer.status_code == 422, answer.text
        [field] = answer.json()["fields"]
        assert field["reason"] == "bad_zip"
        assert "data/tweets.js" in field["message"]
        await check_nothing_stored(social)

    @pytest.mark.prove
    def test_hundred_thousand_members_are_refused_unread(self) -> None:
        many = build_zip({f"{n}": b"" for n in range(100_000)})
        with pytest.raises(FileNotReadable) as refused:
            open_zip(BytesIO(many), LIMITS)
        assert refused.value.fields[0].reason == "too_many_members"

    def test_directory_that_lies_about_its_length_is_refused(self) -> None:
        """The library reads the whole list, whatever number the end announces."""
        made = bytearray(build_zip({f"{n}": b"" for n in range(30_000)}))
        end = bytes(made).rindex(b"PK\x05\x06")
        made[end + 8 : end + 12] = b"\x01\x00\x01\x00"
        with pytest.raises(FileNotReadable) as refused:
            open_zip(BytesIO(bytes(made)), LIMITS)
        assert refused.value.fields[0].reason == "too_many_members"

    def test_ordinary_archive_with_deep_folders_is_opened(self) -> None:
        opened = open_zip(BytesIO(build_zip_with(PLAIN)), LIMITS)
        assert len(opened.infolist()) == 3


class TestArchives:
    @pytest.mark.parametrize("folder", ["", "twitter-2023-02-18-abc/"])
    async def test_data_may_lie_in_a_folder_of_its_own(
        self, social: Social, alice: Identity, folder: str
    ) -> None:
        await social.run_worker()
        members = {folder + name: content for name, content in ARCHIVE.items()}
        content = build_zip({**members, f"{folder}Your archive.html": b"<html>"})
        done = await import_archive(social, alice, ("twitter.zip", content))
        assert (done["kind"], done["account"]) == ("x_archive", "ada")
        assert done["totals"]["imported"] == 1

    async def test_messages_and_contacts_are_not_even_stored(
        self, social: Social, alice: Identity
    ) -> None:
        secret = b'window.YTD.direct_messages.part0 = ["a secret"]'
        members = {
            **ARCHIVE,
            "data/direct-messages.js": secret,
            "data/deleted-tweets.js": ARCHIVE["data/tweets.js"],
            "data/follower.js": b"window.YTD.follower.part0 = []",
        }
        files = [(name.split("/")[1], content) for name, content in members.items()]
        for upload in ([("twitter.zip", build_zip(members))], files):
            answer = await send(social, alice, IMPORT, *upload)
            assert answer.status_code == 202, answer.text
        storage = social.resources.storage
        keys = [key async for key in storage.list_keys("imports/")]
        assert len(keys) == 2 * len(ARCHIVE)
        for key in keys:
            stored = b"".join([chunk async for chunk in storage.open(key)])
            assert stored in ARCHIVE.values()


async def check_nothing_stored(social: Social) -> None:
    assert await social.ask("SELECT 1 FROM imports") == []
    keys = social.resources.storage.list_keys("imports/")
    assert [key async for key in keys] == []
