"""``python -m campaign.web`` serves the dashboard by itself, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from campaign import logs
from campaign.errors import CampaignError
from campaign.web.serving import Dashboard, open_desk


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 after a clean stop, 2 where it cannot start."""
    parser = argparse.ArgumentParser(prog="campaign web", description="Serves the dashboard.")
    parser.add_argument("--config", type=Path, help="the settings file")
    parser.add_argument("--database", help="an SQLAlchemy URL instead of the settings' one")
    given = parser.parse_args(arguments)
    logs.configure(sys.stderr)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        dashboard = Dashboard(open_desk(given.config, given.database))
    except CampaignError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a person started this
        return 2
    stop.wait()
    dashboard.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
