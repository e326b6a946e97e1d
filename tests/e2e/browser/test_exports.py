"""Each platform's export in a browser: chosen, read, imported, one post analysed."""

import pytest
from playwright.async_api import expect

from tests.e2e.browser.imports import ImportPage
from tests.e2e.browser.looks import expect_good_looks
from tests.e2e.browser.pages import Progress, Shell
from tests.e2e.browser.test_import import NOTE_BODIES
from tests.e2e.browser.test_library import LibraryPage
from tests.e2e.browser.visit import VisitAs
from tests.e2e.test_exports import EXPORTS
from tests.fixtures.sampling import sampled
from tests.social.imports.archives.exports import SECRET

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", sampled(EXPORTS, count=1))
async def test_export_becomes_a_verdict(visit_as: VisitAs, name: str) -> None:
    file, answers = EXPORTS[name]
    page = (await visit_as()).page
    await page.add_init_script(NOTE_BODIES)
    wizard, library = ImportPage(page), LibraryPage(page)
    await wizard.open()
    await wizard.choose(*file)
    if "account" in answers:
        await page.get_by_label("Whose posts are these?").fill(answers["account"])
    if "timezone" in answers:
        zone = page.get_by_label("In which time zone are the times?")
        await zone.select_option(answers["timezone"])
    found = page.get_by_role("region", name="What was found")
    await expect(found).to_contain_text("Posts")
    # Until it has been read with the answers, what is shown is faint.
    await expect(wizard.start).to_be_enabled()
    await expect_good_looks(page, f"import-export-{name.replace(' ', '-')}")
    await wizard.send()
    await expect(found).to_be_visible()
    await Shell(page).go_to("Library")
    await expect(library.links.first).to_be_visible()
    await library.links.first.click()
    await library.drawer.get_by_role("button", name="Analyse this post").click()
    await Progress(page).expect_title("Ready")
    bodies: list[str] = await page.evaluate("window.bodies")
    assert any('name="file"' in body for body in bodies), "no upload was seen"
    assert not [body for body in bodies if SECRET in body]
