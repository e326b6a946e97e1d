"""Earlier analyses: found, tried again, deleted, and brought back."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import Gallery, new_video_id, video_url
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.visit import VisitAs
from tests.emulators.collector import Collector

pytestmark = pytest.mark.browser


class TestFilters:
    @pytest.mark.prove
    async def test_stand_in_the_address(
        self, visit_as: VisitAs, gallery: Gallery
    ) -> None:
        page = (await visit_as(gallery.person)).page
        await page.goto("/requests")
        rows = page.get_by_role("table", name="History").get_by_role("link")
        await expect(rows).to_have_count(3)
        await page.get_by_role("button", name="State").click()
        await page.get_by_role("menuitemcheckbox", name="Ready in part").click()
        await page.keyboard.press("Escape")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("and 19 more")
        await expect(page.get_by_role("cell", name="18 of 20 ready")).to_be_visible()
        await expect(page).to_have_url(re.compile("status=partial"))
        await page.reload()
        await expect(rows).to_have_count(1)
        await page.keyboard.press("/")
        await page.keyboard.type("no such words")
        clear = page.get_by_role("button", name="Clear all filters")
        await expect(clear).to_be_visible()
        await expect_good_looks(page, "history-no-match")
        await clear.click()
        await expect(rows).to_have_count(3)


class TestRow:
    @pytest.mark.prove
    async def test_failed_analysis_is_tried_again(
        self, visit_as: VisitAs, shared_collector: Collector
    ) -> None:
        visit = await visit_as()
        post_id = new_video_id()
        shared_collector.refuse(post_id, "timeout")
        request_id = await visit.person.analyse([video_url(post_id)])
        body = await visit.person.wait_for(request_id)
        assert body["status"] == "FAILED", body
        page = visit.page
        await page.goto("/requests")
        again = page.get_by_role("button", name="Try again:")
        await expect(again).to_be_visible()
        await expect(page.get_by_role("cell", name="Failed")).to_be_visible()
        async with page.expect_response("**/retry") as answered:
            await again.click()
        assert (await answered.value).ok

    async def test_deletion_is_taken_back(self, visit_as: VisitAs) -> None:
        visit = await visit_as()
        path = await visit.see_demo_result()
        page = visit.page
        await page.goto("/requests")
        rows = page.get_by_role("table", name="History").get_by_role("link")
        await expect(rows).to_have_count(1)
        await page.get_by_role("button", name="Delete").click()
        await expect(rows).to_have_count(0)
        await expect(page.get_by_text("deleted")).to_be_visible()
        await expect_good_looks(page, "history-deleted")
        response = await visit.person.call("GET", f"/analysis{path}")
        assert response.status_code == 404
        await page.get_by_role("button", name="Undo").click()
        await expect(rows).to_have_count(1)
        await rows.click()
        await expect(page).to_have_url(re.compile(f"{path}$"))
