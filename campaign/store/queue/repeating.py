"""What else an account says with the same text, to the letter (index ``ix_variants_said``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from campaign.states import State
from campaign.store.conditions import among, listed
from campaign.store.models import Delivery, Variant
from campaign.store.tables import aliased
from campaign.store.values import Repetition, fingerprint

#: States in which a text is out, or may be.
_SAID = frozenset({State.CLAIMED, State.SENDING, State.PUBLISHED, State.IN_DOUBT})


def _same(states: frozenset[State]) -> Select[*tuple[Any, ...]]:
    """Deliveries in these states that say what those of ``:ids`` say.

    Not asked for what a person wants said again, nor for a later part of a thread: whoever began a thread ends it.
    """
    other, theirs = aliased(Delivery), aliased(Variant)
    return (
        select(
            *(Delivery.id, other.id.label("other"), other.state),
            *(other.published_at, other.claimed_until, other.scheduled_for),
        )
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(theirs, (theirs.account_id == Variant.account_id) & (theirs.text_sha256 == Variant.text_sha256))
        .join(other, other.variant_id == theirs.id)
        .where(
            listed(Delivery.id, "ids"),
            Delivery.repeats.is_(False),
            Delivery.parent_id.is_(None),
            other.id != Delivery.id,
            among(other.state, sorted(states)),
            # What is long out is not even read; of everything else there is little.
            other.published_at.is_(None) | (other.published_at > bindparam("since", type_=Delivery.published_at.type)),
        )
    )


_SAID_ALREADY, _SAID_OR_TO_BE = _same(_SAID), _same(_SAID | {State.QUEUED})


def said(connection: Connection, ids: Sequence[int], since: datetime) -> dict[int, list[Repetition]]:
    """For each of these deliveries what is out since then, or may be, that says the same; its own attempts aside."""
    return _found(connection, _SAID_ALREADY, ids, since)


def try_saying(connection: Connection, now: datetime) -> None:
    """Asks, of none, what is out that says the same."""
    connection.execute(_SAID_ALREADY, {"ids": [], "since": now}).close()


def said_or_to_be(connection: Connection, ids: Sequence[int], since: datetime) -> dict[int, list[Repetition]]:
    """The same, and what is queued to say it; what is only proposed, or held, may never."""
    return _found(connection, _SAID_OR_TO_BE, ids, since)


def _found(
    connection: Connection, statement: Select[*tuple[Any, ...]], ids: Sequence[int], since: datetime
) -> dict[int, list[Repetition]]:
    found: dict[int, list[Repetition]] = defaultdict(list)
    for row in connection.execute(statement, {"ids": list(ids), "since": since}) if ids else ():
        # Sent within a lease of its claim's end, where no receipt tells when.
        sent = row.published_at or (row.claimed_until if row.state in _SAID else None)
        found[row.id].append(Repetition(row.id, row.other, State(row.state), sent or row.scheduled_for))
    return found


_SAYING = (
    select(
        *(Variant.account_id, Variant.text_sha256),
        *(Delivery.id, Delivery.state, Delivery.published_at, Delivery.scheduled_for),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .where(
        listed(Variant.account_id, "accounts"),
        Variant.text_sha256.in_(bindparam("said", expanding=True)),
        among(Delivery.state, sorted(_SAID | {State.QUEUED})),
        Delivery.published_at.is_(None)
        | (Delivery.published_at > bindparam("since", type_=Delivery.published_at.type)),
    )
)


def saying(connection: Connection, texts: Mapping[int, str], since: datetime) -> dict[int, list[Repetition]]:
    """What each of these accounts says with this very text since then, or is to; of no delivery yet: its id is 0."""
    prints = {account: fingerprint(text) for account, text in texts.items()}
    asked = {"accounts": list(prints), "said": sorted(set(prints.values())), "since": since}
    found: dict[int, list[Repetition]] = defaultdict(list)
    for row in connection.execute(_SAYING, asked):
        if prints[row.account_id] == row.text_sha256:
            at = row.published_at or row.scheduled_for
            found[row.account_id].append(Repetition(0, row.id, State(row.state), at))
    return found
