"""What a marketer wants to know first: what goes out next, what needs a hand, and whether anybody publishes at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign import health
from campaign.app import App
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import history, queue, speaking, vitals
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.milestones import Milestones, milestones
from campaign.store.pulse import beat
from campaign.store.speaking import Halt
from campaign.store.values import Delivery, Heartbeat
from campaign.store.vitals import Stock

#: States in which something waits for a person's hand.
TROUBLED = (State.IN_DOUBT, State.FAILED, State.HELD, State.MISSED)
#: How much of each list is shown; the counts say how much more there is.
_NEXT, _TROUBLES = 6, 8


@dataclass(frozen=True, slots=True)
class Overview:
    """An installation at one moment."""

    now: datetime
    states: Mapping[State, int]
    #: What goes out next, the first first.
    coming: tuple[Delivery, ...]
    #: What needs a hand, the longest planned first.
    troubles: tuple[Delivery, ...]
    stocks: tuple[Stock, ...]
    milestones: Milestones
    pulse: Pulse
    #: What a person lets be silent.
    halts: Sequence[Halt]

    @property
    def troubled(self) -> int:
        """How many deliveries need a hand."""
        return sum(self.states.get(state, 0) for state in TROUBLED)

    @property
    def dry(self) -> datetime | None:
        """When the last post that is queued goes out, of whatever campaign."""
        return max((one.last for one in self.stocks if one.last), default=None)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether anybody publishes, and how much waits for a person."""

    now: datetime
    #: The worker that was heard of last, if one lives.
    worker: Heartbeat | None
    #: Why a person has stopped everything; None while nobody has.
    why: Reason | None
    #: How many posts wait for somebody's approval.
    proposed: int

    @property
    def stopped(self) -> bool:
        """Whether everything is stopped."""
        return self.why is not None


def overview(app: App) -> Overview:
    """Reads it, of one moment; a handful of statements however much is queued."""
    now = app.clock.now()
    with app.store.read() as connection:
        coming = history.deliveries(connection, Filter(states=[State.QUEUED], since=now, limit=_NEXT))
        troubles = history.deliveries(connection, Filter(states=TROUBLED, limit=_TROUBLES))
        return Overview(
            now=now,
            states=queue.count_states(connection),
            coming=tuple(coming),
            troubles=tuple(troubles),
            stocks=vitals.stocks(connection),
            milestones=milestones(connection),
            pulse=_pulse(connection, now),
            halts=speaking.halts(connection),
        )


def pulse(app: App) -> Pulse:
    """Whether anybody publishes, for every page to say."""
    with app.store.read() as connection:
        return _pulse(connection, app.clock.now())


def _pulse(connection: Transaction, now: datetime) -> Pulse:
    found = beat(connection)
    living = health.living(found.workers, now)
    return Pulse(now, living[0] if living else None, found.why, found.proposed)
