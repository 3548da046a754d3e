"""What it costs to write 100,000 attempts out of SQLite: seconds by the clock and of CPU, and resident memory.

Each form in a process of its own, which reports the most that it ever took; beside it how long this machine takes just
now for something known, since other work on it counts.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.installation import settle_statistics
from tests.web import scene
from tests.web.crowd import crowd

ROWS = 100_000
#: A little more than these many deliveries have them.
DELIVERIES = 110_000
_CHILD = """
import json, sys, time
from pathlib import Path
from campaign.cli.options import opened
from campaign.desk import exporting
from campaign.reports.forms import FORMS
from campaign.store.history import Filter
with opened(Path(sys.argv[1]), None) as app:
    begun, spent = time.perf_counter(), time.process_time()
    document = exporting.document(exporting.history(app, Filter(limit=int(sys.argv[4]))))
    with open(sys.argv[3], "wb") as file:
        FORMS[sys.argv[2]].write(document, file)
        size = file.tell()
    took = time.perf_counter() - begun, time.process_time() - spent
# Not getrusage's: that begins with what the parent had.
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([*took, int(status["VmHWM"].split()[0]) / 1024, size / 1e6]))
"""


def run():
    """Three lines a form."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        app = scene.installation(Path(folder) / "installation")
        scene.queued(app)
        crowd(app, DELIVERIES)
        settle_statistics(app)
        app.close()
        for form in ("csv", "xlsx"):
            yield "counting to ten million, CPU", _counted(), "s"
            wall, cpu, memory, size = _written(Path(folder), form)
            yield f"{ROWS:,} attempts to {form}, by the clock", wall, "s"
            yield f"{ROWS:,} attempts to {form}, CPU", cpu, "s"
            yield f"{ROWS:,} attempts to {form}, resident at most", memory, "MB"
            yield f"{ROWS:,} attempts to {form}, the file", size, "MB"


def _written(folder, form):
    settings, out = folder / "installation" / "config.toml", folder / f"history.{form}"
    command = [sys.executable, "-c", _CHILD, str(settings), form, str(out), str(ROWS)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _counted():
    begun = time.process_time()
    sum(range(10_000_000))
    return time.process_time() - begun
