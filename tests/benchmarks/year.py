"""``python -m tests.benchmarks.year --attempts N --out FILE``: a year of history, to measure reports with.

Five campaigns, twenty accounts, and what the real planner and the real worker make of a year full of faults.
"""

import argparse
import sys
import time
from pathlib import Path

from campaign.store.database import Store
from tests.databases import migrate
from tests.year.living import Year


def make(url, attempts, seed=0, said=lambda _: None):
    """Fills a database of that URL, which has to be empty."""
    store = Store(migrate(url))
    try:
        for done in Year(store, attempts, seed).live():
            said(done)
    finally:
        store.close()


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.year", description=__doc__)
    parser.add_argument("--attempts", type=int, default=1_000_000, help="at least so many; 1,000,000 by default")
    parser.add_argument("--seed", type=int, default=0)
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument("--out", type=Path, help="an SQLite file that is not there yet")
    to.add_argument("--database", help="the URL of an empty database")
    wanted = parser.parse_args(arguments)
    if wanted.out and wanted.out.exists():
        parser.error(f"{wanted.out} is there already")
    begun = time.perf_counter()

    def said(done):
        print(f"{done:12,} attempts after {time.perf_counter() - begun:6.0f} s", file=sys.stderr, flush=True)

    make(wanted.database or f"sqlite:///{wanted.out.resolve()}", wanted.attempts, wanted.seed, said)


if __name__ == "__main__":
    main()
