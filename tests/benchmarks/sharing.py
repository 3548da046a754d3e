"""What a small installation takes of memory: the worker and the dashboard beside it, by their shares (Pss).

They run with what requirements.lock says, as people have them, and not with the libraries of our tools beside it.
Other programs that read the same files make these smaller; so beside them it says what they would be without.
"""

import time

from tests.benchmarks.annotated import ROOT
from tests.benchmarks.dashboard import get, memory, memory_alone, serving
from tests.benchmarks.installation import fill, installation

SHIPPED_PYTHON = ROOT / ".cache" / "shipped" / "bin" / "python"
SETTLED_S, ACCOUNTS, POSTS = 25, 3, 300
PAGES = ("/", "/queue", "/calendar", "/history", "/campaigns", "/accounts")
OTHERS = ("/approvals", "/articles", "/compose", "/reports/delivery", "/settings", "/help")


def run():
    """A line a moment: 25 s after they came up; after six pages; after six others."""
    with installation(ACCOUNTS) as (app, settings):
        fill(app, POSTS, ACCOUNTS)
        yield from _measured(settings)


def _measured(settings):
    with serving(settings, python=SHIPPED_PYTHON) as (process, port):
        time.sleep(SETTLED_S)
        yield from _line(f"{SETTLED_S} s after they came up", process)
        for when, pages in (("after six pages", PAGES), ("after six others", OTHERS)):
            for page in pages:
                get(port, page)
            yield from _line(when, process)


def _line(when, process):
    sizes = memory(process.pid)
    shares = {name: of["Pss"] for name, of in sizes.items()}
    own = sum(of["Private_Clean"] + of["Private_Dirty"] for of in sizes.values())
    together = {"together": sum(shares.values()), "together, alone here": memory_alone(process.pid), "own": own}
    for name, share in (shares | together).items():
        yield f"{when}: {name}", share, "MB"
