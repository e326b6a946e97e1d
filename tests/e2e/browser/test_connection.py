"""What the pages say and keep while the network is away."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.browser.gallery import new_video_id, video_url
from tests.e2e.browser.pages import AccountForm, Progress, Shell
from tests.e2e.browser.visit import PASSWORD, OpenPage, VisitAs
from tests.emulators.collector import Collector

pytestmark = pytest.mark.browser

# Chromium lets streams that are open live on when it takes the network away.
_STREAMS = "**/requests/*/events"
_NETWORK_IS_CUT = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture
async def slow_collector(shared_collector: Collector) -> AsyncIterator[Collector]:
    """Slow enough for the network to go and come; quick again after the test."""
    shared_collector.delay_seconds = 4
    yield shared_collector
    shared_collector.delay_seconds = 0


class TestOfflineLine:
    async def test_appears_and_goes_and_the_page_stays(self, visit_as: VisitAs) -> None:
        visit = await visit_as(expecting=_NETWORK_IS_CUT)
        page, shell = visit.page, Shell(visit.page)
        await page.goto(await visit.see_demo_result())
        verdict = page.get_by_role("heading", level=1, name="usual")
        await expect(verdict).to_be_visible()
        await expect(shell.offline_line).to_have_count(0)
        await page.context.set_offline(True)
        await expect(shell.offline_line).to_be_visible()
        await page.get_by_role("button", name="Evidence E1:").first.click()
        await expect(verdict).to_be_visible()
        await page.context.set_offline(False)
        await expect(shell.offline_line).to_have_count(0)

    @pytest.mark.prove
    async def test_work_under_way_is_caught_up_with(
        self, visit_as: VisitAs, slow_collector: Collector
    ) -> None:
        visit = await visit_as(expecting=_NETWORK_IS_CUT)
        page, progress = visit.page, Progress(visit.page)
        request_id = await visit.person.analyse([video_url(new_video_id())])
        await page.route(_STREAMS, lambda route: route.abort("internetdisconnected"))
        await page.goto(f"/analyse?request={request_id}")
        await progress.expect_title("Under way")
        await page.context.set_offline(True)
        await expect(Shell(page).offline_line).to_be_visible()
        await expect(page.get_by_text("The line to the server broke")).to_be_visible()
        await visit.person.wait_for(request_id)
        await progress.expect_title("Under way")
        await page.unroute(_STREAMS)
        await page.context.set_offline(False)
        await progress.expect_title("Ready")


class TestSignIn:
    async def test_without_a_network_says_so(self, open_page: OpenPage) -> None:
        page = await open_page(expecting=_NETWORK_IS_CUT)
        await page.goto("/sign-in")
        form = AccountForm(page)
        await form.email.fill("runa@example.com")
        await form.password.fill(PASSWORD)
        await page.context.set_offline(True)
        await form.sign_in.click()
        await expect(form.problem).to_contain_text("The server did not answer")
        await expect(form.email).to_have_value("runa@example.com")
