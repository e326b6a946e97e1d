"""The session: across reloads and tabs, until its end everywhere."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Request, Route, expect

from tests.e2e.browser.gallery import new_video_id, video_url
from tests.e2e.browser.pages import (
    AccountForm,
    AnalysePage,
    Progress,
    ResultPage,
    Shell,
)
from tests.e2e.browser.visit import PASSWORD, OpenPage, VisitAs
from tests.emulators.collector import Collector

pytestmark = pytest.mark.browser

_EXPIRED = "Bearer expired.in.themeantime"


@pytest.fixture
async def slow_collector(shared_collector: Collector) -> AsyncIterator[Collector]:
    """Slow enough for a session to expire meanwhile; quick again after the test."""
    shared_collector.delay_seconds = 3
    yield shared_collector
    shared_collector.delay_seconds = 0


def note_refreshes(page: Page) -> list[Request]:
    """The requests for a new access token from now on."""
    noted: list[Request] = []
    page.on(
        "request",
        lambda each: noted.append(each) if "/token/refresh" in each.url else None,
    )
    return noted


class TestReload:
    async def test_keeps_the_session(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        await page.goto("/requests")
        await page.reload()
        await expect(page.get_by_role("heading", name="History")).to_be_visible()
        stored = await page.evaluate("JSON.stringify({...localStorage})")
        assert "ey" not in stored
        assert await page.evaluate("document.cookie") == ""

    @pytest.mark.prove
    async def test_page_asked_for_comes_after_sign_in(
        self, visit_as: VisitAs, open_page: OpenPage
    ) -> None:
        visit = await visit_as()
        path = f"{await visit.see_demo_result()}?e=E1"
        page = await open_page(expecting="status of 401 .*/login")
        await page.goto(path)
        form = AccountForm(page)
        await form.email.fill(visit.person.email)
        await form.password.fill("not the password at all")
        await form.password.press("Enter")
        await expect(form.problem).to_contain_text("do not belong together")
        await form.password.fill(PASSWORD)
        await form.password.press("Enter")
        result = await ResultPage(page).wait()
        await expect(result.row("E1")).to_have_attribute("aria-expanded", "true")


class TestTabs:
    @pytest.mark.prove
    async def test_two_at_once_share_one_session(self, visit_as: VisitAs) -> None:
        first = (await visit_as()).page
        second = await first.context.new_page()
        await first.goto("/analyse", wait_until="commit")
        await second.goto("/requests", wait_until="commit")
        await expect(AnalysePage(first).first_visit).to_be_visible()
        await expect(second.get_by_role("heading", name="History")).to_be_visible()
        for tab in (first, second):
            await tab.reload()
            await expect(Shell(tab).account).to_be_visible()

    async def test_sign_out_ends_it_in_all_tabs_and_at_the_server(
        self, visit_as: VisitAs
    ) -> None:
        visit = await visit_as()
        first = visit.page
        second = await first.context.new_page()
        await first.goto("/analyse")
        await Shell(first).go_to("History")
        await second.goto("/requests")
        await expect(second.get_by_role("heading", name="History")).to_be_visible()
        assert (await visit.person.call("GET", "/accounts/me")).status_code == 200
        await Shell(first).sign_out()
        await expect(AccountForm(second).sign_in).to_be_visible()
        assert (await visit.person.call("GET", "/accounts/me")).status_code == 401
        await first.go_back()
        await expect(AccountForm(first).sign_in).to_be_visible()
        await second.reload()
        await expect(AccountForm(second).sign_in).to_be_visible()


class TestExpiredToken:
    @pytest.mark.prove
    async def test_call_is_repeated_with_a_new_one(self, visit_as: VisitAs) -> None:
        page = (await visit_as(expecting="status of 401")).page
        await page.goto("/analyse")
        await expect(AnalysePage(page).try_it).to_have_count(3)
        refreshes = note_refreshes(page)

        async def expire(route: Route) -> None:
            headers = {**route.request.headers, "authorization": _EXPIRED}
            await route.continue_(headers=headers)

        await page.route("**/analysis/analyze", expire, times=1)
        await AnalysePage(page).try_it.last.click()
        await Progress(page).expect_title("Ready")
        assert len(refreshes) == 1

    @pytest.mark.prove
    async def test_stream_goes_on_with_a_new_one(
        self, visit_as: VisitAs, slow_collector: Collector
    ) -> None:
        page = (await visit_as(expecting="status of 401")).page
        await page.goto("/analyse")
        streams: list[str | None] = []

        async def break_then_expire(route: Route) -> None:
            headers = route.request.headers
            streams.append(headers.get("last-event-id"))
            if len(streams) == 1:
                await route.fulfill(content_type="text/event-stream", body=": cut\n\n")
            elif len(streams) == 2:
                await route.continue_(headers={**headers, "authorization": _EXPIRED})
            else:
                await route.continue_()

        await page.route("**/requests/*/events", break_then_expire)
        await AnalysePage(page).paste(video_url(new_video_id()))
        refreshes = note_refreshes(page)
        await AnalysePage(page).submit.click()
        progress = Progress(page)
        await progress.expect_title("Under way")
        await progress.expect_title("Ready")
        assert len(streams) == 3
        assert len(refreshes) == 1


class TestEndedElsewhere:
    async def test_next_step_leads_to_sign_in_and_back(self, visit_as: VisitAs) -> None:
        visit = await visit_as(expecting="status of 401")
        page = visit.page
        await page.goto("/analyse")
        await expect(AnalysePage(page).try_it).to_have_count(3)
        await visit.person.call("POST", "/accounts/logout")
        await AnalysePage(page).try_it.last.click()
        form = AccountForm(page)
        await form.email.fill(visit.person.email)
        await form.password.fill(PASSWORD)
        await form.sign_in.click()
        await expect(page).to_have_url(re.compile("/analyse$"))
        await expect(AnalysePage(page).first_visit).to_be_visible()
