"""Clicks, counted in memory and written down together, so that whoever follows a link waits for no disk.

What is known of a request while it is answered, who asks and with what, is written nowhere. A click within the last
seconds before the process is killed is lost.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import structlog

from campaign.app import App
from campaign.desk import clicks
from campaign.errors import CampaignError
from campaign.store.clicks import Target

log = structlog.get_logger("clicks")
#: How long a click waits for others before it is written down.
GATHER_S = 5.0
#: Codes whose targets are remembered: they never change.
_KNOWN = 10_000
#: A browser's name is shorter than this; what comes behind is not looked at.
_LONGEST_AGENT = 400
_BOTS = Path(__file__).parent / "bots.txt"


class Clicks:
    """Finds where short links lead, and counts who follows them."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._counted: Counter[tuple[int, datetime]] = Counter()
        self._known: dict[str, Target] = {}
        self._timer: threading.Timer | None = None
        self._closed = False

    def target(self, code: str) -> Target | None:
        """Where a code leads; None for one that there is not."""
        if (known := self._known.get(code)) is not None:
            return known
        found = clicks.target(self._app, code)
        if found is not None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[code] = found
        return found

    def count(self, delivery: int) -> None:
        """One click, now."""
        hour = self._app.clock.now().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._counted[delivery, hour] += 1
            self._arm()

    def flush(self) -> None:
        """Writes down what was counted; what cannot be written now waits for the next time."""
        with self._lock:
            counted, self._counted, self._timer = self._counted, Counter(), None
        if not counted:
            return
        try:
            clicks.add(self._app, counted)
        except CampaignError as error:
            log.warning("clicks wait", words=str(error))
            with self._lock:
                self._counted.update(counted)
                self._arm()

    def close(self) -> None:
        """Writes down what was counted, and counts no more."""
        with self._lock:
            self._closed = True
            if self._timer:
                self._timer.cancel()
        self.flush()

    def _arm(self) -> None:
        if self._timer is None and not self._closed:
            self._timer = threading.Timer(GATHER_S, self.flush)
            self._timer.daemon = True
            self._timer.start()


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request is a click: a browser shows a page now, and does not fetch it ahead or for a preview."""
    ahead = " ".join(headers.get(name, "") for name in ("purpose", "sec-purpose", "x-purpose", "x-moz")).lower()
    agent = headers.get("user-agent", "")
    return (
        method == "GET"
        and "prefetch" not in ahead
        and "preview" not in ahead
        and "text/html" in headers.get("accept", "")
        and bool(agent)
        and not _is_bot(agent[:_LONGEST_AGENT])
    )


@lru_cache(maxsize=1_000)
def _is_bot(agent: str) -> bool:
    return _bots().search(agent) is not None


@lru_cache(maxsize=1)
def _bots() -> re.Pattern[str]:
    lines = _BOTS.read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(_whole(one) for one in patterns))


def _whole(pattern: str) -> str:
    """The pattern as one of many: what it says of capitals counts for itself alone."""
    rest = pattern.removeprefix("(?i)")
    return f"(?i:{rest})" if rest != pattern else f"(?:{rest})"
