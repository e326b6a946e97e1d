"""The second language: chosen in the menu, kept by the profile."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Shell, wait_settled
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


@pytest.fixture
async def german_gallery(gallery: Gallery) -> AsyncIterator[Gallery]:
    """The same, of somebody who reads German for the length of a test."""
    await _speak(gallery, "de")
    yield gallery
    await _speak(gallery, "en")


async def _speak(gallery: Gallery, language: str) -> None:
    answer = await gallery.person.call(
        "PATCH", "/accounts/me", json={"language": language}
    )
    assert answer.status_code == 200, answer.text


class TestGermanPages:
    """Longer words than those that the pages were drawn with."""

    @pytest.mark.prove
    @pytest.mark.parametrize(
        "name",
        [
            "analyse",
            "history",
            "import",
            "library",
            "result",
            "side by side",
            "security",
            "api keys",
            "make a key",
            "webhook",
            "your data",
        ],
    )
    async def test_page(
        self, visit_as: VisitAs, german_gallery: Gallery, name: str
    ) -> None:
        page = (await visit_as(german_gallery.person)).page
        await page.goto(german_gallery.paths[name])
        await wait_settled(page)
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await expect_good_looks(page, f"{name}-german")
