"""A person's own posts come in, however messy the file."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.e2e.browser.imports import (
    MESSY_CSV,
    SECRET,
    ImportPage,
    pack,
    plain_csv,
    x_archive,
)
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Shell, wait_settled
from tests.e2e.browser.visit import VisitAs

pytestmark = pytest.mark.browser

_UPLOAD = "**/api/v1/social/posts/import"
# Chromium does not show the body of an upload to those who watch requests.
NOTE_BODIES = """
window.bodies = [];
const note = (text) => void window.bodies.push(text);
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (form) {
  new Response(form).text().then(note);
  return send.call(this, form);
};
const fetchAnew = window.fetch;
window.fetch = (input, init) => {
  const request = new Request(input, init);
  if (request.method === "POST") request.clone().text().then(note);
  return fetchAnew(request);
};
"""
_DROP = """
([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name));
  const zone = document.querySelector("[role=group][aria-label='Files to import']");
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(type, { bubbles: true, dataTransfer: transfer });
    zone.dispatchEvent(event);
  }
}
"""


class TestMessyTable:
    async def test_comes_in_with_the_answers_of_its_owner(
        self, visit_as: VisitAs
    ) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        await wizard.choose_table("Beiträge.csv", MESSY_CSV)
        await wizard.column("Überschrift").select_option(label="Title")
        await wizard.column("Aufrufe").select_option(label="Views")
        await wizard.column("Veröffentlicht").select_option(label="Time of publishing")
        await expect(wizard.start).to_be_disabled()
        await expect(page.get_by_text("Still needed:")).to_be_visible()
        await page.get_by_label("On which platform are these posts?").select_option(
            "tiktok"
        )
        await page.get_by_label("Whose posts are these?").fill("@käseladen")
        zone = page.get_by_label("In which time zone are the times?")
        await zone.select_option("Europe/Berlin")
        numbers = page.get_by_label("How are the numbers written?")
        await expect(
            page.get_by_text(re.compile(r"In your file: 1\.000"))
        ).to_be_visible()
        await numbers.select_option("point_comma")
        await expect(wizard.preview.get_by_text("Käse, Teil 3")).to_be_visible()
        await expect(wizard.preview).to_contain_text("3,000 views")
        await expect(wizard.preview).to_contain_text("Column 'Aufrufe' cannot be read")
        await expect_good_looks(page, "import-columns")
        await wizard.send()
        await wizard.expect_title("12 posts imported")
        row = wizard.report.get_by_role("row").nth(1)
        await expect(row).to_contain_text(re.compile("13.*Refused.*Aufrufe"))

    @pytest.mark.prove
    async def test_refused_rows_are_a_file(
        self, visit_as: VisitAs, tmp_path: Path
    ) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        broken = plain_csv("Half Read", 3) + b"\nyoutube,Half Read,short,Bad id,,9"
        await wizard.choose_table("half.csv", broken)
        await wizard.send()
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download refused rows").click()
        download = await started.value
        assert download.suggested_filename == "half-refused.csv"
        await download.save_as(tmp_path / "refused.csv")
        lines = (tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()
        assert lines[0] == "row,field,reason,message"
        assert [line.split(",")[0] for line in lines[1:]] == ["4"]


class TestSameFileAgain:
    @pytest.mark.prove
    async def test_changes_nothing(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        content = plain_csv("Twice Told", 10)
        await wizard.open()
        await wizard.choose_table("posts.csv", content)
        await wizard.send()
        await wizard.expect_title("10 posts imported")
        await page.get_by_role("link", name="Import another file").click()
        await wizard.choose_table("posts.csv", content)
        await wizard.send()
        await wizard.expect_title("Nothing new in this file")
        await expect(wizard.past.get_by_role("link")).to_have_count(2)


class TestTakingBack:
    async def test_asks_first_and_leaves_nothing(self, visit_as: VisitAs) -> None:
        page = (await visit_as(expecting="status of 404")).page
        wizard = ImportPage(page)
        await wizard.open()
        await wizard.choose_table("posts.csv", plain_csv("Regretted", 10))
        await wizard.send()
        await wait_settled(page)
        await page.get_by_role("button", name="Take it back").click()
        dialog = page.get_by_role("dialog", name="Take this import back?")
        await expect(dialog).to_contain_text("cannot be undone")
        await expect_good_looks(page, "import-done")
        await dialog.get_by_role("button", name="Leave it as it is").click()
        await wizard.expect_title("10 posts imported")
        await page.get_by_role("button", name="Take it back").click()
        await dialog.get_by_role("button", name="Take it back").click()
        await expect(page).to_have_url(re.compile("/import$"))
        await expect(wizard.past).to_have_count(0)
        await Shell(page).go_to("Library")
        await expect(
            page.get_by_role("heading", name="Your posts will stand here")
        ).to_be_visible()


class TestArchive:
    @pytest.mark.parametrize("form", ["zip", "folder"])
    async def test_only_posts_leave_the_computer(
        self, visit_as: VisitAs, tmp_path: Path, form: str
    ) -> None:
        page = (await visit_as()).page
        await page.add_init_script(NOTE_BODIES)
        wizard = ImportPage(page)
        await wizard.open()
        members = x_archive(f"kelp{form}")
        if form == "zip":
            await wizard.choose("twitter.zip", pack(members))
        else:
            folder = tmp_path / "twitter"
            for name, content in members.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            field = page.locator("input[webkitdirectory]")
            await field.set_input_files(folder)
        await expect(page.get_by_text("Will be sent: tweets.js")).to_be_visible()
        await expect(page.get_by_text("3 other files stay")).to_be_visible()
        await expect(
            wizard.preview.get_by_text(f"Post 2 of kelp{form}")
        ).to_be_visible()
        await wizard.send()
        await wizard.expect_title("3 posts imported")
        bodies: list[str] = await page.evaluate("window.bodies")
        with_posts = [body for body in bodies if 'filename="tweets.js"' in body]
        assert len(with_posts) >= 2, "neither preview nor upload was seen"
        assert not [body for body in bodies if SECRET in body]
        assert not [body for body in bodies if "direct-messages" in body]

    async def test_one_of_several_tables_is_chosen(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        tables = {"Table data.csv": plain_csv("Studio", 9), "Totals.csv": b"a\n1"}
        await wizard.choose("studio.zip", pack(tables))
        await page.get_by_role("button", name="Take Table data.csv").click()
        await expect(wizard.preview.get_by_text("Studio, part 1")).to_be_visible()


class TestChoosing:
    async def test_file_may_be_dropped(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        await page.evaluate(_DROP, ["dropped.csv", plain_csv("Dropped", 2).decode()])
        await expect(wizard.preview.get_by_text("Dropped, part 2")).to_be_visible()

    @pytest.mark.prove
    async def test_needs_no_mouse(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        async with page.expect_file_chooser() as opened:
            await wizard.choose_files.press("Enter")
        content = plain_csv("By Keys", 2)
        chooser = await opened.value
        await chooser.set_files(
            {"name": "keys.csv", "mimeType": "text/csv", "buffer": content}
        )
        await expect(wizard.start).to_be_enabled()
        await wizard.start.press("Enter")
        await wizard.expect_title("2 posts imported")

    async def test_page_of_a_sign_in_is_no_export(self, visit_as: VisitAs) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        await wizard.choose("posts.csv", b"<!doctype html><title>Log in</title>")
        await expect(wizard.problem).to_contain_text("is a web page, not an export")
        await expect_good_looks(page, "import-choose")


class TestBrokenLine:
    @pytest.mark.prove
    async def test_keeps_the_choice_and_sends_again(self, visit_as: VisitAs) -> None:
        page = (await visit_as(expecting="ERR_INTERNET_DISCONNECTED")).page
        wizard = ImportPage(page)
        await wizard.open()
        await wizard.choose_table("posts.csv", plain_csv("Cut Off", 3))
        await page.route(
            _UPLOAD, lambda route: route.abort("internetdisconnected"), times=1
        )
        await wizard.start.click()
        await expect(wizard.problem).to_contain_text("Nothing was imported")
        await expect_good_looks(page, "import-refused")
        await page.get_by_role("button", name="Send it again").click()
        await wizard.expect_title("3 posts imported")

    @pytest.mark.prove
    async def test_goes_on_while_another_page_is_looked_at(
        self, visit_as: VisitAs
    ) -> None:
        page = (await visit_as()).page
        wizard = ImportPage(page)
        await wizard.open()
        await wizard.choose_table("posts.csv", plain_csv("Patient", 3))
        let_through = asyncio.Event()

        async def hold(route: Route) -> None:
            await let_through.wait()
            await route.continue_()

        await page.route(_UPLOAD, hold, times=1)
        await wizard.start.click()
        await wizard.expect_title("Sending posts.csv")
        await Shell(page).go_to("History")
        await expect(page.get_by_role("heading", name="History")).to_be_visible()
        await Shell(page).go_to("Library")
        await page.get_by_role("link", name="Import").first.click()
        await wizard.expect_title("Sending posts.csv")
        let_through.set()
        await wizard.expect_title("3 posts imported")
