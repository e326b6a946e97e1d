"""All posts that a person holds, each against its own usual."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.browser.imports import plain_csv
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Progress, wait_settled
from tests.e2e.browser.visit import Visit, VisitAs

pytestmark = pytest.mark.browser

# A little more than the rows that are all drawn.
_LONG = 204


class LibraryPage:
    """The table of posts, its filters, and what can be done with a selection."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.table = page.get_by_role("table", name="Library")
        self.links = self.table.get_by_role("link")
        self.search = page.get_by_role("searchbox")
        self.more = page.get_by_role("button", name="Show 20 more")
        self.selection = page.get_by_role("region", name="Selected posts")
        self.drawer = page.get_by_role("dialog", name="Post")

    async def open(self, address: str = "/library") -> None:
        await self.page.goto(address)
        await expect(self.table).to_be_visible()

    def row(self, title: str) -> Locator:
        named = self.page.get_by_role("link", name=title, exact=True)
        return self.table.get_by_role("row").filter(has=named)

    async def filter(self, name: str, *choices: str) -> None:
        """By its menu."""
        await self.page.get_by_role("button", name=name).click()
        for choice in choices:
            item = self.page.get_by_role("menuitemcheckbox", name=choice)
            radio = self.page.get_by_role("menuitemradio", name=choice)
            await item.or_(radio).first.click()
        await self.page.keyboard.press("Escape")


async def bring(visit: Visit, creator: str, count: int) -> None:
    """Imports so many posts of a channel, until their standings are known."""
    mapping = {
        name: name for name in ("platform", "creator", "id", "title", "time", "views")
    }
    done = await visit.person.import_posts(plain_csv(creator, count), mapping)
    assert done["totals"]["imported"] == count, done


class TestEmpty:
    @pytest.mark.prove
    async def test_leads_to_the_import(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/library")
        await wait_settled(page)
        await expect_good_looks(page, "library-empty")
        await page.get_by_role("link", name="Import your posts").click()
        await expect(page.get_by_role("heading", name="Import posts")).to_be_visible()


class TestRows:
    async def test_tell_the_verdict_with_what_it_rests_on(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        await bring(visit, "Kelp Roof", 12)
        await bring(visit, "Thin Ice", 4)
        library = LibraryPage(visit.page)
        await library.open()
        await expect(library.row("Kelp Roof, part 12")).to_contain_text(
            re.compile(r"Extreme.*×.*11")
        )
        await expect(library.row("Thin Ice, part 2")).to_contain_text(
            re.compile(r"No baseline.*3 of 8 posts held")
        )
        totals = visit.page.get_by_text("16 posts of 2 creators, 1 outlier")
        await expect(totals).to_be_visible()

    @pytest.mark.prove
    async def test_filters_stand_in_the_address(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        await bring(visit, "Kelp Roof", 12)
        await bring(visit, "Thin Ice", 4)
        page, library = visit.page, LibraryPage(visit.page)
        await library.open()
        await expect(library.row("Kelp Roof, part 12")).to_contain_text("Extreme")
        await library.filter("Verdict", "Extreme", "No verdict")
        await expect(library.links).to_have_count(5)
        await library.filter("Creator", "Kelp Roof")
        await expect(library.links).to_have_count(1)
        await expect(page).to_have_url(re.compile(r"verdict=extreme%2Cnone"))
        await page.reload()
        await expect(library.links).to_have_count(1)
        await page.keyboard.press("/")
        await expect(library.search).to_be_focused()
        await page.keyboard.type("nothing of this name")
        await page.get_by_role("button", name="Clear all filters").click()
        await expect(library.links).to_have_count(16)
        await expect(library.search).to_have_value("")

    @pytest.mark.prove
    @pytest.mark.timeout(240)
    async def test_long_shelf_draws_the_rows_near_the_window(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        await bring(visit, "Long Shelf", _LONG)
        page, library = visit.page, LibraryPage(visit.page)
        await library.open("/library?sort=oldest")
        for shown in range(40, _LONG + 20, 20):
            await library.more.click()
            await expect(
                page.get_by_text(f"1–{min(shown, _LONG)} of {_LONG}")
            ).to_be_visible()
        await expect(library.links).not_to_have_count(_LONG)
        assert await library.links.count() < 100
        first = page.get_by_role("link", name="Long Shelf, part 1", exact=True)
        await page.evaluate("scrollTo(0, 0)")
        await expect(first).to_be_visible()
        for _ in range(60):
            await page.keyboard.press("j")
        at = page.get_by_role("link", name="Long Shelf, part 60", exact=True)
        await expect(at).to_be_focused()
        await expect(at).to_be_in_viewport()
        await expect(first).to_have_count(0)


class TestKeys:
    @pytest.mark.prove
    async def test_move_select_and_open(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        await bring(visit, "Kelp Roof", 10)
        page, library = visit.page, LibraryPage(visit.page)
        await library.open()
        await expect(library.links).to_have_count(10)
        for key in "jjxkx":
            await page.keyboard.press(key)
        await expect(library.selection).to_contain_text("2 selected")
        await expect_good_looks(page, "library-selected")
        await page.keyboard.press("Enter")
        await expect(library.drawer).to_contain_text("Kelp Roof, part 10")
        await expect(page).to_have_url(re.compile(r"[?&]post="))
        await page.keyboard.press("Escape")
        await expect(library.drawer).to_have_count(0)
        await expect(page).not_to_have_url(re.compile(r"[?&]post="))


class TestPost:
    async def test_is_shown_with_its_standing_and_analysed(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        await bring(visit, "Kelp Roof", 12)
        page, library = visit.page, LibraryPage(visit.page)
        await library.open()
        await expect(library.row("Kelp Roof, part 12")).to_contain_text("Extreme")
        await library.row("Kelp Roof, part 12").get_by_role("link").click()
        await expect(library.drawer).to_contain_text("none of them had more")
        await expect_good_looks(page, "library-post")
        await page.reload()
        await expect(library.drawer).to_contain_text("none of them had more")
        await library.drawer.get_by_role("button", name="Analyse this post").click()
        await Progress(page).expect_title("Ready")
        await library.open()
        await expect(library.row("Kelp Roof, part 12")).to_contain_text("analysed")
        await library.row("Kelp Roof, part 12").get_by_role("link").click()
        await expect(page).to_have_url(re.compile(r"/requests/.+\?post=1$"))


class TestRemoval:
    async def test_is_taken_back_by_a_key(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        await bring(visit, "Kelp Roof", 10)
        page, library = visit.page, LibraryPage(visit.page)
        await library.open()
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await library.selection.get_by_role("button", name="Remove").click()
        await expect(
            page.get_by_text("1 post removed from the library")
        ).to_be_visible()
        await expect(library.links).to_have_count(9)
        await expect_good_looks(page, "library-removed")
        await page.reload()
        await expect(library.links).to_have_count(9)
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await library.selection.get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("button", name="Undo")).to_be_visible()
        await page.keyboard.press("z")
        await expect(library.links).to_have_count(9)
        await expect(page.get_by_text("1–9 of 9")).to_be_visible()
