"""Importing one's own posts."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.factories.social import youtube_id
from tests.social.conftest import StartSocial
from tests.social.running import Social

MAPPING: dict[str, Any] = {
    "platform": {"value": "youtube"},
    "creator": "who",
    "id": "id",
    "views": "views",
}
IMPORTS = "/api/v1/social/imports"


def build_csv(*rows: tuple[str, str, object]) -> str:
    return "who,id,views\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)


def numbered(count: int, views: int = 10) -> str:
    return build_csv(*(("Ada", youtube_id(n), views + n) for n in range(count)))


@pytest.fixture
async def importing(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


class TestWhoMaySee:
    async def test_without_identity_is_refused(self, social: Social) -> None:
        async with social.client() as client:
            path = "/api/v1/social/posts/import"
            assert (await client.post(path)).status_code == 401

    async def test_key_that_may_only_read_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        reader = alice.model_copy(update={"scopes": frozenset({"social:read"})})
        answer = await social.upload(reader, numbered(1), MAPPING)
        assert answer.status_code == 403

    async def test_import_of_another_is_not_found(
        self, importing: Social, alice: Identity, bob: Identity
    ) -> None:
        done = await importing.import_file(alice, numbered(1), MAPPING)
        async with importing.client(bob) as client:
            for path in (f"{IMPORTS}/{done['id']}", f"{IMPORTS}/{done['id']}/rows"):
                answer = await client.get(path)
                assert (answer.status_code, answer.json()["code"]) == (
                    404,
                    "ImportNotFound",
                )

    async def test_imported_posts_belong_to_their_importer(
        self, importing: Social, alice: Identity, bob: Identity
    ) -> None:
        await importing.import_file(alice, numbered(2), MAPPING)
        await importing.import_file(bob, numbered(2), MAPPING)
        rows = await importing.ask("SELECT owner_id FROM posts ORDER BY owner_id")
        assert len(rows) == 4
        assert {row.owner_id for row in rows} == {alice.owner_id, bob.owner_id}
        access = await importing.ask(
            "SELECT a.owner_id AS who, p.owner_id AS whose, via "
            "FROM post_access a JOIN posts p ON p.id = a.post_id"
        )
        assert all((r.who, r.via) == (r.whose, "import") for r in access)


class TestCreateImport:
    async def test_rows_are_imported_and_reported(
        self, importing: Social, alice: Identity
    ) -> None:
        content = build_csv(
            ("Ada", youtube_id(1), "1,000".replace(",", ".")),
            ("Ada", "bad", 5),
            ("Ada", youtube_id(1), 7),
            ("", youtube_id(2), 7),
            ("Bea", youtube_id(3), "x"),
        )
        done = await importing.import_file(alice, content, MAPPING)
        assert done["status"] == "COMPLETED"
        assert done["progress"] == 1
        assert done["totals"] == {
            "rows": 5,
            "imported": 1,
            "updated": 0,
            "duplicate": 1,
            "refused": 3,
        }
        report = await importing.report(alice, done["id"])
        assert [r["outcome"] for r in report["items"]] == [
            "imported",
            "refused",
            "duplicate",
            "refused",
            "refused",
        ]
        refused = [(r["reason"], r["field"]) for r in report["items"] if r["reason"]]
        assert refused == [
            ("bad_id", "id"),
            ("missing", "creator"),
            ("bad_number", "views"),
        ]
        [post] = await importing.ask("SELECT metrics FROM posts")
        assert post.metrics == {"views": 1000}

    async def test_same_file_again_changes_nothing(
        self, importing: Social, alice: Identity
    ) -> None:
        content = numbered(30)
        await importing.import_file(alice, content, MAPPING)
        tables = ("posts", "post_metric_snapshots", "post_access", "post_media")
        before = [
            await importing.ask(f"SELECT * FROM {t} ORDER BY 1, 2") for t in tables
        ]
        importing.clock.advance(timedelta(days=1))
        again = await importing.import_file(alice, content, MAPPING)
        assert again["totals"]["duplicate"] == 30
        after = [
            await importing.ask(f"SELECT * FROM {t} ORDER BY 1, 2") for t in tables
        ]
        assert after == before

    async def test_upload_sent_again_with_its_key_is_one_import(
        self, social: Social, alice: Identity
    ) -> None:
        async with social.client(alice) as client:
            first, again, other = [
                await client.post(
                    "/api/v1/social/posts/import",
                    # Each form has a boundary of its own.
                    files={"file": ("posts.csv", content)},
                    data={"mapping": json.dumps(MAPPING)},
                    headers={"Idempotency-Key": "once"},
                )
                for content in (numbered(3), numbered(3), numbered(40))
            ]
        assert (first.status_code, again.json()) == (202, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert (other.status_code, other.json()["code"]) == (
            422,
            "IdempotencyKeyReused",
        )
        assert len(await social.ask("SELECT id FROM imports")) == 1

    async def test_other_figures_add_a_snapshot(
        self, importing: Social, alice: Identity
    ) -> None:
        await importing.import_file(alice, numbered(3), MAPPING)
        importing.clock.advance(timedelta(days=1))
        changed = build_csv(
            ("Ada", youtube_id(0), 99),
            *(("Ada", youtube_id(n), 10 + n) for n in (1, 2)),
        )
        again = await importing.import_file(alice, changed, MAPPING)
        assert (again["totals"]["updated"], again["totals"]["duplicate"]) == (1, 2)
        [row] = await importing.ask("SELECT count(*) AS n FROM post_metric_snapshots")
        assert row.n == 4

    async def test_file_with_its_own_moments_is_a_history(
        self, importing: Social, alice: Identity
    ) -> None:
        days = ("2026-03-03", "2026-03-01", "2026-03-02")
        content = "who,id,views,at\n" + "".join(
            f"Ada,{youtube_id(1)},{n},{day}T00:00:00Z\n" for n, day in enumerate(days)
        )
        mapping = {**MAPPING, "as_of": "at"}
        first = await importing.import_file(alice, content, mapping)
        again = await importing.import_file(alice, content, mapping)
        assert (first["totals"]["imported"], first["totals"]["updated"]) == (1, 2)
        assert again["totals"]["duplicate"] == 3
        [post] = await importing.ask("SELECT metrics, metrics_as_of FROM posts")
        assert post.metrics == {"views": 0}
        assert post.metrics_as_of.day == 3

    async def test_moment_of_the_figures_is_told_for_all_rows(
        self, importing: Social, alice: Identity
    ) -> None:
        done = await importing.import_file(
            alice, numbered(2), MAPPING, as_of="2025-06-14T21:00:00+02:00"
        )
        assert done["totals"]["imported"] == 2
        [told] = await importing.ask(
            "SELECT DISTINCT metrics_as_of AS at FROM posts UNION"
            " SELECT as_of FROM post_metric_snapshots"
        )
        assert told.at == datetime(2025, 6, 14, 19, tzinfo=UTC)

    async def test_same_post_twice_counts_once_across_batches(
        self, start_social: StartSocial, alice: Identity
    ) -> None:
        social: Social = await start_social(import_batch_rows=2)
        await social.run_worker()
        rows = [("Ada", youtube_id(n % 3), n) for n in range(9)]
        content = build_csv(*rows)
        done = await social.import_file(alice, content, MAPPING)
        assert (done["totals"]["imported"], done["totals"]["duplicate"]) == (3, 6)
        again = await social.import_file(alice, content, MAPPING)
        assert again["totals"]["duplicate"] == 9
        views = await social.ask("SELECT metrics->'views' AS v FROM posts ORDER BY 1")
        assert [row.v for row in views] == [0, 1, 2]

    async def test_json_of_any_form_is_imported(
        self, importing: Social, alice: Identity
    ) -> None:
        rows = [
            {"who": "Ada", "id": youtube_id(n), "stats": {"views": n}} for n in (1, 2)
        ]
        mapping = {**MAPPING, "views": "stats.views"}
        forms = (
            json.dumps(rows),
            json.dumps({"posts": rows}),
            "\n".join(json.dumps(row) for row in rows),
        )
        kinds, outcomes = [], []
        for content in forms:
            done = await importing.import_file(alice, content, mapping)
            kinds.append(done["kind"])
            outcomes.append((done["totals"]["imported"], done["totals"]["duplicate"]))
        assert kinds == ["json_array", "json_posts", "json_lines"]
        assert outcomes == [(2, 0), (0, 2), (0, 2)]

    async def test_file_that_breaks_off_keeps_the_rows_before(
        self, importing: Social, alice: Identity
    ) -> None:
        rows = [{"who": "Ada", "id": youtube_id(n), "views": n} for n in range(2_500)]
        content = json.dumps(rows)[:-1] + ', {"who"'
        done = await importing.import_file(alice, content, MAPPING)
        assert done["status"] == "FAILED"
        assert "not valid JSON" in done["error"]
        assert done["totals"]["imported"] == 2_500

    async def test_file_is_deleted_when_it_is_done(
        self, importing: Social, alice: Identity
    ) -> None:
        await importing.import_file(alice, numbered(1), MAPPING)
        storage = importing.resources.storage
        async with asyncio.timeout(10):
            while [key async for key in storage.list_keys("imports/")]:
                await asyncio.sleep(0.02)


class TestRefusedUploads:
    async def check(
        self, social: Social, answer: Any, status: int, *fields: tuple[str, str]
    ) -> None:
        assert answer.status_code == status, answer.text
        told = [(f["field"], f["reason"]) for f in answer.json()["fields"]]
        assert told == list(fields)
        assert await social.ask("SELECT 1 FROM imports") == []
        keys = social.resources.storage.list_keys("imports/")
        assert [key async for key in keys] == []

    async def test_missing_columns_are_named(
        self, social: Social, alice: Identity
    ) -> None:
        mapping = {**MAPPING, "likes": "Likes", "shares": "Shares"}
        answer = await social.upload(alice, numbered(1), mapping)
        await self.check(
            social,
            answer,
            422,
            ("mapping.likes", "column_missing"),
            ("mapping.shares", "column_missing"),
        )
        assert "who, id, views" in answer.json()["fields"][0]["message"]

    @pytest.mark.parametrize("content", ["", "who,id,views\n", "[]", '{"posts": []}'])
    async def test_file_without_rows_is_refused(
        self, social: Social, alice: Identity, content: str
    ) -> None:
        answer = await social.upload(alice, content, MAPPING)
        await self.check(social, answer, 422, ("file", "no_rows"))

    @pytest.mark.parametrize(
        ("mapping", "fields"),
        [
            (
                {"views": "views"},
                [
                    ("mapping.id", "missing"),
                    ("platform", "needed"),
                    ("account", "needed"),
                ],
            ),
            (
                {**MAPPING, "platform": {"value": "myspace"}},
                [("mapping.platform", "unsupported_platform")],
            ),
            ({**MAPPING, "mood": "x"}, [("mapping.mood", "unknown_field")]),
            ({}, [("mapping", "bad_mapping")]),
        ],
    )
    async def test_mapping_that_does_not_fit_is_refused(
        self,
        social: Social,
        alice: Identity,
        mapping: dict[str, Any],
        fields: list[tuple[str, str]],
    ) -> None:
        answer = await social.upload(alice, numbered(1), mapping)
        await self.check(social, answer, 422, *fields)

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("timezone", "Mars/Olympus", "bad_timezone"),
            ("time_format", "%Q", "bad_format"),
            ("time_format", "%H:%M", "bad_format"),
            ("encoding", "klingon", "bad_encoding"),
            ("as_of", "yesterday", "bad_time"),
            ("as_of", "2025-06-14T21:00:00", "time_without_zone"),
            ("as_of", "2190-01-01T00:00:00Z", "in_future"),
            ("colour", "red", "extra_forbidden"),
        ],
    )
    async def test_option_that_is_none_is_refused(
        self, social: Social, alice: Identity, name: str, value: str, reason: str
    ) -> None:
        answer = await social.upload(alice, numbered(1), MAPPING, **{name: value})
        await self.check(social, answer, 422, (name, reason))

    async def test_file_over_the_limit_is_refused(
        self, start_social: StartSocial, alice: Identity
    ) -> None:
        social: Social = await start_social(import_max_bytes=1_000)
        for size in (1_001, 600_000):
            answer = await social.upload(alice, b"x" * size, MAPPING)
            await self.check(social, answer, 413)

    async def test_body_that_is_no_form_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        async with social.client(alice) as client:
            path = "/api/v1/social/posts/import"
            assert (await client.post(path, json={})).status_code == 415
            broken = await client.post(
                path,
                content=b"--x\r\nbroken",
                headers={"Content-Type": "multipart/form-data; boundary=x"},
            )
            assert broken.status_code in (400, 422)
            empty = await client.post(path, files={"mapping": (None, "{}")})
        assert empty.json()["fields"][0]["field"] == "file"


class TestListImports:
    async def test_own_ones_newest_first_page_by_page(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        made = []
        for _ in range(5):
            answer = await social.upload(alice, numbered(1), MAPPING)
            made.append(answer.json()["id"])
            social.clock.advance(timedelta(minutes=1))
        await social.upload(bob, numbered(1), MAPPING)
        async with social.client(alice) as client:
            first = (await client.get(IMPORTS, params={"limit": 3})).json()
            query = {"limit": 3, "cursor": first["next_cursor"]}
            second = (await client.get(IMPORTS, params=query)).json()
        shown = [item["id"] for page in (first, second) for item in page["items"]]
        assert shown == made[::-1]
        assert second["next_cursor"] is None
        assert first["items"][0]["account"] is None


class TestListImportRows:
    async def test_pages_follow_the_file_and_filter_by_outcome(
        self, importing: Social, alice: Identity
    ) -> None:
        rows = [("Ada", youtube_id(n) if n % 2 else "bad", n) for n in range(7)]
        done = await importing.import_file(alice, build_csv(*rows), MAPPING)
        async with importing.client(alice) as client:
            path = f"{IMPORTS}/{done['id']}/rows"
            first = (await client.get(path, params={"limit": 4})).json()
            cursor = first["next_cursor"]
            query = {"limit": 4, "cursor": cursor}
            second = (await client.get(path, params=query)).json()
            refused = (await client.get(path, params={"outcome": "refused"})).json()
            wrong = await client.get(path, params={"outcome": "nice"})
        assert [r["row_number"] for r in first["items"]] == [1, 2, 3, 4]
        assert [r["row_number"] for r in second["items"]] == [5, 6, 7]
        assert second["next_cursor"] is None
        assert [r["row_number"] for r in refused["items"]] == [1, 3, 5, 7]
        assert wrong.status_code == 422
