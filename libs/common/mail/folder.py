"""Mails as files, where no mail server is configured: to be opened and read."""

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from email.policy import SMTPUTF8
from pathlib import Path

import structlog

from libs.common.mail.interface import Mail
from libs.common.mail.message import build_message, deliverable_address

log = structlog.get_logger()

_LONGEST_SUBJECT = 60


class FolderMailer:
    """Writes each mail into a folder, once, its name beginning with its time.

    The files hold links that sign people in, so only the owner may read them."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """Writes the file, whole or not at all. Raises OSError where it cannot."""
        path = self._folder / _file_name(mail)
        await asyncio.to_thread(self._write, mail, path)
        log.info("mail_written", file=str(path))

    async def forget(self, addresses: Sequence[str]) -> None:
        """Deletes the files that name one of these addresses, in any case."""
        spellings = {*addresses, *map(deliverable_address, addresses)}
        wanted = {spelling.casefold() for spelling in spellings}
        await asyncio.to_thread(self._forget, wanted)

    def _forget(self, wanted: set[str]) -> None:
        for path in self._folder.glob("*"):
            content = path.read_text("utf-8", "replace").casefold()
            if any(address in content for address in wanted):
                path.unlink(missing_ok=True)

    def _write(self, mail: Mail, path: Path) -> None:
        # 8bit, not quoted-printable: links stay in one piece for the reader.
        message = build_message(mail, sender=self._sender, policy=SMTPUTF8, cte="8bit")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=self._folder, prefix=".")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes())
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)


def _file_name(mail: Mail) -> str:
    """Sorted by name is sorted by time; the same for each attempt of one mail."""
    at = mail.at.strftime("%Y-%m-%dT%H-%M-%S.%f")[:-3]
    subject = re.sub(r"\W+", "-", mail.subject).strip("-").lower()[:_LONGEST_SUBJECT]
    return f"{at}_{subject}_{mail.id[-12:]}.eml"
