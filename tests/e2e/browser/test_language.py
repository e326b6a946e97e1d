"""The second language: chosen in the menu, kept by the profile."""

import pytest
from playwright.async_api import expect

from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Shell
from tests.e2e.browser.visit import OpenPage, VisitAs

pytestmark = pytest.mark.browser


class TestChoice:
    @pytest.mark.prove
    async def test_holds_after_a_reload_and_in_other_browsers(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        page = visit.page
        await page.goto("/requests")
        await Shell(page).account.click()
        await page.get_by_role("menuitemradio", name="Deutsch").click()
        german = page.get_by_role("heading", name="Verlauf")
        await expect(german).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await page.reload()
        await expect(german).to_be_visible()
        other = (await visit_as(visit.person)).page
        await other.goto("/requests")
        await expect(other.get_by_role("heading", name="Verlauf")).to_be_visible()


class TestBrowser:
    async def test_language_holds_before_sign_in(self, open_page: OpenPage) -> None:
        page = await open_page(locale="de-AT")
        await page.goto("/sign-in")
        await expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        await expect(page).to_have_title("Anmelden · Postscope")
        await expect_good_looks(page, "sign-in-german")


class TestGermanResult:
    @pytest.mark.prove
    async def test_is_without_grave_violations(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        page = visit.page
        await visit.person.call("PATCH", "/accounts/me", json={"language": "de"})
        await page.goto(f"{await visit.see_demo_result()}?e=E1")
        await expect(
            page.get_by_role("region", name="Belege", exact=True)
        ).to_be_visible()
        await expect_good_looks(page, "result-german")
