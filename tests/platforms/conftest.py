"""A Mastodon server for the whole session, and assertions of the suite that say what they saw."""

import http.client
import json
import os
import subprocess
import sys
import time

import pytest

from tests.wire.loopback import closed_port


@pytest.fixture(scope="session")
def mastodon(tmp_path_factory):
    """mastodon-mock, a stateful server of its own."""
    port = closed_port()
    folder = tmp_path_factory.mktemp("mastodon")
    command = [
        sys.executable,
        "-m",
        "mastodon_mock",
        "serve",
        "--in-memory",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment)
        try:
            mock = MastodonMock(port)
            mock.wait(server)
            yield mock
        finally:
            server.terminate()
            server.wait(10)


class MastodonMock:
    """The server, and its control plane."""

    token = "mock_token"

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def call(self, method, path, value=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(value) if value is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return json.loads(body)

    def wait(self, server):
        until = time.monotonic() + 60
        while True:
            try:
                return self.call("GET", "/api/v2/instance")
            except OSError:
                assert server.poll() is None, "mastodon-mock ended"
                assert time.monotonic() < until, "mastodon-mock does not start"
                time.sleep(0.1)

    def own(self):
        account = self.call("GET", "/api/v1/accounts/verify_credentials")["id"]
        return self.call("GET", f"/api/v1/accounts/{account}/statuses?limit=40")

    def clear(self):
        self.call("DELETE", "/api/v1/_mock/faults")
        self.call("POST", "/api/v1/_mock/reset")

    def texts(self):
        return [self.call("GET", f"/api/v1/statuses/{status['id']}/source")["text"] for status in reversed(self.own())]

    def fault(self, **effect):
        match = {"methods": ["POST"], "path": "/api/v1/statuses"}
        self.call("POST", "/api/v1/_mock/faults", {"match": match, "effect": effect, "count": 1})
