"""Settings of those who send mails."""

from email.headerregistry import Address
from email.utils import parseaddr
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from libs.common.mail.server import MailServer, parse_smtp_url
from libs.common.settings import CommonSettings


class MailSettings(CommonSettings):
    """How mails leave, and where their links lead."""

    smtp_url: SecretStr | None = Field(
        None, description="smtp://user:password@host:587 or smtps://...; none: a folder"
    )
    mail_from: str = Field(
        "Postscope <postscope@localhost>", description="Name <address> of the sender"
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Where people reach the web app"
    )

    @field_validator("smtp_url")
    @classmethod
    def _names_a_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_smtp_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_one_sender(cls, value: str) -> str:
        msg = "is not a sender such as Postscope <mail@example.org>"
        try:
            Address(addr_spec=parseaddr(value)[1])
        except (ValueError, IndexError):
            raise ValueError(msg) from None
        if not value.isprintable():
            raise ValueError(msg)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            msg = "begins with http:// or https://"
            raise ValueError(msg)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _has_sender_of_its_own(self) -> Self:
        if self.smtp_url and "mail_from" not in self.model_fields_set:
            msg = "MAIL_FROM is required beside SMTP_URL: no server takes mail from"
            raise ValueError(f"{msg} {self.mail_from}")
        return self

    @property
    def mail_server(self) -> MailServer | None:
        """The server of SMTP_URL, if there is one."""
        url = self.smtp_url
        return parse_smtp_url(url.get_secret_value()) if url else None
