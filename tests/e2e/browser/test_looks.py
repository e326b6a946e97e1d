"""Every page and what opens over it: without a grave violation, within its window."""

import re

import pytest
from playwright.async_api import expect

from deploy.local.local_system import LocalSystem
from tests.e2e.browser.gallery import Gallery
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import (
    AccountForm,
    AnalysePage,
    ResultPage,
    wait_settled,
)
from tests.e2e.browser.settings import Settings, become_admin
from tests.e2e.browser.visit import OpenPage, VisitAs
from tests.fixtures.sampling import sampled

pytestmark = pytest.mark.browser

_BAD_LINKS = (
    "https://www.youtube.com/@northbound.bikes\n"
    f"https://www.youtube.com/watch?v={'x' * 300}\n"
    "https://youtu.be/AAAAAAAAAAA"
)
_PAGES = (
    "library",
    "result",
    "stopped",
    "side by side",
    "analyse",
    "history",
    "import",
    "no baseline",
    "right to left",
    "unbroken word",
    "twenty posts",
    "nothing there",
)
_SETTINGS = (
    "webhook",
    "make a key",
    "profile",
    "security",
    "api keys",
    "webhooks",
    "webhook paused",
    "webhook change",
    "sources",
    "your data",
)


class TestBeforeSignIn:
    async def test_forms(self, open_page: OpenPage) -> None:
        page = await open_page()
        await page.goto("/sign-in")
        form = AccountForm(page)
        await expect(form.sign_in).to_be_visible()
        await expect_good_looks(page, "sign-in")
        await page.goto("/sign-up")
        await form.create.click()
        await expect(form.email).to_have_js_property("ariaInvalid", "true")
        await expect_good_looks(page, "sign-up")

    @pytest.mark.prove
    async def test_forgotten_password(self, open_page: OpenPage) -> None:
        page = await open_page()
        await page.goto("/forgot-password")
        await page.get_by_label("E-mail").fill("nobody@example.com")
        await expect_good_looks(page, "forgot")
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_text("Check your mail")).to_be_visible()
        await expect_good_looks(page, "forgot-sent")
        await page.goto("/reset-password#token=x")
        await expect(page.get_by_label("New password")).to_be_visible()
        await expect_good_looks(page, "reset")
        await page.goto("/goodbye")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect_good_looks(page, "goodbye-none")

    async def test_link_that_is_over(self, open_page: OpenPage) -> None:
        page = await open_page(expecting="status of 422")
        await page.goto("/verify-email#token=never-made")
        await expect(page.get_by_text("This link is incomplete")).to_be_visible()
        await expect_good_looks(page, "verify-over")

    async def test_address_that_means_nothing(self, open_page: OpenPage) -> None:
        page = await open_page()
        await page.goto("/nothing/here")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect_good_looks(page, "no page")


class TestFirstVisit:
    async def test_empty_history(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/requests")
        await wait_settled(page)
        await expect_good_looks(page, "history-empty")

    async def test_analyse(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        analyse = AnalysePage(page)
        await expect(analyse.try_it).to_have_count(3)
        await expect_good_looks(page, "analyse-first")
        await analyse.paste(_BAD_LINKS)
        await expect(analyse.line(3)).to_have_accessible_description("long video")
        await expect_good_looks(page, "analyse-pasted")

    @pytest.mark.prove
    async def test_what_opens_over_all_pages(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).try_it).to_have_count(3)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await expect_good_looks(page, "shortcuts")
        await page.keyboard.press("Escape")
        await page.keyboard.press("/")
        await expect(page.get_by_role("combobox")).to_be_visible()
        await expect_good_looks(page, "find")


class TestGallery:
    @pytest.mark.parametrize("name", sampled(_PAGES, 2))
    async def test_page(self, visit_as: VisitAs, gallery: Gallery, name: str) -> None:
        expecting = "status of 404" if name == "nothing there" else None
        page = (await visit_as(gallery.person, expecting=expecting)).page
        await page.goto(gallery.paths[name])
        await wait_settled(page)
        await expect_good_looks(page, name)

    @pytest.mark.parametrize("name", sampled(_SETTINGS, 1))
    async def test_settings(
        self, visit_as: VisitAs, gallery: Gallery, name: str
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto(gallery.paths[name])
        await wait_settled(page)
        await expect_good_looks(page, f"settings-{name}")

    @pytest.mark.prove
    async def test_result_with_all_evidence_unfolded(
        self, visit_as: VisitAs, gallery: Gallery
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto(gallery.paths["result"])
        result = await ResultPage(page).wait()
        await result.evidence.get_by_role("button").last.click()
        await result.evidence.get_by_role("button", name="Table").click()
        await expect(result.evidence.get_by_role("table")).to_be_visible()
        await expect_good_looks(page, "result-unfolded")


class TestSettingsAtWork:
    @pytest.mark.prove
    async def test_what_is_there_for_a_while(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        settings = Settings(page)
        await page.goto("/settings/api-keys")
        await wait_settled(page)
        await expect_good_looks(page, "settings-api-keys-empty")
        await settings.make_key("Nightly report", "See your analyses")
        await expect_good_looks(page, "settings-key-made")
        await page.get_by_role("button", name="Revoke").click()
        await expect_good_looks(page, "settings-key-revoke")
        await page.keyboard.press("Escape")
        await settings.go_to("Webhooks")
        await wait_settled(page)
        await expect_good_looks(page, "settings-webhooks-empty")
        await settings.go_to("Your data")
        await page.get_by_role("button", name="Prepare the archive").click()
        await expect(page.get_by_text("The archive is ready")).to_be_visible()
        await expect_good_looks(page, "settings-data-ready")
        await page.get_by_role("button", name="Erase the account").click()
        await expect_good_looks(page, "settings-erase")

    @pytest.mark.prove
    async def test_administration(self, visit_as: VisitAs, system: LocalSystem) -> None:
        visit = await visit_as()
        await become_admin(system, visit.person.email)
        page = visit.page
        await page.goto("/settings/administration")
        await page.get_by_role("button", name="Open the admin pages").click()
        areas = page.get_by_role("list", name="Admin pages").get_by_role("link")
        await expect(areas).to_have_count(6)
        await expect_good_looks(page, "settings-administration")
        await page.goto(str(await areas.first.get_attribute("href")))
        await expect(page).to_have_url(re.compile("/admin/auth"))
