"""A browser for the tests: pages of new profiles, watched for what must not happen."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from deploy.local.browser import find_chromium
from deploy.local.local_system import LocalSystem
from tests.e2e.browser.gallery import Gallery, hang_gallery
from tests.e2e.browser.visit import OpenPage, Visit, VisitAs, start_session
from tests.e2e.browser.watch import Watch
from tests.e2e.person import Person
from tests.emulators.collector import Collector

WEB_ROOT = Path(__file__).parents[3] / "web" / "dist"
_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
)
# Two busy cores: a page that is slow to answer is no fault of what is tested.
_PATIENCE_MS = 20_000
_PROFILE = {
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",
    "permissions": ["clipboard-read", "clipboard-write"],
}


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium without a window; skips, saying why, where the app cannot be shown."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium here: `apt install chromium`, or set CHROMIUM_PATH")
    if not (WEB_ROOT / "index.html").is_file():
        pytest.skip("the web app is not built: `make test`, or `npm run build` in web/")
    expect.set_options(timeout=_PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=list(_CHROMIUM_ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(chromium: Browser, system: LocalSystem) -> AsyncIterator[OpenPage]:
    """`await open_page()`: a page of a new profile; options are a context's.

    The test fails if the page did what no page should (see Watch), but for lines that
    match `expecting`, a pattern."""
    watches = []
    async with AsyncExitStack() as stack:

        async def open_one(*, expecting: str | None = None, **options: Any) -> Page:
            context = await chromium.new_context(
                base_url=system.public_url, **{**_PROFILE, **options}
            )
            stack.push_async_callback(context.close)
            context.set_default_timeout(_PATIENCE_MS)
            watch = await Watch.start(context, system.public_url, expecting)
            watches.append(watch)
            return await context.new_page()

        yield open_one
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
async def visit_as(open_page: OpenPage, system: LocalSystem) -> AsyncIterator[VisitAs]:
    """`await visit_as()`: a signed-in page of someone new, or of a given Person."""
    async with AsyncExitStack() as stack:

        async def visit(person: Person | None = None, **options: Any) -> Visit:
            page = await open_page(**options)
            session = await start_session(page.context, person)
            if person is None:
                http = httpx2.AsyncClient(
                    base_url=system.public_url, timeout=30, trust_env=False
                )
                stack.push_async_callback(http.aclose)
                email = session["user"]["email"]
                person = Person(http, email, token=session["access_token"])
            return Visit(page, person)

        yield visit


@pytest.fixture(scope="session")
async def gallery(
    chromium: Browser, system: LocalSystem, shared_collector: Collector
) -> AsyncIterator[Gallery]:
    """Someone with an analysis of every kind, to look at all pages."""
    person = await Person.sign_up(system.public_url)
    yield await hang_gallery(person, shared_collector)
    await person.http.aclose()
