"""X with its page of consent and its whole token endpoint: codes are good once, verifiers are looked at (RFC 7636)."""

import base64
import hashlib
import threading
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.platforms.x_fake import TOKEN, XFake
from tests.wire.loopback import Told


class XWithPages(XFake):
    """`XFake`, and the person before it, who says yes at once."""

    def __init__(self):
        super().__init__()
        self.codes = {}
        self.renewals = 0
        self.username = "clinic"
        #: What the token endpoint does instead, for as long as it is set.
        self.instead = None
        self.arrived, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    def consent(self, address):
        """Follows the address; the code that the person is sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-s3cret-{len(self.codes)}"
        self.codes[code] = asked
        return code

    def me(self):
        return Told.of({"data": {"id": "7", "name": "The Clinic", "username": self.username}})

    def renew(self, asked):
        if self.instead is not None:
            return self.instead
        form = dict(parse_qsl(asked.body.decode()))
        if form["grant_type"] == "authorization_code":
            return self.exchange(form, asked.headers["authorization"])
        self.renewals += 1
        self.arrived.set()
        assert self.may_answer.wait(30)
        return super().renew(asked)

    def exchange(self, form, login):
        begun = self.codes.pop(form["code"], {})
        basic = base64.b64encode(f"{TOKEN['client_id']}:{TOKEN['client_secret']}".encode()).decode()
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        seen = (base64.urlsafe_b64encode(proof).decode().rstrip("="), form["redirect_uri"], f"Basic {basic}")
        if seen != (begun.get("code_challenge"), begun.get("redirect_uri"), login):
            # A careless server repeats what it was sent.
            return Told.of({"error": "invalid_grant", "error_description": f"No: {form['code_verifier']}"}, 400)
        tokens = {name: self.tokens[name] for name in ("access_token", "refresh_token")}
        return Told.of({"token_type": "bearer", "expires_in": 7200, "scope": begun["scope"], **tokens})
