"""The first minute of someone new, from sign-up to the evidence of each sentence."""

import re

import pytest
from playwright.async_api import Page, expect

from libs.common.ids import new_id
from tests.e2e.browser.pages import (
    AccountForm,
    AnalysePage,
    Progress,
    ResultPage,
    Shell,
    background_of,
)
from tests.e2e.browser.visit import PASSWORD, OpenPage, VisitAs

pytestmark = pytest.mark.browser


async def sign_up(page: Page, email: str) -> None:
    """Through the form, with the mistakes that people make."""
    await page.goto("/")
    await page.get_by_role("link", name="Create one").click()
    form = AccountForm(page)
    await form.create.click()
    await expect(form.email).to_have_accessible_description(
        "Write your e-mail address."
    )
    await form.email.fill("runa at example")
    await expect(form.email).to_have_accessible_description(
        re.compile("not an e-mail address")
    )
    await form.email.fill(email)
    await form.password.fill("eight888")
    await expect(form.password).to_have_accessible_description(
        "2 more characters are needed."
    )
    await form.password.fill(PASSWORD)
    await expect(form.password).to_have_js_property("ariaInvalid", "false")
    await form.create.click()


async def sign_in(page: Page, email: str) -> None:
    form = AccountForm(page)
    await form.email.fill(email)
    await form.password.fill(PASSWORD)
    await form.sign_in.click()


async def try_demo_post(page: Page) -> ResultPage:
    """Picks a demo post and watches its stages until the result can be opened."""
    analyse, progress = AnalysePage(page), Progress(page)
    await expect(analyse.first_visit).to_be_visible()
    await expect(analyse.try_it).to_have_count(3)
    await progress.watch_stages()
    await analyse.try_it.last.click()
    await progress.expect_title("Ready")
    await expect(progress.bar).to_have_attribute("aria-valuenow", "100")
    seen = await progress.stages_seen()
    for stage in ("Post", "Media", "Transcript", "Evidence", "Explain"):
        assert f"{stage}: waiting" in seen
        assert seen.index(f"{stage}: waiting") < seen.index(f"{stage}: done")
    assert any(mark.endswith(": under way") for mark in seen)
    return await progress.open_result()


async def open_each_citation(result: ResultPage) -> None:
    """Each opens its own row, highlights both, and says so in the address."""
    chips = result.claims.locator(result.chips)
    count = await chips.count()
    assert count >= 5
    for number in range(count):
        chip = chips.nth(number)
        evidence_id = await chip.inner_text()
        await chip.click()
        row = result.row(evidence_id)
        await expect(row).to_have_attribute("aria-expanded", "true")
        await expect(row).to_be_in_viewport()
        await expect(result.page).to_have_url(re.compile(rf"[?&]e={evidence_id}$"))
        await expect(chip).to_have_attribute("aria-pressed", "true")
        assert await background_of(chip) == await background_of(
            row.locator("span").first
        )
        await chip.click()
        await expect(result.open_rows).to_have_count(0)
    await expect(result.page).not_to_have_url(re.compile("[?&]e="))


async def expect_evidence_for_all(result: ResultPage) -> None:
    """Every citation of the page names an item that stands among the evidence."""
    await result.unfold_evidence()
    held = set(await result.list_evidence())
    cited = set(await result.chips.all_inner_texts())
    assert len(cited) >= 10
    assert cited <= held


async def test_new_user_reads_verdict_and_finds_it_again(open_page: OpenPage) -> None:
    page = await open_page()
    email = f"runa-{new_id().hex}@example.com"
    await sign_up(page, email)
    result = await try_demo_post(page)
    await expect(result.verdict).to_have_text(re.compile(r"^\d+(\.\d)?× .*usual$"))
    await expect(result.strip).to_be_visible()
    await expect(result.claims.get_by_role("paragraph")).not_to_have_count(0)
    await open_each_citation(result)
    await expect_evidence_for_all(result)
    await Shell(page).sign_out()
    await sign_in(page, email)
    await Shell(page).go_to("History")
    verdict = page.get_by_role("table").get_by_role("link")
    await expect(verdict).to_have_count(1)
    await expect(page.get_by_role("cell", name="Ready")).to_be_visible()
    await verdict.click()
    await result.wait()


class TestEvidence:
    @pytest.mark.prove
    async def test_reload_keeps_it_open(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        await visit.page.goto(await visit.see_demo_result())
        result = await ResultPage(visit.page).wait()
        evidence_id = await result.chips.last.inner_text()
        await result.chips.last.click()
        await expect(result.row(evidence_id)).to_be_in_viewport()
        await visit.page.reload()
        await expect(result.row(evidence_id)).to_have_attribute("aria-expanded", "true")
        await expect(result.row(evidence_id)).to_be_in_viewport()
        await expect(result.chips.last).to_have_attribute("aria-pressed", "true")

    @pytest.mark.prove
    async def test_all_chips_of_an_item_are_chosen_together(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        await visit.page.goto(f"{await visit.see_demo_result()}?e=E1")
        result = await ResultPage(visit.page).wait()
        chosen = visit.page.get_by_role("button", pressed=True)
        assert set(await chosen.all_inner_texts()) == {"E1"}
        assert await chosen.count() >= 2
        await expect(result.open_rows).to_have_count(1)
        await visit.page.keyboard.press("Escape")
        await expect(result.open_rows).to_have_count(0)


class TestFirstSteps:
    async def test_tick_themselves_off_and_go(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await (await try_demo_post(page)).wait()
        await Shell(page).go_to("Analyse")
        steps = page.get_by_role("region", name="First steps")
        await expect(steps.get_by_text("done")).to_have_count(2)
        await steps.get_by_role("link", name="Import your own posts").click()
        await Shell(page).go_to("Analyse")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(steps).to_have_count(0)

    @pytest.mark.prove
    async def test_can_be_sent_away_for_good(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        await visit.see_demo_result()
        await visit.page.goto("/analyse")
        steps = visit.page.get_by_role("region", name="First steps")
        await steps.get_by_role("button", name="Hide the first steps").click()
        await expect(steps).to_have_count(0)
        await visit.page.reload()
        await expect(AnalysePage(visit.page).try_it).to_have_count(3)
        await expect(steps).to_have_count(0)


class TestSignUp:
    async def test_taken_address_points_to_sign_in(
        self, open_page: OpenPage, visit_as: VisitAs
    ) -> None:
        taken = (await visit_as()).person.email
        page = await open_page(expecting="status of 409")
        await page.goto("/sign-up")
        form = AccountForm(page)
        await form.email.fill(taken)
        await form.password.fill(PASSWORD)
        await form.create.click()
        await expect(form.email).to_have_accessible_description(
            re.compile("already has an account")
        )
        await page.get_by_role("main").get_by_role("link", name="Sign in").click()
        await expect(form.sign_in).to_be_visible()
