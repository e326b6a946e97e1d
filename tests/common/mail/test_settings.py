"""How mails leave, by the settings."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from libs.common.mail.choice import build_mailer
from libs.common.mail.folder import FolderMailer
from libs.common.mail.interface import MailRefused
from libs.common.mail.message import deliverable_address
from libs.common.mail.server import MailServer, parse_smtp_url
from libs.common.mail.settings import MailSettings
from libs.common.mail.watched import WatchedMailer
from tests.fixtures.telemetry import build_outside_calls

FROM = "Postscope <mail@postscope.example>"


def settings(**given: Any) -> MailSettings:
    """Settings as of a fresh installation, but for those given."""
    return MailSettings(_env_file=None, secret_key="x" * 40, **given)


class TestParseSmtpUrl:
    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp://mail.example", MailServer("mail.example", 587, "starttls")),
            (
                "smtp://ada:p%40ss@mail.example:2525",
                MailServer("mail.example", 2525, "starttls", "ada", "p@ss"),
            ),
            ("smtps://mail.example", MailServer("mail.example", 465, "tls")),
            (
                "smtp://localhost:1025?starttls=never",
                MailServer("localhost", 1025, "none"),
            ),
            (
                "smtp://[::1]?starttls=if-offered&ca_file=/etc/ca.pem",
                MailServer(
                    "::1", 587, "starttls-if-offered", ca_file=Path("/etc/ca.pem")
                ),
            ),
        ],
    )
    def test_url_says_all(self, url: str, server: MailServer) -> None:
        assert parse_smtp_url(url) == server

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://ada:hunter2@mail.example:99999",
            "smtp://ada:hunter2@mail.example?starttls=never",
            "smtp://mail.example?starttls=maybe",
            "smtp://mail.example?verify=no",
        ],
    )
    def test_other_texts_are_refused_without_the_password(self, url: str) -> None:
        with pytest.raises(ValidationError) as caught:
            settings(smtp_url=url or "x", mail_from=FROM)
        assert "hunter2" not in str(caught.value.errors(include_input=False))

    def test_password_is_in_no_representation(self) -> None:
        assert "hunter2" not in repr(parse_smtp_url("smtp://ada:hunter2@mail.example"))


class TestMailSettings:
    def test_without_a_server_mails_go_into_a_folder(self) -> None:
        assert isinstance(build_mailer(settings(), build_outside_calls()), FolderMailer)

    def test_production_without_a_server_is_told(self) -> None:
        with capture_logs() as logs:
            build_mailer(settings(), build_outside_calls())
            build_mailer(settings(environment="production"), build_outside_calls())
        assert [line["event"] for line in logs] == ["no_mail_server"]

    def test_with_a_server_they_go_there(self) -> None:
        given = settings(smtp_url="smtp://mail.example", mail_from=FROM)
        assert isinstance(build_mailer(given, build_outside_calls()), WatchedMailer)

    @pytest.mark.parametrize(
        "given",
        [
            {"smtp_url": "smtp://mail.example"},  # no server takes our default sender
            {"mail_from": "nobody"},
            {"mail_from": "a@b\nBcc: c@d"},
            {"public_url": "postscope.example"},
        ],
    )
    def test_what_cannot_work_is_refused_at_start(self, given: Any) -> None:
        with pytest.raises(ValidationError):
            settings(**given)

    def test_links_have_one_slash(self) -> None:
        given = settings(public_url="https://postscope.example/")
        assert given.public_url == "https://postscope.example"


class TestDeliverableAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@exa mple.com",
            "ada@-.com",
            "a\n@b.com",
        ],
    )
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        with pytest.raises(MailRefused):
            deliverable_address(address)
