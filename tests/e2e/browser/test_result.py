"""The result page: its charts as numbers, its posts side by side, its paper."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.pages import ResultPage
from tests.e2e.browser.visit import VisitAs

pytestmark = pytest.mark.browser

# The printable width of A4 with margins of 14 mm, at 96 pixels an inch.
_PAPER_WIDTH = 688
_LIST_BEYOND_PAPER = """
() => [...document.querySelectorAll("#content *")]
  .filter((each) => each.parentElement.closest("svg") === null)
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 120))
"""


class TestCharts:
    async def test_each_piece_of_evidence_opens_to_its_numbers(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(await visit.see_demo_result())
        result = await ResultPage(page).wait()
        await result.unfold_evidence()
        for evidence_id in await result.list_evidence():
            await result.row(evidence_id).click()
            await expect(result.open_rows).to_have_count(1)
            await expect(
                result.evidence.get_by_text("Rule", exact=True)
            ).to_be_visible()
            buttons = result.evidence.get_by_role("button", name="Table")
            for _ in range(await buttons.count()):
                await buttons.first.click()
            tables = result.evidence.get_by_role("table")
            rows = await tables.evaluate_all("all => all.map((one) => one.rows.length)")
            assert all(count > 1 for count in rows)
            await page.keyboard.press("Escape")

    async def test_table_is_copied_as_csv(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(f"{await visit.see_demo_result()}?e=E1")
        result = await ResultPage(page).wait()
        await result.evidence.get_by_role("button", name="Table").click()
        table = result.evidence.get_by_role("table")
        rows = await table.get_by_role("row").count()
        await result.evidence.get_by_role("button", name="Copy as CSV").click()
        await expect(page.get_by_text("Copied", exact=True)).to_be_attached()
        copied = await page.evaluate("navigator.clipboard.readText()")
        lines = copied.strip().splitlines()
        assert len(lines) == rows
        assert lines[1].startswith("This post")

    async def test_arrows_walk_the_points_and_read_them_out(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(await visit.see_demo_result())
        await ResultPage(page).wait()
        strip = page.get_by_role("slider").first
        await strip.focus()
        await page.keyboard.press("End")
        reading = re.compile(r"^(\d+) of \1: .*×")
        await expect(strip).to_have_attribute("aria-valuetext", reading)


class TestIdeas:
    async def test_their_numbers_lead_to_them(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(await visit.see_demo_result())
        await ResultPage(page).wait()
        for number in ("4", "1"):
            await page.keyboard.press(number)
            idea = page.locator(f"#idea-{number}")
            await expect(idea).to_be_focused()
            await expect(idea).to_be_in_viewport()


class TestSideBySide:
    @pytest.mark.prove
    async def test_sorts_and_opens_each(
        self, visit_as: VisitAs, gallery: Gallery
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto(gallery.paths["side by side"])
        table = page.get_by_role("table", name="Side by side")
        rows = table.get_by_role("row")
        await expect(rows).to_have_count(21)
        await table.get_by_role("button", name="Verdict").click()
        await expect(page).to_have_url(re.compile("sort=multiple"))
        told = await rows.get_by_text(re.compile(r"^\d+\.\d×")).all_inner_texts()
        multiples = [float(text.split("×")[0]) for text in told]
        assert len(multiples) >= 10
        assert multiples == sorted(multiples, reverse=True)
        await page.reload()
        await expect(
            table.get_by_role("columnheader", name="Verdict")
        ).to_have_attribute("aria-sort", "descending")
        await rows.nth(1).get_by_role("link").click()
        await ResultPage(page).wait()
        await page.go_back()
        await expect(table).to_be_visible()

    async def test_steps_lead_from_post_to_post(
        self, visit_as: VisitAs, gallery: Gallery
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto(gallery.paths["twenty posts"])
        posts = page.get_by_role("navigation", name="Posts of this analysis")
        shown = posts.locator("[aria-current=page]")
        await expect(shown).to_be_in_viewport()
        await posts.get_by_role("link", name="Previous post").click()
        await expect(page).to_have_url(re.compile("post=19$"))
        await expect(shown).to_be_in_viewport()


class TestPaper:
    @pytest.mark.prove
    async def test_prints_the_result_alone_and_all_of_its_width(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(f"{await visit.see_demo_result()}?e=E1")
        await ResultPage(page).wait()
        await page.emulate_media(media="print", color_scheme="dark")
        await page.set_viewport_size({"width": _PAPER_WIDTH, "height": 1000})
        await expect(page.get_by_role("navigation")).to_have_count(0)
        await expect(page.get_by_role("button", name="Print")).to_have_count(0)
        assert await page.evaluate(_LIST_BEYOND_PAPER) == []
        sheet = "getComputedStyle(document.documentElement).backgroundColor"
        assert await page.evaluate(sheet) == "rgb(255, 255, 255)"
