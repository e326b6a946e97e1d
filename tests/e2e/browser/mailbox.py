"""The mails of a system without a mail server, as their receivers read them."""

import asyncio
import re
from email import message_from_bytes, policy
from pathlib import Path

from deploy.local.local_system import LocalSystem

_LINK = re.compile(r"https?://[^/\s]+(/\S+#token=\S+)")


class Mailbox:
    """What was sent to one address."""

    def __init__(self, system: LocalSystem, address: str) -> None:
        self._folder = system.home.root / "mail"
        self._address = address

    async def wait_for_link(self, path: str, *, seconds: float = 30) -> str:
        """The newest mail's link to a page of the app, from its path on."""
        async with asyncio.timeout(seconds):
            while True:
                for link in reversed(self._list_links()):
                    if link.startswith(f"{path}#"):
                        return link
                await asyncio.sleep(0.1)

    def _list_links(self) -> list[str]:
        """Oldest first: the files' names begin with the time."""
        texts = [self._read(path) for path in sorted(self._folder.glob("*.eml"))]
        return [link for text in texts for link in _LINK.findall(text)]

    def _read(self, path: Path) -> str:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        is_ours = self._address in str(mail["To"])
        return str(body.get_content()) if is_ours and body else ""
