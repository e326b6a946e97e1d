"""What every page is looked at for: axe, no page wider than its window, no words on
others.

`LOOKS=all` (`make looks`) takes each width with both themes and keeps pictures under
tests/artifacts/ for people to look at; else axe looks twice, and every width is tried
once."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.e2e.browser.pages import Theme, show_theme

# Not in version control.
PICTURES = Path(__file__).parents[2] / "artifacts"
_GRAVE = ("serious", "critical")
_HEIGHT = 900
_ALL_RULES = {"resultTypes": ["violations"]}
# What a theme alone can change; names and structure are the same in both.
_COLOURS = {**_ALL_RULES, "runOnly": ["color-contrast"]}


class Look(NamedTuple):
    """A width in px, a theme, and what axe looks for, if it is asked at all."""

    width: int
    theme: Theme
    rules: dict[str, Any] | None = None


_FEW = (
    Look(1280, "light", _ALL_RULES),
    Look(360, "dark", _ALL_RULES),
    Look(768, "dark"),
    Look(2560, "dark"),
)
_ALL = (
    *_FEW,
    Look(360, "light", _COLOURS),
    Look(768, "light", _ALL_RULES),
    Look(1280, "dark", _COLOURS),
)
_IS_THOROUGH = os.environ.get("LOOKS") == "all"

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

# Words laid over other words. What floats above the page (menus, bars) may.
_LIST_OVERLAPS = """
() => {
  const floats = new Set(["absolute", "fixed", "sticky"]);
  const findFrame = (node) => {
    let [left, top, right, bottom] = [-Infinity, -Infinity, Infinity, Infinity];
    for (let each = node.parentElement; each !== null; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (floats.has(style.position) || each.tagName === "svg") return null;
      if (style.overflowX === "visible") continue;
      const box = each.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const words = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.data.trim();
    const frame = text ? findFrame(node) : null;
    if (frame === null) continue;
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const left = Math.max(frame.left, line.left);
      const top = Math.max(frame.top, line.top);
      const right = Math.min(frame.right, line.right);
      const bottom = Math.min(frame.bottom, line.bottom);
      const isSeen = right - left > 2 && bottom - top > 2;
      if (isSeen) words.push({ left, top, right, bottom, text, node });
    }
  }
  words.sort((a, b) => a.top - b.top);
  const found = [];
  words.forEach((a, at) => {
    for (const b of words.slice(at + 1)) {
      // Lines of letters may touch: what is above and below a line's letters is air.
      if (b.top > a.bottom - 6) break;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - b.top;
      if (a.node === b.node || across < 3 || down < 6) continue;
      found.push(`“${a.text}” under “${b.text}”`);
    }
  });
  return found;
}
"""


def tell(violation: dict[str, Any]) -> str:
    """What is violated, and where."""
    places = [node["html"][:120] for node in violation["nodes"]]
    return f"{violation['id']} ({violation['impact']}): {'; '.join(places)}"


async def expect_good_looks(page: Page, name: str) -> None:
    """Without a grave violation, and within its window; then wide and light again."""
    found = []
    for look in _ALL if _IS_THOROUGH else _FEW:
        await page.set_viewport_size({"width": look.width, "height": _HEIGHT})
        await show_theme(page, look.theme)
        faults = [
            *await list_protruding(page),
            *await list_overlaps(page),
            *await list_violations(page, look),
        ]
        found += [f"{look.width} {look.theme}: {fault}" for fault in faults]
        if _IS_THOROUGH:
            await _take_picture(page, look, name)
    await page.set_viewport_size({"width": 1280, "height": _HEIGHT})
    await show_theme(page, "light")
    assert found == [], "\n".join(found)


async def list_protruding(page: Page) -> list[str]:
    """What reaches beyond the window's sides, as begins of its HTML."""
    found: list[str] = await page.evaluate(_LIST_PROTRUDING)
    return found


async def list_overlaps(page: Page) -> list[str]:
    """Words that are laid over others."""
    found: list[str] = await page.evaluate(_LIST_OVERLAPS)
    return found


async def list_violations(page: Page, look: Look) -> list[str]:
    """The grave ones that axe finds."""
    if look.rules is None:
        return []
    results = await Axe().run(page, options=look.rules)
    violations = results.response["violations"]
    return [tell(each) for each in violations if each["impact"] in _GRAVE]


async def _take_picture(page: Page, look: Look, name: str) -> None:
    # The whole page in a window as high as it, so that what sticks stays in place.
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": look.width, "height": max(height, _HEIGHT)})
    await page.evaluate("scrollTo(0, 0)")
    path = PICTURES / f"{name.replace(' ', '-')}-{look.width}-{look.theme}.png"
    await page.screenshot(path=path)
