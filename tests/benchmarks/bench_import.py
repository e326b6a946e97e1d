"""Somebody's own posts, many of them: a CSV, against COPY of the rows that it becomes,
and an export of a platform."""

import asyncio
import csv
import io
import json
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

import asyncpg

from tests.benchmarks.memory import Peak, watch_peak
from tests.benchmarks.stage import Figure, Scene, Stage
from tests.e2e.person import ENDED, Person

COLUMNS = (
    *("platform", "creator", "id", "title", "text", "time", "duration"),
    *("views", "likes", "comments", "kind"),
)
FIELDS = {"mapping": json.dumps({name: name for name in COLUMNS})}
"""How the CSV is read."""
# What one row of the file becomes, in the order in which it is written.
TABLES = ("posts", "post_metric_snapshots", "post_media", "post_access", "import_rows")
_NEWEST = datetime(2026, 10, 1, tzinfo=UTC)
_WORDS = (
    "why",
    "this",
    "small",
    "change",
    "made",
    "every",
    "morning",
    "walk",
    "better",
)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


async def run(stage: Stage) -> list[Figure]:
    """Posts a second, the worker's peak, and the rate as a share of COPY's."""
    rows = stage.pick(100_000, 300)
    table = write_file(rows), FIELDS
    export = write_export(rows), dict[str, str]()
    async with stage.open() as scene:
        seconds, peak = await _measure(scene, rows, *table)
        copying = await time_copy(scene)
        export_seconds, export_peak = await _measure(scene, rows, *export)
    return [
        Figure(
            "rate", rows / seconds, f"{seconds:.1f} s, {len(table[0]) / 1e6:.0f} MB"
        ),
        Figure("memory", peak.bytes / 1e6, "limit"),
        Figure("copy_ratio", copying / seconds, f"COPY took {copying:.2f} s"),
        Figure("export_rate", rows / export_seconds, f"{export_seconds:.1f} s"),
        Figure("export_memory", export_peak.bytes / 1e6, "limit"),
    ]


async def _measure(
    scene: Scene, rows: int, content: bytes, fields: dict[str, str]
) -> tuple[float, Peak]:
    """Seconds of an import by somebody new, and the worker's peak meanwhile."""
    person = await scene.new_person()
    pid = scene.system.process("social-worker").pid
    assert pid
    async with watch_peak(pid) as peak:
        seconds = await time_import(person, content, rows, fields)
    return seconds, peak


def write_file(rows: int) -> bytes:
    """So many videos of 20 channels, an hour apart, with texts of usual length."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for n in range(rows):
        title = " ".join(_WORDS[(n + k) % len(_WORDS)] for k in range(7))
        at = _NEWEST - timedelta(hours=n)
        writer.writerow(
            (
                *("youtube", f"Channel {n % 20}", build_id(n), f"{title} {n}"),
                *(f"{title}, part {n}. " * 4, at.isoformat(), 61 + n % 900),
                *(n * 7919 % 100_000, n * 104_729 % 5_000, n % 300, "video"),
            )
        )
    return text.getvalue().encode()


def write_export(rows: int) -> bytes:
    """So many posts of one account as TikTok gives them, an hour apart, packed, with
    what is not read beside them."""
    listed = [
        {
            "Date": f"{_NEWEST - timedelta(hours=n):%Y-%m-%d %H:%M:%S}",
            "Link": f"https://www.tiktokv.com/share/video/{7 * 10**18 + n}/",
            "Likes": str(n * 104_729 % 5_000),
            "WhoCanView": "Everyone",
            "Sound": "original sound",
            "Title": " ".join(_WORDS[(n + k) % len(_WORDS)] for k in range(20)),
        }
        for n in range(rows)
    ]
    document = {
        "Post": {"Posts": {"VideoList": listed}},
        "Profile And Settings": {"Profile Info": {"ProfileMap": {"userName": "bulk"}}},
        "Your Activity": {"Watch History": {"VideoList": listed[: rows // 10]}},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user_data_tiktok.json", json.dumps(document))
    return packed.getvalue()


def build_id(number: int) -> str:
    """A well-formed YouTube id."""
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 64)
        digits = _ALPHABET[digit] + digits
    return f"bulk{digits}A"


async def time_import(
    person: Person, content: bytes, rows: int, fields: dict[str, str]
) -> float:
    """Seconds from the first byte sent to the import's end."""
    began = time.perf_counter()
    response = await person.call(
        "POST",
        "/social/posts/import",
        files={"file": ("posts.csv", content, "text/csv")},
        data=fields,
        timeout=300,
    )
    assert response.status_code == 202, response.text
    path = f"/social/imports/{response.json()['id']}"
    while (found := await person.get(path))["status"] not in ENDED:
        await asyncio.sleep(0.1)
    seconds = time.perf_counter() - began
    assert found["totals"]["imported"] == rows, found
    return seconds


async def time_copy(scene: Scene) -> float:
    """Seconds of COPY of all rows of these tables into others like them."""
    connection = await asyncpg.connect(scene.system.database_urls["social"])
    try:
        return sum([await _copy_again(connection, table) for table in TABLES])
    finally:
        await connection.close()


async def _copy_again(connection: asyncpg.Connection, table: str) -> float:
    like = f"bench_{table}"
    with TemporaryFile() as file:
        columns = await _copy_out(connection, table, file)
        await connection.execute(f"CREATE TABLE {like} (LIKE {table} INCLUDING ALL)")
        try:
            began = time.perf_counter()
            await connection.copy_to_table(
                like, source=file, columns=columns, format="binary"
            )
            return time.perf_counter() - began
        finally:
            await connection.execute(f"DROP TABLE {like}")


async def _copy_out(
    connection: asyncpg.Connection, table: str, file: IO[bytes]
) -> Sequence[str]:
    """Writes the rows to the file; the columns that can be written (not generated)."""
    found: list[Any] = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1"
        " AND table_schema = 'public' AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        table,
    )
    columns = [row["column_name"] for row in found]
    await connection.copy_from_table(
        table, columns=columns, output=file, format="binary"
    )
    file.seek(0)
    return columns
