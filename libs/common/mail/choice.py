"""How mails leave, by the settings."""

from libs.common.mail.folder import FolderMailer
from libs.common.mail.interface import Mailer
from libs.common.mail.settings import MailSettings
from libs.common.mail.smtp import SmtpMailer


def build_mailer(settings: MailSettings) -> Mailer:
    """Through the server of SMTP_URL; into `mail/` of POSTSCOPE_HOME without one."""
    server = settings.mail_server
    if server is None:
        folder = settings.postscope_home / "mail"
        return FolderMailer(folder, sender=settings.mail_from)
    return SmtpMailer(server, sender=settings.mail_from)
