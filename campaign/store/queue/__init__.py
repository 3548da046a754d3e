"""The queue: the only place that changes a delivery's state.

``enqueueing`` puts rows in, ``claiming``, ``intending`` and ``settling`` are the worker's way (or rescue),
``doubting`` resolves what may be out, ``restoring`` is for what a backup remembers, ``lateness`` for what came too
late, ``repeating`` finds what an account says twice, ``threads`` lets the parts of a thread follow each other,
``rejoining`` puts those that were cancelled back into their places, ``withdrawing`` notes what a person withdrew,
``orders`` is a person's way (approve, hold, move, edit, …). Every change is ``UPDATE … WHERE state = <expected>``, and
who was changed is read back: what another got to first is never overwritten.
"""

from __future__ import annotations

from campaign.store.queue.approving import approve, propose, texts_of
from campaign.store.queue.claiming import (
    Turn,
    claim_due,
    hold_claim,
    next_due,
    next_turns,
    put_off,
    try_claiming,
)
from campaign.store.queue.doubting import (
    found,
    leave_to_a_person,
    look_later,
    next_look,
    proven_absent,
    send_again,
    take_doubts,
)
from campaign.store.queue.enqueueing import enqueue, taken
from campaign.store.queue.intending import intend, try_intending
from campaign.store.queue.lateness import Overdue, miss, overdue, respace
from campaign.store.queue.leases import Lease, leases, renew_leases
from campaign.store.queue.orders import (
    NewTime,
    cancel,
    edit,
    held_with_account,
    hold,
    move,
    moved_by_a_person,
    release,
    resolve,
    retry,
    send_back,
    send_now,
    take_back,
)
from campaign.store.queue.repeating import said, said_or_to_be, saying, try_saying
from campaign.store.queue.restoring import doubt_restored, highest_fence, in_hand
from campaign.store.queue.settling import (
    count_states,
    hold_account,
    is_any_abandoned,
    rescue,
    settle,
    still_open,
    try_settling,
)
from campaign.store.queue.withdrawing import published, withdrawn

__all__ = [
    "Lease",
    "NewTime",
    "Overdue",
    "Turn",
    "approve",
    "cancel",
    "claim_due",
    "count_states",
    "doubt_restored",
    "edit",
    "enqueue",
    "found",
    "held_with_account",
    "highest_fence",
    "hold",
    "hold_account",
    "hold_claim",
    "in_hand",
    "intend",
    "is_any_abandoned",
    "leases",
    "leave_to_a_person",
    "look_later",
    "miss",
    "move",
    "moved_by_a_person",
    "next_due",
    "next_look",
    "next_turns",
    "overdue",
    "propose",
    "proven_absent",
    "published",
    "put_off",
    "release",
    "renew_leases",
    "rescue",
    "resolve",
    "respace",
    "retry",
    "said",
    "said_or_to_be",
    "saying",
    "send_again",
    "send_back",
    "send_now",
    "settle",
    "still_open",
    "take_back",
    "take_doubts",
    "taken",
    "texts_of",
    "try_claiming",
    "try_intending",
    "try_saying",
    "try_settling",
    "withdrawn",
]
