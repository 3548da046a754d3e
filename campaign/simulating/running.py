"""A worker in virtual time: it passes whenever something falls due, and time jumps from one pass to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from campaign.publishing.calling import Errand
from campaign.publishing.publisher import Publisher
from campaign.publishing.reconciling import Looked
from campaign.simulating.moment import Moment, Outage, out_of
from campaign.store import queue
from campaign.store.database import Store
from campaign.store.values import Account, Settlement
from posts.platforms.base import Platform

#: How many accounts speak in one pass.
_AT_ONCE = 200
_NAME = "simulation"


class Here:
    """Makes calls at once, in the caller's own thread: always in the same order, and no thread is waited for."""

    def __init__(self, run: Callable[[Errand], None], _size: int) -> None:
        self._run = run

    def take(self, errands: Iterable[Errand]) -> None:
        """Runs one after the other."""
        for errand in errands:
            self._run(errand)

    def stop(self) -> list[Errand]:
        """Nothing: what is taken has begun."""
        return []


def publisher(store: Store, moment: Moment, open_platform: Callable[[Account], Platform], seed: int = 0) -> Publisher:
    """The real worker's hands, by virtual time."""
    return Publisher(
        store=store,
        clock=moment.clock(),
        open_platform=open_platform,
        seal=lambda _: b"",
        jitter=Random(seed).random,  # noqa: S311 - not for secrets: to be the same every time
        threads=_AT_ONCE,
        name=_NAME,
        hire=Here,
    )


def run(
    worker: Publisher,
    moment: Moment,
    until: datetime,
    *,
    away: Sequence[Outage] = (),
    sweeps: timedelta = timedelta(0),
    seen: Callable[[list[Settlement | Looked]], bool] = lambda _: True,
) -> None:
    """Works until that moment, or until nothing is to come, or ``seen`` says of a pass that it is enough (False).

    While everybody is ``away`` nothing is done; what was due meanwhile is late then. The worker sweeps in every pass,
    or at most so often.
    """
    swept = None
    next_at = upcoming(worker.store)
    while next_at is not None and (at := out_of(away, max(next_at, moment.at))) <= until:
        # A pass takes no time here: the next one is after it all the same.
        moment.pass_to(max(at, moment.at + timedelta.resolution))
        if swept is None or moment.at - swept >= sweeps:
            swept = moment.at
            worker.sweep()
        if not seen(worker.work()):
            return
        # Nobody else works here, so that what the worker saw last is still so.
        next_at = _earlier(worker.next_due(), worker.doubts.next_look)


def upcoming(store: Store) -> datetime | None:
    """When there is something to do next: to publish, or to look up."""
    with store.read() as connection:
        return _earlier(queue.next_due(connection), queue.next_look(connection))


def _earlier(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
