"""The real processes that serve a dashboard, asked over loopback; and what they take of memory."""

import contextlib
import http.client
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: The worker with its dashboard beside it, in a process of its own; and the dashboard alone.
BOTH, ALONE = ("scheduler", "--web"), ("campaign.web",)


@contextlib.contextmanager
def serving(settings, module=BOTH):
    """The process, once it answers, and its port: on whatever these settings say besides."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.write_text(f"{settings.read_text()}\n[web]\nport = {port}\n")
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", *module, "--config", str(settings)]
        process = subprocess.Popen(command, stderr=log)
        try:
            _until_it_answers(port)
            yield process, port
        finally:
            process.terminate()
            process.wait(timeout=60)


def _until_it_answers(port):
    end = time.monotonic() + 300
    while True:
        try:
            return get(port, "/help")
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def get(port, path):
    """Milliseconds until the whole page is there."""
    return asked(port, "GET", path)


def asked(port, method, path, body=None, headers=None):
    """Milliseconds until the whole answer is there."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.read()
        assert answer.status < 500, (path, answer.status)
    finally:
        connection.close()
    return (time.perf_counter() - begun) * 1000


def memory(worker):
    """Of a worker and of its dashboard: process → what Linux says of it, in MB.

    What they share is in both resident sizes (Rss), and halved in the shares (Pss).
    """
    listed = Path(f"/proc/{worker}/task").glob("*/children")
    [dashboard] = [int(one) for children in listed for one in children.read_text().split()]
    return {"worker": _sizes_mb(worker), "dashboard": _sizes_mb(dashboard)}


def _sizes_mb(pid):
    """https://docs.kernel.org/filesystems/proc.html."""
    lines = (one.split() for one in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return {name.rstrip(":"): int(size) / 1024 for name, size, _ in lines}
