"""The queue: the only place that changes a delivery's state.

``enqueueing`` puts rows in, ``publishing`` is the worker's way (claim → intend → settle → rescue), ``orders`` is a
person's (approve, hold, move, edit, …). Every change is ``UPDATE … WHERE state = <expected>``, and who was changed is
read back: what another got to first is never overwritten.
"""

from __future__ import annotations

from campaign.store.queue.enqueueing import enqueue, taken
from campaign.store.queue.lateness import Overdue, miss, overdue, respace
from campaign.store.queue.orders import (
    NewTime,
    approve,
    cancel,
    edit,
    held_with_account,
    hold,
    move,
    release,
    resolve,
    retry,
)
from campaign.store.queue.publishing import (
    claim_due,
    count_states,
    hold_account,
    intend,
    next_due,
    release_claims,
    rescue,
    settle,
)

__all__ = [
    "NewTime",
    "Overdue",
    "approve",
    "cancel",
    "claim_due",
    "count_states",
    "edit",
    "enqueue",
    "held_with_account",
    "hold",
    "hold_account",
    "intend",
    "miss",
    "move",
    "next_due",
    "overdue",
    "release",
    "release_claims",
    "rescue",
    "resolve",
    "respace",
    "retry",
    "settle",
    "taken",
]
