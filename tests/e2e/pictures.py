"""Draws the README's pictures anew: `make pictures`.

A system of its own, someone new, the invented creators: nothing of a real person is
in the pictures."""

import asyncio
import csv
import io
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Page, async_playwright

from deploy.local.browser import find_chromium
from deploy.local.local_system import LocalSystem
from tests.e2e.browser.visit import start_session
from tests.e2e.person import Person

FOLDER = Path(__file__).parents[2] / "docs" / "images"
_COLOURS = 128
_PLATFORMS = ("youtube", "instagram", "x")
_POSTS_OF_EACH = 6


async def main() -> None:
    """Takes all of them."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium here: `apt install chromium`.")
    FOLDER.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        system = await stack.enter_async_context(LocalSystem(home, durable=False))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        person = await Person.sign_up(system.public_url, full_name="Ada Lindqvist")
        shown = await _fill(person)
        for theme in ("light", "dark"):
            context = await browser.new_context(
                base_url=system.public_url,
                viewport={"width": 1280, "height": 1000},
                color_scheme=theme,
                reduced_motion="reduce",
            )
            await start_session(context, person)
            await _draw(await context.new_page(), theme, shown)
        await browser.close()
        await person.http.aclose()


async def _fill(person: Person) -> str:
    """Analyses some of each demo creator's posts; the path of the best result."""
    demo = await person.see_demo()
    best: dict[str, str] = {}
    for platform in _PLATFORMS:
        posts = [
            post
            for creator in demo["creators"]
            if creator["platform"] == platform
            for post in creator["posts"]
        ]
        posts.sort(key=lambda post: -post["metrics"]["likes"])
        chosen = posts[:2] + posts[2 :: len(posts) // (_POSTS_OF_EACH - 2)]
        for post in reversed(chosen[:_POSTS_OF_EACH]):
            best[platform] = await person.analyse([post["url"]])
            await person.wait_for(best[platform])
    return f"/requests/{best['youtube']}"


async def _draw(page: Page, theme: str, shown: str) -> None:
    await _take(page, shown, f"result-{theme}")
    await _take(page, "/library", f"library-{theme}")
    if theme == "dark":
        return
    await _take(page, "/analyse", "analyse-light")
    await page.goto("/import")
    file: Any = {"name": "videos.csv", "mimeType": "text/csv", "buffer": _spreadsheet()}
    await page.locator("input[type=file]").first.set_input_files(file)
    await page.wait_for_load_state("networkidle")
    await _store(page, "import-light")


async def _take(page: Page, path: str, name: str) -> None:
    await page.goto(path)
    await page.wait_for_load_state("networkidle")
    await _store(page, name)


async def _store(page: Page, name: str) -> None:
    """Few colours are enough for the eye, and a fifth of the size."""
    await page.wait_for_timeout(500)
    with Image.open(io.BytesIO(await page.screenshot())) as picture:
        small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        small.save(FOLDER / f"{name}.png", optimize=True)


def _spreadsheet() -> bytes:
    """An invented channel's table, as somebody keeps it."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Video", "Channel", "Title", "Published", "Length", "Views"])
    begun = datetime(2026, 1, 5, 16, tzinfo=UTC)
    for number in range(24):
        at = begun + timedelta(days=11 * number)
        views = f"{9_000 + 1_370 * (number * 7 % 13):,}"
        code = f"Tarn{number:02}field"[:11].ljust(11, "0")
        title = f"Repairing what others throw away, part {number + 1}"
        length = f"{9 + number % 5}:{number:02}"
        moment = f"{at:%Y-%m-%dT%H:%MZ}"
        rows.writerow([code, "Tarnfield Repairs", title, moment, length, views])
    return text.getvalue().encode()


if __name__ == "__main__":
    asyncio.run(main())
