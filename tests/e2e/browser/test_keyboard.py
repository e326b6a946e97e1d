"""Everything by keyboard alone."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.pages import AnalysePage, Progress, ResultPage
from tests.e2e.browser.visit import VisitAs
from tests.fixtures.sampling import sampled

pytestmark = pytest.mark.browser

# A mark of the focus may be drawn by the control itself or by the box around it.
_IS_FOCUS_SEEN = """
async () => {
  await new Promise(requestAnimationFrame);
  const changes = document.activeElement.getAnimations();
  await Promise.allSettled(changes.map((each) => each.finished));
  const isMarked = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const hasOutline = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    return hasOutline || boxShadow !== "none";
  };
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const around = [focused, focused.parentElement, focused.closest("li"),
                  focused.closest("ul")?.parentElement];
  const box = focused.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return isInView && around.some((each) => each !== null && isMarked(each))
    ? "" : focused.outerHTML.slice(0, 160);
}
"""


async def tab_until(page: Page, name: str, *, most: int = 60) -> None:
    """Presses Tab until what has the focus has a name that begins so."""
    focused = page.locator(":focus")
    for _ in range(most):
        await page.keyboard.press("Tab")
        said = await focused.get_attribute("aria-label") or await focused.inner_text()
        if said.startswith(name):
            return
    raise AssertionError(f"no {name!r} within {most} tabs")


class TestShortcuts:
    async def test_letters_go_to_the_areas(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/requests")
        await expect(page.get_by_role("heading", name="History")).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("a")
        await expect(AnalysePage(page).first_visit).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("h")
        await expect(page.get_by_role("heading", name="History")).to_be_visible()

    async def test_slash_finds_pages_and_escape_closes(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).first_visit).to_be_visible()
        await page.keyboard.press("/")
        box = page.get_by_role("combobox")
        await expect(box).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.keyboard.press("/")
        await box.press_sequentially("hist")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="History")).to_be_visible()

    async def test_question_mark_lists_the_shortcuts(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).first_visit).to_be_visible()
        await page.keyboard.press("?")
        help_sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        await expect(help_sheet).to_contain_text("Go to Analyse")
        await page.keyboard.press("Escape")
        await expect(help_sheet).to_have_count(0)

    async def test_keys_typed_into_a_field_are_text(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        line = AnalysePage(page).line(1)
        await line.focus()
        await line.press_sequentially("g h?/")
        await expect(line).to_have_value("g h?/")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page).to_have_url(re.compile("/analyse$"))


class TestFocus:
    async def test_first_stop_skips_to_the_content(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).first_visit).to_be_visible()
        await page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator("#content")).to_be_focused()

    async def test_followed_link_leads_to_the_content_of_its_page(
        self, visit_as: VisitAs
    ) -> None:
        page = (await visit_as()).page
        await page.goto("/library")
        link = page.get_by_role("link", name="Import your posts")
        await expect(link).to_be_visible()
        await expect(page.locator("body")).to_be_focused()
        await link.press("Enter")
        await expect(page.get_by_role("heading", name="Import posts")).to_be_visible()
        await expect(page.locator("#content")).to_be_focused()

    @pytest.mark.parametrize(
        "name", sampled(["result", "webhook", "stopped", "analyse", "history"], 1)
    )
    async def test_each_stop_is_seen(
        self, visit_as: VisitAs, gallery: Gallery, name: str
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto(gallery.paths[name])
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        unseen, stops = [], 0
        for _ in range(50):
            await page.keyboard.press("Tab")
            told: str | None = await page.evaluate(_IS_FOCUS_SEEN)
            if told is None:
                break
            stops += 1
            if told:
                unseen.append(told)
        assert stops >= 8
        assert unseen == []


class TestDemoByKeyboard:
    async def test_verdict_and_evidence_need_no_mouse(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).try_it).to_have_count(3)
        await tab_until(page, "Try it")
        await page.keyboard.press("Enter")
        progress = Progress(page)
        await progress.expect_title("Ready")
        title = await progress.rows.get_by_role("link").inner_text()
        await page.get_by_role("link", name="Skip to the content").focus()
        await tab_until(page, title[:20])
        await page.keyboard.press("Enter")
        result = await ResultPage(page).wait()
        await tab_until(page, "Evidence E1:")
        await page.keyboard.press("Enter")
        await expect(result.row("E1")).to_have_attribute("aria-expanded", "true")
        await expect(page).to_have_url(re.compile("e=E1$"))
        await page.keyboard.press("Escape")
        await expect(result.open_rows).to_have_count(0)
        await page.keyboard.press("j")
        await expect(result.open_rows).to_have_count(1)

    async def test_chips_of_a_sentence_are_one_stop(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto(await visit.see_demo_result())
        await ResultPage(page).wait()
        several = page.get_by_role("group", name="Evidence for this sentence").first
        chips = several.get_by_role("button")
        await chips.first.focus()
        await page.keyboard.press("ArrowRight")
        await expect(chips.nth(1)).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(several.locator(":focus")).to_have_count(0)
        await page.keyboard.press("Shift+Tab")
        await expect(chips.nth(1)).to_be_focused()
