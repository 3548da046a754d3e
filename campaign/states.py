"""A delivery's life: its states and the one table of what may follow what.

`campaign.store.queue` changes states by this table alone, the tests walk it, and docs/architecture.md draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a delivery is in its life."""

    PROPOSED = "proposed"
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    PUBLISHED = "published"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


P, Q, C, S = State.PROPOSED, State.QUEUED, State.CLAIMED, State.SENDING
OUT, DOUBT, FAILED, HELD, MISSED, GONE = (
    State.PUBLISHED,
    State.IN_DOUBT,
    State.FAILED,
    State.HELD,
    State.MISSED,
    State.CANCELLED,
)

#: ``(from, to)`` → what makes it so, in the words of docs and events.
TRANSITIONS: Mapping[tuple[State, State], str] = MappingProxyType(
    {
        (P, Q): "approved",
        (P, GONE): "cancelled",
        (Q, S): "claimed, and its intent written",
        (
            Q,
            HELD,
        ): "held by a person, or its account cannot be used, or has said the same, or it costs more than a month may",
        (Q, MISSED): "later than the campaign's grace",
        (Q, P): "an edit voids the approval, or a person takes it back",
        (Q, GONE): "cancelled",
        (Q, OUT): "a late receipt",
        (Q, DOUBT): "a backup was put back, which may not know that it is out",
        (C, Q): "given back: nothing was sent",
        (C, OUT): "a late receipt",
        (C, DOUBT): "a backup was put back",
        (S, OUT): "receipt",
        (S, Q): "surely not accepted, attempts left",
        (S, HELD): "login refused, or found unfit before it was sent",
        (S, FAILED): "refused for good, or no attempts left",
        (S, DOUBT): "the answer was lost, the worker died, or a backup was put back",
        (DOUBT, OUT): "found there, a late receipt, or a person says so",
        (DOUBT, Q): "proven absent, or a person says so",
        (DOUBT, S): "the same key again, where it is honoured",
        (FAILED, Q): "a person retries",
        (FAILED, GONE): "cancelled",
        (FAILED, OUT): "a late receipt",
        (HELD, Q): "released",
        (HELD, P): "an edit of what its thread or account holds, or a person takes the approval back",
        (HELD, GONE): "cancelled",
        (HELD, OUT): "a late receipt",
        (MISSED, Q): "a person retries or moves it",
        (MISSED, OUT): "a late receipt",
        (GONE, P): "taken back: it waited for approval, or who takes it back may not approve",
        (GONE, Q): "taken back: it was queued, or held by its thread alone",
        (GONE, HELD): "taken back: it was held",
        (GONE, FAILED): "taken back: it had failed",
    }
)

#: The text of a delivery in one of these is frozen: an attempt of it may be on its way.
FROZEN = frozenset({C, S, DOUBT})
#: What nothing leaves.
ENDS = frozenset(State) - {was for was, _ in TRANSITIONS}
#: States in which a delivery still means to go out.
OPEN = frozenset({P, Q, C, S, HELD})
#: States that claims, intents and receipts lead through: what is in one of them goes out by itself. In every other one
#: a delivery rests, in doubt too: often until a person says what became of it.
MOVING = (Q, C, S)
#: What a person can do → the states in which it can be done.
MAY: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {
        "approve": (P,),
        "send back": (P,),
        "propose": (Q, HELD),
        "hold": (Q,),
        "release": (HELD,),
        "edit": (P, Q, HELD, FAILED),
        "move": (P, Q, HELD, MISSED),
        "send now": (Q,),
        "swap": (P, Q, HELD),
        "retry": (FAILED, MISSED),
        "resolve": (DOUBT,),
        "cancel": (P, Q, HELD, FAILED),
        "take back": (GONE,),
    }
)
#: What a state means to whoever reads it on a page.
MEANINGS: Mapping[State, str] = MappingProxyType(
    {
        P: "It waits for somebody's approval. Nothing goes out before.",
        Q: "It goes out by itself when its time comes.",
        C: "A worker of an older release had taken it, and sent nothing. It goes back into the queue by itself.",
        S: "It is on its way to the platform. Its text and its time cannot be changed now.",
        OUT: "It is out, and the platform has said so.",
        DOUBT: "It was sent; nobody knows whether it arrived. It is looked up before it could be sent a second time.",
        FAILED: "The platform did not take it, and it is not tried again by itself. The reason says what to do.",
        HELD: "It is kept back until somebody releases it. The reason says who or what holds it.",
        MISSED: "It came too late for its campaign's rule. Send it now, or give it another time.",
        GONE: "It was taken out of the queue, and does not go out unless somebody takes it back.",
    }
)


def _check() -> None:
    """A table that cannot be true is found at import: every state is reachable, and only one is an end."""
    # No worker leaves a delivery claimed any more, but one of an older release may have.
    reached, fringe = {P, C}, [P, C]
    while fringe:
        here = fringe.pop()
        for was, to in TRANSITIONS:
            if was is here and to not in reached:
                reached.add(to)
                fringe.append(to)
    if reached != set(State) or ENDS ^ {OUT}:
        message = f"states: unreachable {set(State) - reached}, ends {ENDS}"
        raise ValueError(message)


def diagram() -> str:
    """The table as a mermaid diagram; docs/architecture.md holds it, and a test keeps it true."""
    lines = ["stateDiagram-v2", f"    [*] --> {P}: an article is added"]
    lines += [f"    {was} --> {to}: {what.replace(':', ' –')}" for (was, to), what in TRANSITIONS.items()]
    lines += [f"    {state} --> [*]" for state in State if state in ENDS]
    return "\n".join(lines) + "\n"


_check()
