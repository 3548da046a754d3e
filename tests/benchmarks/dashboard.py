"""The real processes that serve a dashboard, asked over loopback; and what they take of memory."""

import array
import contextlib
import http.client
import mmap
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: The worker with its dashboard beside it, in a process of its own; and the dashboard alone.
BOTH, ALONE = ("scheduler", "--web"), ("campaign.web",)


@contextlib.contextmanager
def serving(settings, module=BOTH, python=sys.executable):
    """The process, once it answers, and its port: on whatever these settings say besides."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.write_text(f"{settings.read_text()}\n[web]\nport = {port}\n")
    with tempfile.TemporaryFile() as log:
        command = [python, "-m", *module, "--config", str(settings)]
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
    return {"worker": _sizes_mb(worker), "dashboard": _sizes_mb(_dashboard_of(worker))}


def memory_alone(worker):
    """What a worker and its dashboard take together where nothing else runs, in MB: each page counts once, and whole,
    whoever else has it too. It is their Pss if they are alone, and never less; 0 where only root may see the pages.
    """
    frames = {frame for pid in (worker, _dashboard_of(worker)) for frame in _frames(pid)}
    return len(frames - {0}) * mmap.PAGESIZE / 2**20


def _dashboard_of(worker):
    listed = Path(f"/proc/{worker}/task").glob("*/children")
    [dashboard] = [int(one) for children in listed for one in children.read_text().split()]
    return dashboard


def _frames(pid):
    """The page frames that a process has present: https://docs.kernel.org/admin-guide/mm/pagemap.html."""
    with Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as pagemap:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            begin, end = (int(one, 16) // mmap.PAGESIZE for one in line.split()[0].split("-"))
            if line.endswith("[vsyscall]"):
                continue
            pagemap.seek(begin * 8)
            entries = array.array("Q", pagemap.read((end - begin) * 8))
            yield from (entry & (1 << 55) - 1 for entry in entries if entry >> 63)


def _sizes_mb(pid):
    """https://docs.kernel.org/filesystems/proc.html."""
    lines = (one.split() for one in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return {name.rstrip(":"): int(size) / 1024 for name, size, _ in lines}
