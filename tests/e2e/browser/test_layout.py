"""No page is wider than its window, from 360 to 2560 px, whatever stands on it."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.pages import (
    THEMES,
    AccountForm,
    AnalysePage,
    show_theme,
    wait_settled,
)
from tests.e2e.browser.visit import OpenPage, VisitAs

pytestmark = pytest.mark.browser

# Not in version control: for people to look at.
PICTURES = Path(__file__).parents[2] / "artifacts"
_WIDTHS = (360, 768, 1280, 2560)
_PICTURED_WIDTHS = (360, 768, 1280)
_PICTURED = (
    "sign-up",
    "analyse-first",
    "analyse-pasted",
    "analyse",
    "history",
    "result",
    "no baseline",
    "stopped",
)

# What may be wider than the window scrolls, or is cut off, within a box of its own.
# The strips measure their box and are drawn anew a frame after it changed.
_LIST_PROTRUDING = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (const _ of [1, 2, 3]) await frame();
  const isOwnBox = (element) =>
    getComputedStyle(element).overflowX !== "visible" || element.tagName === "svg";
  const hasOwnBox = (element) => {
    for (let each = element.parentElement; each !== document.body;
         each = each.parentElement) {
      if (each === null || isOwnBox(each)) return true;
    }
    return false;
  };
  const protruding = [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (right > innerWidth + 1 || left < -1) && !hasOwnBox(element);
  });
  const root = document.documentElement;
  const tells = protruding.map((element) => element.outerHTML.slice(0, 120));
  return root.scrollWidth > root.clientWidth ? ["the page scrolls", ...tells] : tells;
}
"""


async def expect_fits(page: Page, name: str) -> None:
    """At every width. Of the main pages pictures are kept under tests/artifacts/."""
    found = {}
    for width in _WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        found[width] = await page.evaluate(_LIST_PROTRUDING)
        if name in _PICTURED and width in _PICTURED_WIDTHS:
            await take_pictures(page, width, name)
    assert found == {width: [] for width in _WIDTHS}


async def take_pictures(page: Page, width: int, name: str) -> None:
    """The whole page in a window as high as it, so that what sticks stays in place."""
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": max(height, 900)})
    await page.evaluate("scrollTo(0, 0)")
    for theme in THEMES:
        await show_theme(page, theme)
        path = PICTURES / f"{name.replace(' ', '-')}-{width}-{theme}.png"
        await page.screenshot(path=path)


class TestBeforeSignIn:
    async def test_forms_fit(self, open_page: OpenPage) -> None:
        page = await open_page()
        await page.goto("/sign-in")
        form = AccountForm(page)
        await expect(form.sign_in).to_be_visible()
        await expect_fits(page, "sign-in")
        await page.goto("/sign-up")
        await form.create.click()
        await expect(form.email).to_have_js_property("ariaInvalid", "true")
        await expect_fits(page, "sign-up")


class TestFirstVisit:
    async def test_analyse_and_history_fit(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/requests")
        await wait_settled(page)
        await expect_fits(page, "history-empty")
        await page.goto("/analyse")
        await expect(AnalysePage(page).try_it).to_have_count(3)
        await expect_fits(page, "analyse-first")
        await AnalysePage(page).paste(
            "https://www.youtube.com/@northbound.bikes\n"
            f"https://www.youtube.com/watch?v={'x' * 300}\n"
            "https://youtu.be/AAAAAAAAAAA"
        )
        await expect(AnalysePage(page).line(3)).to_have_accessible_description(
            "long video"
        )
        await expect_fits(page, "analyse-pasted")


class TestGallery:
    @pytest.mark.parametrize(
        "name",
        [
            "analyse",
            "history",
            "result",
            "no baseline",
            "right to left",
            "unbroken word",
            "stopped",
            "twenty posts",
            "nothing there",
        ],
    )
    async def test_page_fits(
        self, visit_as: VisitAs, gallery: Gallery, name: str
    ) -> None:
        expecting = "status of 404" if name == "nothing there" else None
        page = (await visit_as(gallery.person, expecting=expecting)).page
        await page.goto(gallery.paths[name])
        await wait_settled(page)
        await expect_fits(page, name)
