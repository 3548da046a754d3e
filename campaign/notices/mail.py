"""A notice as an e-mail, by SMTP (RFC 5321), encrypted unless the settings say otherwise."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from campaign import sections as settings
from campaign.notices.ways import NotTold
from campaign.notices.wording import Letter

_SECONDS = 20.0


class Mail:
    """Mails letters to the people whom the settings name."""

    def __init__(self, wanted: settings.Mail, password: str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wanted = wanted
        self._password = password
        self._tls = ssl.create_default_context()

    @property
    def name(self) -> str:
        """Whom it reaches."""
        return f"mail to {', '.join(self._wanted.to)}"

    def send(self, letter: Letter) -> None:
        """Mails it. Raises `NotTold`."""
        self.hand_over(self._message(letter))

    def hand_over(self, message: EmailMessage) -> None:
        """Hands a mail to the server; that it took it for one person at least counts. Raises `NotTold`."""
        try:
            with self._connect() as server:
                if self._wanted.user:
                    server.login(self._wanted.user, self._password)
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            said = (
                error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
            )
            raise NotTold(f"{self._wanted.server} refused the mail: {error.smtp_code} {said}.") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise NotTold(f"{self._wanted.server} takes no mail for {', '.join(error.recipients)}.") from error
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise NotTold(f"The mail server {self._wanted.server} cannot be used: {error}.") from error

    def _connect(self) -> smtplib.SMTP:
        host, port = self._wanted.server, self._wanted.port
        if self._wanted.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=self._tls)
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
        if self._wanted.security == "starttls":
            try:
                server.starttls(context=self._tls)
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        sender = self._wanted.sender or self._wanted.to[0]
        message["From"], message["To"] = sender, ", ".join(self._wanted.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(letter.uid, domain=sender.rpartition("@")[2] or "localhost")
        # No machine is to answer: https://www.rfc-editor.org/rfc/rfc3834#section-5
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        return message
