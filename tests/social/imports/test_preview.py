"""Looking at a file before it is imported."""

import json
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.factories.social import youtube_id
from tests.social.conftest import StartSocial
from tests.social.imports.asking import (
    IMPORT,
    PREVIEW,
    import_as_guessed,
    preview,
    questions,
    send,
)
from tests.social.running import Social

HEADER = "video_id,channelTitle,title,published,views\n"


def build_table(*rows: str, header: str = HEADER) -> tuple[str, bytes]:
    return "posts.csv", (header + "".join(f"{row}\n" for row in rows)).encode()


def build_row(number: int, at: str = "2026-01-01T00:00:00Z", views: str = "5") -> str:
    return f"{youtube_id(number)},Ada,Title {number},{at},{views}"


class TestWhoMay:
    async def test_without_identity_is_refused(self, social: Social) -> None:
        async with social.client() as client:
            assert (await client.post(PREVIEW)).status_code == 401

    async def test_key_that_may_only_read_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        reader = alice.model_copy(update={"scopes": frozenset({"social:read"})})
        answer = await send(social, reader, PREVIEW, build_table(build_row(1)))
        assert answer.status_code == 403


class TestPreviewImport:
    async def test_tells_columns_mapping_and_first_rows(
        self, social: Social, alice: Identity
    ) -> None:
        found = await preview(social, alice, build_table(build_row(1), build_row(2)))
        assert (found["kind"], found["delimiter"]) == ("csv", ",")
        assert found["columns"][0] == {
            "name": "video_id",
            "samples": [youtube_id(1), youtube_id(2)],
            "field": "id",
            "is_certain": True,
        }
        assert found["sample"] == {"rows": 2, "readable": 2, "refused": 0}
        row = found["rows"][1]
        assert row["row_number"] == 2
        assert row["post"]["id"] == youtube_id(2)
        assert row["post"]["creator"] == "Ada"
        assert row["post"]["metrics"]["views"] == 5
        assert row["post"]["published_at"] == "2026-01-01T00:00:00Z"

    async def test_stores_nothing(self, social: Social, alice: Identity) -> None:
        await preview(social, alice, build_table(build_row(1)))
        for table in ("imports", "posts", "outbox"):
            assert await social.ask(f"SELECT 1 FROM {table}") == []
        keys = social.resources.storage.list_keys("imports/")
        assert [key async for key in keys] == []

    async def test_shows_twenty_rows_and_counts_all_it_looked_at(
        self, social: Social, alice: Identity
    ) -> None:
        rows = [build_row(n, views="x" if n % 2 else "5") for n in range(50)]
        mapping = {"id": "video_id", "creator": "channelTitle", "views": "views"}
        found = await preview(
            social, alice, build_table(*rows), mapping=json.dumps(mapping)
        )
        assert len(found["rows"]) == 20
        assert found["sample"] == {"rows": 50, "readable": 25, "refused": 25}
        assert found["rows"][1]["reason"] == "bad_number"
        assert found["rows"][1]["field"] == "views"
        assert "'views'" in found["rows"][1]["message"]

    async def test_given_mapping_and_options_are_in_force(
        self, social: Social, alice: Identity
    ) -> None:
        mapping = {"id": "video_id", "title": "channelTitle", "time": "published"}
        found = await preview(
            social,
            alice,
            build_table(build_row(1, "3/4/2025")),
            mapping=json.dumps(mapping),
            account="@Bea",
            platform="youtube",
            date_order="dmy",
            timezone="Europe/Berlin",
        )
        assert (found["mapping"], found["questions"]) == (mapping, [])
        post = found["rows"][0]["post"]
        assert (post["title"], post["creator"]) == ("Ada", "Bea")
        assert post["published_at"] == "2025-04-02T22:00:00Z"
        fields = {c["name"]: (c["field"], c["is_certain"]) for c in found["columns"]}
        assert fields["channelTitle"] == ("title", False)

    async def test_rows_are_shown_though_something_is_asked(
        self, social: Social, alice: Identity
    ) -> None:
        table = build_table("Hello there,3/4/2025,1.000", header="text,date,likes\n")
        found = await preview(social, alice, table)
        assert questions(found) == {
            "platform": True,
            "account": True,
            "timezone": True,
            "date_order": True,
            "number_format": True,
        }
        post = found["rows"][0]["post"]
        assert (post["platform"], post["creator"], post["id"]) == (None, None, None)
        assert post["text"] == "Hello there"

    async def test_unanswered_questions_refuse_the_import_by_name(
        self, social: Social, alice: Identity
    ) -> None:
        table = build_table("Hello,3/4/2025,1.000", header="text,date,likes\n")
        mapping = json.dumps({"text": "text", "time": "date", "likes": "likes"})
        answer = await send(social, alice, IMPORT, table, mapping=mapping)
        assert answer.status_code == 422
        assert [(f["field"], f["reason"]) for f in answer.json()["fields"]] == [
            ("platform", "needed"),
            ("account", "needed"),
            ("timezone", "needed"),
            ("date_order", "needed"),
            ("number_format", "needed"),
        ]
        assert await social.ask("SELECT 1 FROM imports") == []

    async def test_answers_are_used_by_the_import(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        table = build_table("Hello,3/4/2025,1.000", header="text,date,likes\n")
        found = await preview(social, alice, table)
        done = await import_as_guessed(
            social,
            alice,
            found,
            table,
            platform="pinterest",
            account="ada",
            timezone="UTC",
            date_order="mdy",
            number_format="point_comma",
        )
        assert done["totals"]["imported"] == 1
        [post] = await social.ask("SELECT platform, published_at, metrics FROM posts")
        assert (post.platform, post.metrics) == ("pinterest", {"likes": 1000})
        assert (post.published_at.month, post.published_at.day) == (3, 4)

    async def test_post_without_a_time_has_no_multiple(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        table = build_table(
            *(f"Text {n},{n}" for n in range(30)), header="text,likes\n"
        )
        found = await preview(social, alice, table, platform="x", account="ada")
        assert questions(found) == {"time": False}
        answers = {"platform": "x", "account": "ada"}
        await import_as_guessed(social, alice, found, table, **answers)
        [post, *_] = await social.ask("SELECT id FROM posts")
        async with social.analysis() as client:
            path = f"/internal/social/posts/{post.id}/baseline"
            query = {"owner_id": str(alice.owner_id)}
            baseline = (await client.get(path, params=query)).json()
        assert (baseline["has_time"], baseline["held"]) == (False, 0)


class TestPart:
    @pytest.mark.parametrize("cut", [1, 20, 40])
    async def test_broken_last_row_is_left_out(
        self, social: Social, alice: Identity, cut: int
    ) -> None:
        name, content = build_table(*map(build_row, range(5)))
        found = await preview(social, alice, (name, content[:-cut]), is_part="true")
        assert found["sample"] == {"rows": 4, "readable": 4, "refused": 0}

    async def test_json_may_end_anywhere(self, social: Social, alice: Identity) -> None:
        rows = [{"text": f"é {n}", "id": youtube_id(n), "views": n} for n in range(9)]
        content = json.dumps(rows, ensure_ascii=False).encode()
        for cut in (1, 2, 30, 60, content.rindex("é".encode()) - len(content) + 1):
            part = ("posts.json", content[: -abs(cut)])
            found = await preview(social, alice, part, is_part="true")
            assert found["sample"]["refused"] == 0
            assert found["sample"]["rows"] >= 6

    async def test_part_of_a_zip_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        part = ("a.zip", b"PK\x03\x04" + b"x" * 100)
        answer = await send(social, alice, PREVIEW, part, is_part="true")
        assert answer.json()["fields"][0]["reason"] == "zip_in_part"

    async def test_import_takes_no_part(self, social: Social, alice: Identity) -> None:
        table = build_table(build_row(1))
        answer = await send(social, alice, IMPORT, table, is_part="true")
        assert answer.json()["fields"][0]["field"] == "is_part"


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "no_rows"),
            (HEADER.encode(), "no_rows"),
            (b"<!DOCTYPE html><html><body>Log in", "web_page"),
            (b"\n <html lang='en'>", "web_page"),
            (b"%PDF-1.7 ...", "not_text"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not_text"),
            (b"\x1f\x8b\x08" + b"\0" * 50, "not_text"),
            (b'[{"id": 1}, {"id"', "broken"),
        ],
    )
    async def test_file_that_is_no_table_is_refused_with_its_reason(
        self, social: Social, alice: Identity, content: bytes, reason: str
    ) -> None:
        mapping = json.dumps({"id": "id"})
        for path, fields in ((PREVIEW, {}), (IMPORT, {"mapping": mapping})):
            answer = await send(social, alice, path, ("f", content), **fields)
            assert answer.status_code == 422, answer.text
            assert answer.json()["fields"][0]["reason"] == reason

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"platform": "myspace"}, "unsupported_platform"),
            ({"account": "@"}, "bad_account"),
            ({"account": "a\x00b"}, "bad_account"),
            ({"account": "x" * 300}, "bad_account"),
            ({"date_order": "ydm"}, "bad_choice"),
            ({"number_format": "1.234"}, "bad_choice"),
        ],
    )
    async def test_option_that_is_none_is_refused(
        self, social: Social, alice: Identity, fields: dict[str, str], reason: str
    ) -> None:
        answer = await send(social, alice, PREVIEW, build_table(build_row(1)), **fields)
        assert answer.status_code == 422
        [field] = answer.json()["fields"]
        assert (field["field"], field["reason"]) == (next(iter(fields)), reason)

    async def test_files_over_the_limit_together_are_refused(
        self, start_social: StartSocial, alice: Identity
    ) -> None:
        social: Social = await start_social(import_max_bytes=1_000)
        half = ("tweets.js", b"window.YTD.tweets.part0 = [" + b" " * 600)
        answer = await send(social, alice, PREVIEW, half, half)
        assert (answer.status_code, answer.json()["code"]) == (413, "UploadTooLarge")


class TestStrangeColumns:
    async def test_names_and_values_that_cannot_be_shown_do_no_harm(
        self, social: Social, alice: Identity
    ) -> None:
        rows: list[Any] = [
            {
                "\ud800": 1,
                "a\nb": "\x00",
                "": 2,
                "x" * 500: 3,
                "text": "\ud83d",
                "n": [],
            }
        ]
        content = json.dumps(rows).encode()
        found = await preview(social, alice, ("f.json", content), platform="x")
        names = [column["name"] for column in found["columns"]]
        assert "text" in names
        assert all(name and name.isprintable() and len(name) < 300 for name in names)

    async def test_columns_without_end_are_cut(
        self, social: Social, alice: Identity
    ) -> None:
        names = ",".join(f"c{n}" for n in range(5_000))
        values = ",".join("1" for _ in range(5_000))
        found = await preview(social, alice, build_table(values, header=names + "\n"))
        assert len(found["columns"]) == 300
