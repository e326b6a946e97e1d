"""Mails as files."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from structlog.testing import capture_logs

from libs.common.mail.folder import FolderMailer
from libs.common.mail.interface import Mail

SENDER = "Postscope <mail@postscope.example>"


def names_in(folder: Path) -> list[str]:
    """The files of a folder, in the order in which a reader sees them."""
    return sorted(path.name for path in folder.iterdir())


class TestFolderMailer:
    async def test_file_can_be_read_with_links_in_one_piece(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        await FolderMailer(tmp_path / "mail", sender=SENDER).send(mail)
        (path,) = (tmp_path / "mail").iterdir()
        assert path.name == (
            "2026-11-20T12-00-00.000_bestätige-bcc-eve-example-com_392f8d3b0236.eml"
        )
        text = path.read_text()
        assert "https://postscope.example/#token=" + "x" * 90 in text
        message = message_from_bytes(
            path.read_bytes(), _class=EmailMessage, policy=default
        )
        assert message["To"] == "zoë@xn--bcher-kva.example"
        assert message["Message-ID"] == f"<{mail.id}@postscope.invalid>"

    async def test_mail_sent_again_is_one_file(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        mailer = FolderMailer(tmp_path, sender=SENDER)
        for _ in range(2):
            await mailer.send(mail)
        assert len(names_in(tmp_path)) == 1

    async def test_newest_is_last_by_name(self, mail: Mail, tmp_path: Path) -> None:
        mailer = FolderMailer(tmp_path, sender=SENDER)
        later = replace(
            mail, at=mail.at + timedelta(seconds=1), subject="A", id="2" * 32
        )
        await mailer.send(later)
        await mailer.send(mail)
        assert names_in(tmp_path)[-1].endswith("_a_222222222222.eml")

    async def test_only_the_owner_may_read(self, mail: Mail, tmp_path: Path) -> None:
        await FolderMailer(tmp_path / "mail", sender=SENDER).send(mail)
        (path,) = (tmp_path / "mail").iterdir()
        assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
        assert path.stat().st_mode & 0o077 == 0

    async def test_log_says_where_and_not_what(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        with capture_logs() as logs:
            await FolderMailer(tmp_path, sender=SENDER).send(mail)
        (line,) = logs
        assert line["file"] == str(tmp_path / names_in(tmp_path)[0])
        assert "x" * 90 not in str(line)

    async def test_hostile_subject_stays_in_the_folder(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        hostile = replace(mail, subject="../../etc/" + "x" * 400)
        await FolderMailer(tmp_path / "mail", sender=SENDER).send(hostile)
        (path,) = (tmp_path / "mail").iterdir()
        assert path.is_file()
