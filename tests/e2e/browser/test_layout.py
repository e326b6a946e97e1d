"""No page is wider than its window, from 360 to 2560 px, whatever stands on it."""

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.looks import expect_fits
from tests.e2e.browser.pages import (
    AccountForm,
    AnalysePage,
    wait_settled,
)
from tests.e2e.browser.visit import OpenPage, VisitAs

pytestmark = pytest.mark.browser


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
            "library",
            "import",
            "result",
            "no baseline",
            "right to left",
            "unbroken word",
            "stopped",
            "twenty posts",
            "side by side",
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
