"""A real SMTP server on loopback that keeps what it is given; it can demand a login, and refuse."""

import contextlib
import email
import email.policy
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Mailbox:
    """``refuses`` is what the server says to every mail instead of taking it."""

    user: str = "campaign"
    password: str = "mail-s3cret"
    refuses: str = ""
    letters: list = field(default_factory=list)
    encrypted: list = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return self.refuses
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.encrypted.append(session.ssl is not None)
        return "250 Taken"

    def authenticate(self, server, session, envelope, mechanism, auth):
        good = (auth.login, auth.password) == (self.user.encode(), self.password.encode())
        return AuthResult(success=good, handled=False)


@contextlib.contextmanager
def mailing(mailbox, tls=None):
    """Serves the mailbox; with a server's TLS context it demands STARTTLS and a login."""
    more = {"tls_context": tls, "require_starttls": True, "auth_required": True} if tls else {}

    class Server(Controller):
        def factory(self):
            return SMTP(self.handler, authenticator=mailbox.authenticate, hostname="localhost", **more)

    controller = Server(mailbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


def _free_port():
    from tests.wire.loopback import closed_port

    return closed_port()
