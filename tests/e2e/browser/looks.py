"""What every page is looked at for: axe in both themes, and no page wider than its
window."""

from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.e2e.browser.pages import THEMES, Theme, show_theme

_GRAVE = ("serious", "critical")
_ALL_RULES = {"resultTypes": ["violations"]}
# What a theme or a width alone can change; names and structure are the same in all.
_COLOURS = {**_ALL_RULES, "runOnly": ["color-contrast"]}
_LOOKS: tuple[tuple[int, Theme, dict[str, Any]], ...] = (
    (1280, "light", _ALL_RULES),
    (1280, "dark", _COLOURS),
    (390, "dark", _ALL_RULES),
    (390, "light", _COLOURS),
)

# Not in version control: for people to look at.
PICTURES = Path(__file__).parents[2] / "artifacts"
_WIDTHS = (360, 768, 1280, 2560)
_PICTURED_WIDTHS = (360, 768, 1280)
_PICTURED = (
    "sign-up",
    "analyse-first",
    "analyse-pasted",
    "analyse",
    "history",
    "result",
    "no baseline",
    "stopped",
    "side by side",
    "library",
    "library-empty",
    "library-selected",
    "library-post",
    "import-choose",
    "import-columns",
    "import-done",
)

# What may be wider than the window scrolls, or is cut off, within a box of its own.
# The strips measure their box and are drawn anew a frame after it changed.
_LIST_PROTRUDING = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (const _ of [1, 2, 3]) await frame();
  const isOwnBox = (element) =>
    getComputedStyle(element).overflowX !== "visible" || element.tagName === "svg";
  const hasOwnBox = (element) => {
    for (let each = element.parentElement; each !== document.body;
         each = each.parentElement) {
      if (each === null || isOwnBox(each)) return true;
    }
    return false;
  };
  const protruding = [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (right > innerWidth + 1 || left < -1) && !hasOwnBox(element);
  });
  const root = document.documentElement;
  const tells = protruding.map((element) => element.outerHTML.slice(0, 120));
  return root.scrollWidth > root.clientWidth ? ["the page scrolls", ...tells] : tells;
}
"""


def tell(violation: dict[str, Any]) -> str:
    """What is violated, and where."""
    places = [node["html"][:120] for node in violation["nodes"]]
    return f"{violation['id']} ({violation['impact']}): {'; '.join(places)}"


async def expect_no_grave_violation(page: Page) -> None:
    """In the light and in the dark, at 1280 and at 390 px."""
    found = []
    for width, theme, options in _LOOKS:
        await page.set_viewport_size({"width": width, "height": 900})
        await show_theme(page, theme)
        results = await Axe().run(page, options=options)
        found += [
            f"{width} {theme} {tell(violation)}"
            for violation in results.response["violations"]
            if violation["impact"] in _GRAVE
        ]
    await page.set_viewport_size({"width": 1280, "height": 900})
    assert found == [], "\n".join(found)


async def expect_fits(page: Page, name: str) -> None:
    """At every width. Of the main pages pictures are kept under tests/artifacts/."""
    found = {}
    for width in _WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        found[width] = await page.evaluate(_LIST_PROTRUDING)
        if name in _PICTURED and width in _PICTURED_WIDTHS:
            await take_pictures(page, width, name)
    assert found == {width: [] for width in _WIDTHS}, found


async def take_pictures(page: Page, width: int, name: str) -> None:
    """The whole page in a window as high as it, so that what sticks stays in place."""
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": max(height, 900)})
    await page.evaluate("scrollTo(0, 0)")
    for theme in THEMES:
        await show_theme(page, theme)
        path = PICTURES / f"{name.replace(' ', '-')}-{width}-{theme}.png"
        await page.screenshot(path=path)
