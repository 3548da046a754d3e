"""What a month may cost: a post that would cross its platform's cap waits for the next month, or for a higher cap.

::

    claims ─prices→ what each takes ─ledger→ what the month has cost ─ration→ who waits until when, and why

Who waits is looked at again every hour, since a cap may be raised, and a post that was in doubt may turn out not to be
out. An account whose posts wait for money is treated as a paused one: what became late meanwhile is dealt with, as its
campaign says, when it may speak again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from campaign.pricing import Month, Tariff, dollars, month_of
from campaign.publishing.pacing import Candidate
from campaign.reasons import Reason
from campaign.store.database import Transaction
from campaign.store.queue import ledger
from campaign.store.values import Delay, was_due

#: How long it may take until somebody who waits notices that there is money again.
AGAIN = timedelta(hours=1)
#: The code of the reason of who waits.
WAITS = "monthly_cap"


def hold_back(connection: Transaction, candidates: Sequence[Candidate], tariff: Tariff, now: datetime) -> list[Delay]:
    """Who has to wait, of those who are about to send at ``now``. Nothing is asked where no cap bounds anybody."""
    month, found = month_of(now), []
    for platform, cap in tariff.caps.items():
        costly = [one for one in candidates if one.account.platform == platform and one.claimed.price]
        if costly:
            # Until we have committed, no other worker counts: two of them together would cross the cap.
            ledger.alone(connection, [platform])
            spent = ledger.spent(connection, ledger.accounts_of(connection, platform), month.begins_at, month.ends_at)
            found += ration(costly, cap, spent, now)
    waited = [one for one in candidates if one.claimed.reason and one.claimed.reason.code == WAITS]
    waiting = {one.claimed.id for one in found}
    return [*found, *(_over(one) for one in waited if one.claimed.id not in waiting)]


def ration(candidates: Sequence[Candidate], cap: int, spent: int, now: datetime) -> list[Delay]:
    """Lets candidates of one platform through in the order of their slots, as far as the month's money goes."""
    left, waiting = cap - spent, []
    for one in sorted(candidates, key=lambda one: (one.claimed.scheduled_for, one.claimed.id)):
        price = one.claimed.price or 0
        if price <= left:
            left -= price
        else:
            waiting.append(_wait(one, cap, month_of(now), now))
    return waiting


def too_dear(platform: str, price: int | None, tariff: Tariff) -> Reason | None:
    """Why a post can go out in no month: it alone takes more than one may cost."""
    cap = tariff.caps.get(platform)
    if cap is None or price is None or price <= cap:
        return None
    return Reason("over_cap", {"platform": platform, "price": dollars(price), "most": dollars(cap)})


def _wait(one: Candidate, cap: int, month: Month, now: datetime) -> Delay:
    values = {
        "platform": one.account.platform,
        "price": dollars(one.claimed.price or 0),
        "most": dollars(cap),
        "until": month.ends_at.isoformat(),
        "was_due": was_due(one.claimed.due_at, one.claimed.reason).isoformat(),
    }
    return Delay(one.claimed, min(now + AGAIN, month.ends_at), Reason(WAITS, values))


def _over(one: Candidate) -> Delay:
    """There is money again: back in line as what it has become, a late post, with which its campaign deals first."""
    return Delay(one.claimed, was_due(one.claimed.due_at, one.claimed.reason), None)
