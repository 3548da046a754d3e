"""A server that meets the next publish with one fault, and otherwise is the one behind it."""

import http.client
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from tests.wire.loopback import App, Asked, Told, hang_up, pour

NEVER_FORWARDED = {"connection", "host", "transfer-encoding", "content-length", "accept-encoding"}


class Faulty:
    """Wraps an app. ``publishes`` tells which request is a publish; ``refusals`` are the platform's own words."""

    def __init__(self, app: App, publishes: Callable[[Asked], bool], refusals: Mapping[str, Callable[[Asked], Told]]):
        self.app = app
        self.publishes = publishes
        self.refusals = refusals
        self.armed = None

    def __call__(self, asked: Asked):
        if self.armed is None or not self.publishes(asked):
            return self.app(asked)
        name, self.armed = self.armed, None
        if name in self.refusals:
            return self.refusals[name](asked)
        if name in {"lost_after", "broken_json", "huge_body"}:
            self.app(asked)
        return {
            "lost_before": hang_up,
            "lost_after": hang_up,
            "server_error": Told(502, b"<html>Bad gateway</html>", {"content-type": "text/html"}),
            "broken_json": Told(200, b'{"id": "1', {"content-type": "application/json"}),
            "huge_body": pour(50_000_000),
            "redirect": Told(307, b"", {"location": "/elsewhere"}),
        }[name]


def forward(base: str) -> App:
    """The app that a real server is."""
    target = urlsplit(base)

    def app(asked: Asked) -> Told:
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=10)
        query = urlencode(asked.query, doseq=True)
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in NEVER_FORWARDED}
        connection.request(asked.method, f"{asked.path}?{query}", asked.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        kept = {
            name: value
            for name, value in answer.getheaders()
            if name.lower() not in NEVER_FORWARDED | {"date", "server"}
        }
        return Told(answer.status, body, kept)

    return app
