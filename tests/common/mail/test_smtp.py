"""Mails through a mail server, over real sockets."""

from dataclasses import replace
from pathlib import Path

import pytest

from libs.common.mail.interface import Mail, MailNotSent, MailRefused
from libs.common.mail.server import parse_smtp_url
from libs.common.mail.smtp import SmtpMailer
from tests.emulators.mail_server import MailServer, serve_mail

SENDER = "Postscope <mail@postscope.example>"


def build_mailer(url: str, timeout_seconds: float = 5) -> SmtpMailer:
    """A mailer that is not patient for long."""
    return SmtpMailer(
        parse_smtp_url(url), sender=SENDER, timeout_seconds=timeout_seconds
    )


def whole(server: MailServer) -> tuple[int, int]:
    """How many mails were taken, for how many recipients."""
    return len(server.taken), len(server.recipients)


class TestSend:
    async def test_mail_arrives_whole_over_starttls(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path) as server:
            await build_mailer(server.url()).send(mail)
        (taken,) = server.taken
        assert server.recipients == ["zoë@xn--bcher-kva.example"]
        assert taken["From"] == SENDER
        assert taken["Subject"] == "Bestätige Bcc: eve@example.com"
        assert taken["Bcc"] is None
        assert taken["Message-ID"] == f"<{mail.id}@postscope.invalid>"
        assert taken["Date"] == "Fri, 20 Nov 2026 12:00:00 +0000"
        assert taken["Auto-Submitted"] == "auto-generated"
        plain, html = taken.get_body(("plain",)), taken.get_body(("html",))
        assert plain is not None
        assert html is not None
        assert plain.get_content().replace("\r\n", "\n") == mail.text
        assert "Guten Tag" in html.get_content()

    async def test_mail_sent_again_has_the_same_id(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path) as server:
            for _ in range(2):
                await build_mailer(server.url()).send(mail)
        first, second = server.taken
        assert first["Message-ID"] == second["Message-ID"]
        assert first["Date"] == second["Date"]

    async def test_smtps_speaks_tls_from_the_first_byte(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path, encryption="tls") as server:
            await build_mailer(server.url("smtps")).send(mail)
        assert whole(server) == (1, 1)

    async def test_sign_in_is_given_and_held_against_the_server(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        login = ("post@example.com", "p@ss:word/1")
        async with serve_mail(tmp_path, login=login) as server:
            right = server.url(user="post%40example.com:p%40ss%3Aword%2F1")
            await build_mailer(right).send(mail)
            wrong = server.url(user="post%40example.com:guess")
            with pytest.raises(MailNotSent, match="Authentication") as caught:
                await build_mailer(wrong).send(mail)
        assert "guess" not in str(caught.value)
        assert whole(server) == (1, 1)


class TestRefusals:
    @pytest.mark.parametrize("command", ["RCPT", "DATA"])
    async def test_permanent_refusal_is_final(
        self, mail: Mail, tmp_path: Path, command: "str"
    ) -> None:
        async with serve_mail(tmp_path) as server:
            server.refusals.append((command, "550 5.1.1 No such user"))  # type: ignore[arg-type]
            with pytest.raises(MailRefused, match=r"550 5\.1\.1 No such user"):
                await build_mailer(server.url()).send(mail)
        assert server.taken == []

    @pytest.mark.parametrize("command", ["RCPT", "DATA"])
    async def test_passing_refusal_may_be_tried_again(
        self, mail: Mail, tmp_path: Path, command: "str"
    ) -> None:
        async with serve_mail(tmp_path) as server:
            server.refusals.append((command, "451 4.7.1 Come back later"))  # type: ignore[arg-type]
            with pytest.raises(MailNotSent, match="451"):
                await build_mailer(server.url()).send(mail)
            await build_mailer(server.url()).send(mail)
        assert whole(server) == (1, 1)

    async def test_silence_ends_in_time(self, mail: Mail, tmp_path: Path) -> None:
        async with serve_mail(tmp_path) as server:
            server.gate.clear()
            with pytest.raises(MailNotSent, match="Time"):
                await build_mailer(server.url(), timeout_seconds=0.2).send(mail)

    async def test_nobody_there_may_be_tried_again(self, mail: Mail) -> None:
        with pytest.raises(MailNotSent, match="Connect"):
            await build_mailer("smtp://127.0.0.1:1").send(mail)

    async def test_server_without_starttls_gets_nothing(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path, encryption="none") as server:
            with pytest.raises(MailNotSent, match="STARTTLS"):
                await build_mailer(server.url()).send(mail)
            assert whole(server) == (0, 0)
            for choice in ("if-offered", "never"):
                url = server.url(options=f"&starttls={choice}")
                await build_mailer(url).send(mail)
        assert whole(server) == (2, 2)

    async def test_unknown_certificate_gets_nothing(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path) as server:
            with pytest.raises(MailNotSent, match=r"(?i)certificate"):
                await build_mailer(f"smtp://127.0.0.1:{server.port}").send(mail)
        assert whole(server) == (0, 0)

    async def test_address_beyond_ascii_needs_a_server_that_takes_it(
        self, mail: Mail, tmp_path: Path
    ) -> None:
        async with serve_mail(tmp_path, smtputf8=False) as server:
            with pytest.raises(MailRefused, match="ASCII"):
                await build_mailer(server.url()).send(mail)
            plain = replace(mail, to="zoe@bücher.example")
            await build_mailer(server.url()).send(plain)
        assert server.recipients == ["zoe@xn--bcher-kva.example"]
