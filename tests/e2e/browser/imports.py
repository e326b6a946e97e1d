"""Files to import, and the wizard as people see it."""

import io
import json
import re
import zipfile
from collections.abc import Mapping

from playwright.async_api import Locator, Page, expect

from tests.e2e.browser.gallery import new_video_id

# Of Windows, in German, and of no account: what a spreadsheet there saves as CSV.
MESSY_ROWS = [
    "Beitrag;Überschrift;Veröffentlicht;Aufrufe;Notiz",
    *(
        f"{number};Käse, Teil {number};{number:02}.03.2025 18:30;{number}.000;"
        for number in range(1, 13)
    ),
    "13;Ohne Zahl;13.03.2025 18:30;viele;",
]
MESSY_CSV = "\r\n".join(MESSY_ROWS).encode("cp1252")
SECRET = "what was said between two"


def plain_csv(creator: str, count: int, *, views: int = 100) -> bytes:
    """Posts of one YouTube channel, one a day; the last has twenty times the views."""
    lines = ["platform,creator,id,title,time,views"]
    for number in range(count):
        seen = views * 20 if number == count - 1 else views + number
        at = f"2025-{1 + number // 28:02}-{1 + number % 28:02}T12:00:00Z"
        post_id = new_video_id()
        title = f"{creator}, part {number + 1}"
        lines.append(f'youtube,{creator},{post_id},"{title}",{at},{seen}')
    return "\n".join(lines).encode()


def x_archive(name: str) -> dict[str, bytes]:
    """The members of an archive of X with three posts, and with what is nobody's."""
    posts = [
        {
            "tweet": {
                "id_str": str(1_900_000_000_000_000_000 + number),
                "created_at": f"Sat Feb {10 + number} 12:33:11 +0000 2024",
                "full_text": f"Post {number} of {name}",
                "favorite_count": str(10 + number),
                "retweet_count": "1",
            }
        }
        for number in range(3)
    ]
    account = [{"account": {"username": name, "accountDisplayName": name}}]
    return {
        "data/tweets.js": _js("tweets", posts),
        "data/account.js": _js("account", account),
        "data/direct-messages.js": _js("direct_messages", [{"text": SECRET}]),
        "data/contact.js": _js("contact", [{"contact": SECRET}]),
        "Your archive.html": b"<!doctype html><title>archive</title>",
    }


def _js(kind: str, items: object) -> bytes:
    return f"window.YTD.{kind}.part0 = {json.dumps(items)}".encode()


def pack(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of these."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


class ImportPage:
    """The wizard: choose, say what is what, send, read what came of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.choose_files = page.get_by_role("button", name="Choose files")
        self.start = page.get_by_role("button", name="Import these posts")
        self.problem = page.get_by_role("alert")
        self.preview = page.get_by_role("region", name="How it is read")
        self.questions = page.get_by_role(
            "region", name=re.compile("question.* about this file")
        )
        self.progress = page.get_by_role("progressbar")
        self.past = page.get_by_role("region", name="Earlier imports")
        self.report = page.get_by_role("table", name="Row by row")

    async def open(self) -> None:
        await self.page.goto("/import")
        await expect(self.choose_files).to_be_visible()

    async def choose(self, name: str, content: bytes) -> None:
        """By the dialog that the button opens."""
        async with self.page.expect_file_chooser() as opened:
            await self.choose_files.click()
        chooser = await opened.value
        await chooser.set_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )

    async def choose_table(self, name: str, content: bytes) -> None:
        """A table, until its columns are shown."""
        await self.choose(name, content)
        await expect(self.preview).to_be_visible()

    async def send(self) -> None:
        """Starts, until the import has ended."""
        await expect(self.start).to_be_enabled()
        await self.start.click()
        await expect(self.page).to_have_url(re.compile(r"/import\?import="))
        await expect(
            self.page.get_by_role("link", name="Import another file")
        ).to_be_visible()

    async def expect_title(self, title: str) -> None:
        named = self.page.get_by_role("heading", level=2, name=title, exact=True)
        await expect(named).to_be_visible()

    def column(self, name: str) -> Locator:
        """What a column is read as."""
        return self.page.get_by_role("combobox", name=f"What “{name}” is read as")
