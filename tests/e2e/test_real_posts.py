"""Real posts: a channel's whole history is imported, and its verdicts recomputed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person
from tests.fixtures.people import SignUp
from tests.tabletop_channels import FILE, MAPPING, recompute


@pytest.fixture
def channels(sample_data_dir: Path) -> tuple[bytes, dict[str, float | None]]:
    """The file, and its videos' multiples; skips, saying so, where it is missing."""
    file = sample_data_dir / FILE
    return file.read_bytes(), {k: row.multiple for k, row in recompute(file).items()}


async def read_library(person: Person) -> dict[str, Any]:
    """The standings of the library's posts by platform id, once all are computed."""
    async with asyncio.timeout(60):
        while True:
            found = await _read_pages(person)
            if all(standing["state"] != "pending" for standing in found.values()):
                return found
            await asyncio.sleep(0.3)


async def _read_pages(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cursor = ""
    while True:
        path = f"/social/posts?sort=oldest&limit=100{cursor}"
        page = await person.get(path)
        for post in page["items"]:
            found[post["platform_post_id"]] = post["standing"]
        if page["next_cursor"] is None:
            assert len(found) == page["totals"]["posts"]
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def test_library_and_verdicts_equal_an_independent_computation(
    system: LocalSystem,
    sign_up: SignUp,
    channels: tuple[bytes, dict[str, float | None]],
) -> None:
    content, expected = channels
    person = await sign_up(system.public_url)
    done = await person.import_posts(content, MAPPING)
    totals = done["totals"]
    assert (done["status"], totals["imported"], totals["refused"]) == (
        "COMPLETED",
        len(expected),
        0,
    )

    library = await read_library(person)

    assert library.keys() == expected.keys()
    known = {k: multiple for k, multiple in expected.items() if multiple is not None}
    shown = {k: standing["multiple"] for k, standing in library.items()}
    assert {k for k, multiple in shown.items() if multiple is not None} == known.keys()
    assert {k: shown[k] for k in known} == pytest.approx(known, rel=1e-9, abs=0)

    ids = sorted(expected)
    chosen = ids[:: len(ids) // 10][:10]
    urls = [f"https://www.youtube.com/watch?v={post_id}" for post_id in chosen]
    body = await person.wait_for(await person.analyse(urls), seconds=120)
    assert (body["status"], body["counts"]["done"]) == ("COMPLETED", 10)
    found = [post["outlier_multiple"] for post in body["posts"]]
    # What was analysed and what the library shows is one figure, to the last digit.
    assert found == [shown[post_id] for post_id in chosen]
    assert sum(multiple is not None for multiple in found) >= 8

    again = await person.import_posts(content, MAPPING)
    assert again["totals"]["imported"] == again["totals"]["updated"] == 0
