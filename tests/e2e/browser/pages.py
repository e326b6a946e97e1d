"""The pages of the app as people see them: by role, name and text."""

import re
from typing import Literal, Self

from playwright.async_api import Locator, Page, expect

Theme = Literal["light", "dark"]
ENDED = re.compile(r"^(Ready|Stopped|Stopped by you)$")
_ARE_COLOURS_CHANGED = """
async () => {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const changes = document.getAnimations().filter((each) => each.playState !== "idle");
  const finite = changes.filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(finite.map((each) => each.finished));
}
"""
_OBSERVE_STAGES = """
window.stagesSeen = [];
new MutationObserver(() => {
  for (const stage of document.querySelectorAll("ol[aria-label^='Stages of'] > li")) {
    if (!window.stagesSeen.includes(stage.textContent))
      window.stagesSeen.push(stage.textContent);
  }
}).observe(document.body, { subtree: true, childList: true, characterData: true });
"""


class AccountForm:
    """Sign-up or sign-in."""

    def __init__(self, page: Page) -> None:
        self.email = page.get_by_label("E-mail")
        self.password = page.get_by_label("Password", exact=True)
        self.create = page.get_by_role("button", name="Create the account")
        self.sign_in = page.get_by_role("button", name="Sign in")
        self.problem = page.get_by_role("alert")


class Shell:
    """What stands around every page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.account = page.get_by_role("button", name="Account of")
        self.offline_line = page.get_by_text("You are offline.")

    async def go_to(self, area: str) -> None:
        """By the navigation: `Analyse`, `Library` or `History`."""
        navigation = self.page.get_by_role("navigation", name="Main")
        await navigation.get_by_role("link", name=area).click()

    async def sign_out(self) -> None:
        """By the account menu, until the sign-in page stands."""
        await self.account.click()
        await self.page.get_by_role("menuitem", name="Sign out").click()
        await expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()


class AnalysePage:
    """Links in, work under way, demo creators."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.first_visit = page.get_by_role("heading", name="Begin with one post")
        self.lines = page.get_by_role("list", name="Links to posts")
        self.try_it = page.get_by_role("button", name="Try it")
        self.submit = page.get_by_role("main").get_by_role(
            "button", name=re.compile("^Analyse")
        )

    def line(self, number: int) -> Locator:
        """A line of the box, counted from 1."""
        return self.lines.get_by_role("textbox", name=f"Link {number}", exact=True)

    async def paste(self, text: str) -> None:
        """Pastes into the first line, by way of the clipboard."""
        await expect(self.try_it).not_to_have_count(0)
        await self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        await self.line(1).focus()
        await self.page.keyboard.press("Control+V")


class Progress:
    """An analysis while it runs, and what came of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_role("progressbar", name="Progress of the analysis")
        self.heading = page.get_by_role("heading", level=2)
        self.stop = page.get_by_role("button", name="Stop")
        self.tracks = page.get_by_role("list", name="Stages of")
        self.rows = page.get_by_role("listitem").filter(has=self.tracks)

    async def watch_stages(self) -> None:
        """From now on notes each stage of a row as it appears on the page."""
        await self.page.evaluate(_OBSERVE_STAGES)

    async def stages_seen(self) -> list[str]:
        """What was noted, in the order of appearance: `Media: under way`."""
        seen: list[str] = await self.page.evaluate("window.stagesSeen")
        return seen

    async def expect_title(self, title: str | re.Pattern[str]) -> None:
        """Waits for the heading over the rows: `Under way`, `Ready`."""
        named = self.page.get_by_role("heading", level=2, name=title, exact=True)
        await expect(named).to_be_visible()

    async def open_result(self, number: int = 1) -> "ResultPage":
        """By the link of a row, counted from 1."""
        await self.rows.nth(number - 1).get_by_role("link").click()
        return await ResultPage(self.page).wait()


class ResultPage:
    """One post's verdict, with the evidence of each sentence."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.verdict = page.get_by_role("heading", level=1)
        self.strip = page.get_by_role("slider")
        self.claims = page.get_by_role("region", name="Why it took off")
        self.evidence = page.get_by_role("region", name="Evidence", exact=True)
        # Only a sentence's chips are named so; a row begins with its id.
        self.chips = page.get_by_role("button", name=re.compile(r"^Evidence E\d+:"))
        self.open_rows = self.evidence.get_by_role("button", expanded=True).filter(
            has_text=re.compile(r"^E\d")
        )

    async def wait(self) -> Self:
        """Until the verdict and its evidence stand."""
        await expect(self.evidence).to_be_visible()
        return self

    def row(self, evidence_id: str) -> Locator:
        """The row of an item, by its id: `E2`."""
        return self.evidence.get_by_role(
            "button", name=re.compile(rf"^{evidence_id}\b(?!:)")
        )

    async def unfold_evidence(self) -> None:
        """Shows the rows that no sentence rests on as well."""
        await self.evidence.get_by_role("button", name=re.compile(r"^\d+ more")).click()

    async def list_evidence(self) -> list[str]:
        """The ids of the rows that are shown, in their order."""
        texts = await self.evidence.get_by_role("button").all_inner_texts()
        return [text.split(",")[0].strip() for text in texts if text.startswith("E")]


async def wait_settled(page: Page) -> None:
    """Until the page has its heading and nothing on it is still being loaded."""
    await expect(
        page.get_by_role("heading", level=1)
        .or_(page.get_by_role("alert").get_by_role("heading"))
        .first
    ).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.fonts.ready.then(() => undefined)")


async def show_theme(page: Page, theme: Theme) -> None:
    """In these colours, once all of them have changed."""
    await page.emulate_media(color_scheme=theme)
    await page.evaluate(_ARE_COLOURS_CHANGED)


async def background_of(element: Locator) -> str:
    """Its computed background colour."""
    colour: str = await element.evaluate("e => getComputedStyle(e).backgroundColor")
    return colour
