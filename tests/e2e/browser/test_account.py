"""An account from its first page to its last, all in the web app."""

import asyncio
import zipfile
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Page, expect

from deploy.local.local_system import LocalSystem
from libs.common.ids import new_id
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.mailbox import Mailbox
from tests.e2e.browser.pages import AccountForm, AnalysePage, Shell
from tests.e2e.browser.settings import Settings
from tests.e2e.browser.visit import OpenPage
from tests.emulators.webhook_receiver import serve_receiver

pytestmark = pytest.mark.browser

_FIRST = "a quite uncommon sentence"
_SECOND = "another one that nobody guesses"
_THIRD = "the third has nothing to do with them"
_PING = '{"type":"webhook.ping"'


@pytest.fixture
def email() -> str:
    return f"traveller-{new_id().hex}@example.com"


async def _sign_in(page: Page, email: str, password: str) -> None:
    form = AccountForm(page)
    await form.email.fill(email)
    await form.password.fill(password)
    await form.sign_in.click()


class TestWholePath:
    async def test_from_sign_up_to_erasure(
        self, open_page: OpenPage, system: LocalSystem, email: str, tmp_path: Path
    ) -> None:
        # The last sign-in, of who is gone, is refused.
        page = await open_page(expecting="status of 401")
        mails = Mailbox(system, email)
        await self._sign_up(page, email)
        await self._verify(page, mails)
        settings = Settings(page)
        await page.keyboard.press("g")
        await page.keyboard.press("s")
        await settings.go_to("Security")
        await settings.change_password(_FIRST, _SECOND)
        await Shell(page).sign_out()
        await self._reset(page, mails, email)
        await _sign_in(page, email, _THIRD)
        await expect(Shell(page).account).to_be_visible()
        await page.goto("/settings/api-keys")
        await self._use_key(settings, system, email)
        await settings.go_to("Webhooks")
        await self._hear_a_test(settings)
        await settings.go_to("Your data")
        await self._take_along(page, email, tmp_path)
        await self._erase(page, email)

    async def _sign_up(self, page: Page, email: str) -> None:
        await page.goto("/sign-up")
        form = AccountForm(page)
        await form.email.fill(email)
        await form.password.fill(_FIRST)
        await form.create.click()
        await expect(AnalysePage(page).first_visit).to_be_visible()
        await expect(
            page.get_by_text(f"a link is in the mail to {email}")
        ).to_be_visible()

    async def _verify(self, page: Page, mails: Mailbox) -> None:
        link = await mails.wait_for_link("/verify-email")
        await page.goto(link)
        done = page.get_by_role("heading", name="Your address is confirmed")
        await expect(done).to_be_visible()
        await page.get_by_role("link", name="Go to Analyse").click()
        await expect(Shell(page).account).to_be_visible()
        await expect(page.get_by_text("a link is in the mail")).to_have_count(0)

    async def _reset(self, page: Page, mails: Mailbox, email: str) -> None:
        await page.get_by_role("link", name="Forgot the password?").click()
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_text("a link is on its way")).to_be_visible()
        await page.goto(await mails.wait_for_link("/reset-password"))
        await page.get_by_label("New password").fill(_THIRD)
        await page.get_by_role("button", name="Set the password").click()
        done = page.get_by_role("heading", name="The password is changed")
        await expect(done).to_be_visible()
        await page.get_by_role("link", name="Sign in").click()

    async def _use_key(
        self, settings: Settings, system: LocalSystem, email: str
    ) -> None:
        key = await settings.make_key("Script", "See your profile, plan and usage")
        shown = settings.page.get_by_label("A command that uses the key")
        await expect(shown).to_contain_text(f"{system.public_url}/api/v1/accounts/me")
        async with httpx2.AsyncClient(
            base_url=system.public_url,
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
        ) as program:
            told = await program.get("/api/v1/accounts/me")
            assert told.status_code == 200, told.text
            assert told.json()["email"] == email
            await settings.page.get_by_role("button", name="I have copied it").click()
            await settings.revoke_key("Script")
            async with asyncio.timeout(5):
                while (await program.get("/api/v1/accounts/me")).status_code != 401:
                    await asyncio.sleep(0.1)

    async def _hear_a_test(self, settings: Settings) -> None:
        async with serve_receiver() as receiver:
            await settings.add_webhook(receiver.url)
            send = settings.page.get_by_role("button", name="Send a test")
            await send.click()
            [received] = await receiver.wait_for(1)
            assert received.body.decode().startswith(_PING)
            arrived = settings.page.get_by_text("The test arrived: 200")
            await expect(arrived).to_be_visible()
            assert received.is_signed_with(await settings.show_secret())
        await settings.deliveries.first.click()
        await expect(settings.page.get_by_text(received.id)).to_be_visible()

    async def _take_along(self, page: Page, email: str, folder: Path) -> None:
        await page.get_by_role("button", name="Prepare the archive").click()
        link = page.get_by_role("link", name="Download the archive")
        async with page.expect_download() as started:
            await link.click()
        download = await started.value
        path = folder / "archive.zip"
        await download.save_as(path)
        with zipfile.ZipFile(path) as archive:
            held = b"".join(archive.read(name) for name in archive.namelist())
        assert email.encode() in held

    async def _erase(self, page: Page, email: str) -> None:
        await page.get_by_role("button", name="Erase the account").click()
        dialog = page.get_by_role("dialog", name="Erase the account?")
        await dialog.get_by_label(f"To confirm, write {email}").fill(email)
        await dialog.get_by_label("Your password").fill(_THIRD)
        await dialog.get_by_role("button", name="Erase all of it").click()
        done = page.get_by_role("heading", name="Your account is erased")
        await expect(done).to_be_visible(timeout=60_000)
        await expect_good_looks(page, "goodbye")
        await page.goto("/settings")
        await _sign_in(page, email, _THIRD)
        await expect(AccountForm(page).problem).to_contain_text("do not belong")
