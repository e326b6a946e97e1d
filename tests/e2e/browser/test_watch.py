"""What the other tests rely on: that nothing a page does wrong goes unnoticed."""

import pytest
from playwright.async_api import Browser, expect

from deploy.local.local_system import LocalSystem
from tests.e2e.browser.pages import AccountForm
from tests.e2e.browser.watch import Watch

pytestmark = pytest.mark.browser

_MISDEEDS = """
() => {
  console.error("said an error");
  setTimeout(() => { throw new Error("threw an error"); });
  document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>inline</p>");
  return fetch("http://elsewhere.invalid/").catch(() => null);
}
"""


async def test_errors_violations_and_other_hosts_are_faults(
    chromium: Browser, system: LocalSystem
) -> None:
    async with await chromium.new_context(base_url=system.public_url) as context:
        watch = await Watch.start(context, system.public_url, None)
        page = await context.new_page()
        await page.goto("/sign-in")
        await expect(AccountForm(page).sign_in).to_be_visible()
        assert watch.faults == []
        await page.evaluate(_MISDEEDS)
        await expect(page.get_by_text("inline")).to_be_visible()
        found = "\n".join(watch.faults)
    for fault in (
        "said an error",
        "threw an error",
        "CSP: style-src-attr",
        "CSP: connect-src http://elsewhere.invalid",
    ):
        assert fault in found


async def test_request_to_another_host_is_a_fault(
    chromium: Browser, system: LocalSystem
) -> None:
    async with await chromium.new_context() as context:
        watch = await Watch.start(context, system.public_url, None)
        page = await context.new_page()
        await page.set_content("<img src='http://elsewhere.invalid/pixel.gif'>")
        assert any("went elsewhere: GET" in fault for fault in watch.faults)
