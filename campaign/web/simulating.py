"""Campaigns tried out for whoever asks over the web: bounded, and one at a time, since the worker goes on beside it."""

from __future__ import annotations

from threading import Lock

from campaign.app import App
from campaign.desk.simulating import Most, simulate
from campaign.desk.trials import Trial
from campaign.errors import Refused
from campaign.simulating.foreseen import Foreseen

#: What one may cost: some seconds.
_MOST = Most(posts=1_000, passes=2_000)
_one_at_a_time = Lock()


def tried(desk: App, name: str, wanted: Trial) -> Foreseen:
    """What would happen. Raises what `simulate` does, and `Refused` while somebody else's is under way."""
    if not _one_at_a_time.acquire(blocking=False):
        raise Refused("Somebody tries a campaign out just now: try it again in a moment.")
    try:
        return simulate(desk, name, wanted, most=_MOST)
    finally:
        _one_at_a_time.release()
