"""``python -m campaign.web`` serves the dashboard by itself, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from campaign import logs
from campaign.allocating import give_back, keep_loaded
from campaign.errors import CampaignError
from campaign.web.serving import Dashboard, open_desk


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 after a clean stop, 2 where it cannot start."""
    parser = argparse.ArgumentParser(prog="campaign web", description="Serves the dashboard.")
    parser.add_argument("--config", type=Path, help="the settings file")
    parser.add_argument("--database", help="an SQLAlchemy URL instead of the settings' one")
    parser.add_argument("--while-stdin", action="store_true", help="stop, too, once standard input has ended")
    given = parser.parse_args(arguments)
    logs.configure(sys.stderr)
    give_back()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if given.while_stdin:
        threading.Thread(target=_wait_for_the_end, args=[stop], daemon=True).start()
    try:
        dashboard = Dashboard(open_desk(given.config, given.database))
    except CampaignError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a person started this
        return 2
    keep_loaded()
    stop.wait()
    dashboard.close()
    return 0


def _wait_for_the_end(stop: threading.Event) -> None:
    """Whoever holds the other end of our standard input is gone then."""
    # Not by sys.stdin, whose lock would be held while Python ends.
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
