"""Creators that a person follows: looked at, measured, their latest posts analysed."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Progress, wait_settled
from tests.e2e.browser.visit import VisitAs

pytestmark = pytest.mark.browser


class CreatorsPage:
    """The box, the followed creators, what stood out among their posts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.get_by_label("Profile address or @handle")
        self.platform = page.get_by_label("Platform")
        self.follow = page.get_by_role("button", name="Follow", exact=True)
        self.follow_demo = page.get_by_role("button", name=re.compile("^Follow ."))
        self.table = page.get_by_role("table", name="Creators")
        self.rows = self.table.get_by_role("row").filter(has=page.get_by_role("button"))
        self.outliers = page.get_by_role("list", name="Outliers of creators you follow")
        self.dialog = page.get_by_role("dialog", name="Analyse the latest posts")

    def action(self, name: str) -> Locator:
        """What can be done with the one that is followed: `Look at`, `Unfollow`."""
        return self.rows.get_by_role("button", name=re.compile(f"^{name}"))


class TestDemoCreator:
    async def test_is_followed_looked_at_and_analysed(self, visit_as: VisitAs) -> None:
        page = (await visit_as(expecting="status of (402|422|429)")).page
        creators = CreatorsPage(page)
        await page.goto("/creators")
        await expect(creators.follow_demo).to_be_enabled()
        await creators.text.fill("javascript:alert(1) <b>")
        await creators.follow.click()
        await expect(creators.text).to_be_focused()
        await expect(creators.text).to_have_accessible_description(
            re.compile("A handle looks like @name")
        )
        await creators.follow_demo.click()
        await expect(creators.rows).to_contain_text(
            re.compile(r"Looked at.*Demo · next")
        )
        await expect(creators.outliers.get_by_role("listitem")).not_to_have_count(0)
        await creators.action("Look at").click()
        await expect(creators.rows.get_by_role("alert")).to_contain_text(
            "The next look can begin in"
        )
        await creators.text.fill("@somebody.else")
        await creators.platform.select_option("Instagram")
        await creators.follow.click()
        await expect(page.get_by_text("Your plan follows 1 creator")).to_be_visible()
        await expect_good_looks(page, "creators")

        await creators.action("Analyse the latest").click()
        await creators.dialog.get_by_label("How many posts").fill("2")
        await creators.dialog.get_by_role("button", name="Analyse 2 posts").click()
        progress = Progress(page)
        await progress.expect_title("Ready")
        await expect(progress.rows).to_have_count(2)

    @pytest.mark.prove
    async def test_is_unfollowed_and_followed_again(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        creators = CreatorsPage(page)
        await page.goto("/analyse")
        await wait_settled(page)
        await page.keyboard.press("g")
        await page.keyboard.press("c")
        await creators.follow_demo.click()
        await expect(creators.rows).to_contain_text("Looked at")
        await creators.action("Pause").click()
        await expect(creators.rows).to_contain_text("Paused")
        await creators.action("Unfollow").click()
        await expect(page.get_by_text("is no longer followed")).to_be_visible()
        await expect(creators.rows).to_have_count(0)
        await page.keyboard.press("z")
        await expect(creators.rows).to_have_count(1)


class TestLooks:
    @pytest.mark.prove
    async def test_before_anybody_is_followed(self, visit_as: VisitAs) -> None:
        page = (await visit_as(expecting="status of 422")).page
        creators = CreatorsPage(page)
        await page.goto("/creators")
        await expect(creators.follow_demo).to_be_enabled()
        await creators.text.fill("no account at all")
        await creators.follow.click()
        await expect(creators.text).to_be_focused()
        await expect_good_looks(page, "creators-empty")
        await page.goto("/creators?latest=%40somebody&on=x")
        await expect(creators.dialog.get_by_label("How many posts")).to_be_focused()
        await expect_good_looks(page, "creators-latest")
