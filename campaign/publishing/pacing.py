"""How fast accounts may speak: what platforms take, what a person allows, and what keeps late posts from a flood.

::

    claims ─bounds→ what bounds each ─ledger→ what was said of late ─delays→ who waits until when, and why

All of it is one rule, a `Bound`; it holds in any span of its window, wherever the span begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from campaign.planning import durations
from campaign.reasons import Reason
from campaign.store.database import Transaction
from campaign.store.queue import ledger
from campaign.store.queue.ledger import Look
from campaign.store.values import Account, Claimed, Delay, was_due
from posts.platforms.base import Budget

#: What is sent later after its slot than this is late: a worker that runs is never so late.
LATE = timedelta(seconds=30)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that is about to be sent, for an account of a platform with these budgets."""

    claimed: Claimed
    account: Account
    budgets: tuple[Budget, ...]


class Bound(NamedTuple):
    """No more than ``most`` attempts in any span of ``window``, of an account or of all of a platform's together.

    A tuple, since each post of a pass is looked up by it ten times over, and a dataclass hashes at Python's pace.
    """

    #: The code of the reason that says so.
    code: str
    #: An account's id, or a platform's name.
    whose: int | str
    most: int
    window: timedelta
    #: Whether attempts count too from which surely no post came: a platform counts what it is asked.
    tries: bool = False


def pace(connection: Transaction, candidates: Sequence[Candidate], now: datetime) -> list[Delay]:
    """Who has to wait, of those who are about to send at ``now``. Nothing is asked where nothing is bounded."""
    quiet = [_asked_to_wait(one, until) for one in candidates if (until := one.claimed.quiet_until) and until > now]
    waiting = {one.claimed.id for one in quiet}
    return quiet + _paced(connection, [one for one in candidates if one.claimed.id not in waiting], now)


def _paced(connection: Transaction, candidates: Sequence[Candidate], now: datetime) -> list[Delay]:
    """The same of those whose platforms have not asked them to wait."""
    shared = {one.account.platform for one in candidates if any(budget.shared for budget in one.budgets)}
    ledger.alone(connection, shared)
    bounded = [(one, found) for one in candidates if (found := bounds(one, now))]
    rivals = Counter(bound for _, found in bounded for bound in found)
    latest = ledger.latest(connection, [_look(bound, number, now) for bound, number in rivals.items()])
    return delays(bounded, rivals, dict(zip(rivals, latest, strict=True)), now)


def pace_again(connection: Transaction, one: Candidate, now: datetime) -> datetime | None:
    """Until when its platform's budgets keep back what is to be sent again under its key; None: it may go now.

    What a person allows and the gap between late posts do not: it is no other post.
    """
    alike = replace(one, account=replace(one.account, per_hour=None), claimed=one.claimed._replace(gap=timedelta(0)))
    return next((waiting.until for waiting in pace(connection, [alike], now)), None)


def bounds(one: Candidate, now: datetime) -> list[Bound]:
    """All that bounds a candidate at ``now``."""
    own = one.account.id
    found = [
        Bound("shared_budget", one.account.platform, budget.most, budget.window, tries=True)
        if budget.shared
        else Bound("budget", own, budget.most, budget.window, tries=True)
        for budget in one.budgets
    ]
    if one.account.per_hour is not None:
        found.append(Bound("hourly_cap", own, one.account.per_hour, _HOUR))
    if one.claimed.gap and now - one.claimed.scheduled_for > LATE:
        found.append(Bound("spaced", own, 1, one.claimed.gap))
    return found


def delays(
    bounded: Sequence[tuple[Candidate, Sequence[Bound]]],
    rivals: Mapping[Bound, int],
    latest: Mapping[Bound, Sequence[datetime]],
    now: datetime,
) -> list[Delay]:
    """Lets the candidates through in the order of their slots, as many as their bounds allow; the others wait.

    ``latest`` is what `_look` sees of each bound, ``rivals`` how many candidates it bounds.
    """
    through: Counter[Bound] = Counter()
    waiting = []
    for one, found in sorted(bounded, key=lambda pair: (pair[0].claimed.scheduled_for, pair[0].claimed.id)):
        free = {bound: _free(bound, rivals[bound], latest[bound], through[bound], now) for bound in found}
        tightest = max(found, key=free.__getitem__, default=None)
        if tightest is None or free[tightest] <= now:
            through.update(found)
        else:
            waiting.append(_delay(one, tightest, free[tightest]))
    return waiting


def _look(bound: Bound, rivals: int, now: datetime) -> Look:
    """The attempts whose age decides: for each rival that is let through, one further back."""
    skip = max(bound.most - rivals, 0)
    return Look(bound.whose, now - bound.window, skip, bound.most - skip, bound.tries)


def _free(bound: Bound, rivals: int, latest: Sequence[datetime], through: int, now: datetime) -> datetime:
    """When one more may be sent, after so many that are let through now: once the ``most``-th latest is far enough."""
    place = bound.most - 1 - max(bound.most - rivals, 0) - through
    if place < 0:
        return now + bound.window
    return latest[place] + bound.window if place < len(latest) else now


def _asked_to_wait(one: Candidate, until: datetime) -> Delay:
    """Not for its own sake: its platform asked its account, of another post."""
    values = {"platform": one.account.platform, "until": until.isoformat(), **_due(one)}
    return Delay(one.claimed, until, Reason("asked_to_wait", values))


def _due(one: Candidate) -> Mapping[str, str]:
    """By which it grows late while it waits."""
    return {"was_due": was_due(one.claimed.due_at, one.claimed.reason).isoformat()}


def _delay(one: Candidate, bound: Bound, until: datetime) -> Delay:
    values = {
        "platform": one.account.platform,
        "account": one.account.name,
        "most": str(bound.most),
        "window": durations.text(bound.window),
        "until": until.isoformat(),
        **_due(one),
    }
    return Delay(one.claimed, until, Reason(bound.code, values))
