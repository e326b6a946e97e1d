"""How mails leave, by the settings."""

import structlog

from libs.common.http.outside_calls import OutsideCalls
from libs.common.mail.folder import FolderMailer
from libs.common.mail.interface import Mailer
from libs.common.mail.settings import MailSettings
from libs.common.mail.smtp import SmtpMailer
from libs.common.mail.watched import WatchedMailer

log = structlog.get_logger()


def build_mailer(settings: MailSettings, calls: OutsideCalls) -> Mailer:
    """Through the server of SMTP_URL; into `mail/` of POSTSCOPE_HOME without one."""
    server = settings.mail_server
    if server is None:
        folder = settings.postscope_home / "mail"
        if settings.environment == "production":
            log.warning("no_mail_server", setting="SMTP_URL", mails_go_to=str(folder))
        return FolderMailer(folder, sender=settings.mail_from)
    return WatchedMailer(SmtpMailer(server, sender=settings.mail_from), calls)
