"""Many events become one notice: what is alike is said once, and counted. Nothing here asks anybody anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from typing import TypeAlias

from campaign.notable import Kind, kind_of
from campaign.reasons import Reason, words
from campaign.store.notices import Untold

#: What events must have in common to be said together: kind, code, campaign, account, what else it is about.
_Alike: TypeAlias = tuple[Kind, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """Events that are alike."""

    kind: Kind
    count: int
    first: datetime
    last: datetime
    campaign: str
    account: str
    #: What happened, or why, in a sentence; of many, the last one's.
    sentence: str
    #: The command that mends it, or shows it.
    mend: str
    deliveries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told at once; ``uid`` is the same for the same events."""

    uid: str
    items: tuple[Item, ...]


def grouped(events: Sequence[Untold], kinds: Collection[str]) -> Notice | None:
    """The notice of these events, in the order of kinds; None where none of them is of a kind that is wanted."""
    alike: dict[_Alike, list[Untold]] = defaultdict(list)
    for one in _latest(events):
        if (key := _key(one))[0] in kinds:
            alike[key].append(one)
    if not alike:
        return None
    order = list(Kind)
    items = [_item(key, found) for key, found in alike.items()]
    items.sort(key=lambda one: (order.index(one.kind), one.first))
    return Notice(f"notice-{events[0].id}-{events[-1].id}", tuple(items))


def _latest(events: Sequence[Untold]) -> list[Untold]:
    """Of what was said of one delivery more than once, only the last."""
    found = {(kind_of(one.kind, ""), one.delivery) if one.delivery else one.id: one for one in events}
    return list(found.values())


def _key(one: Untold) -> _Alike:
    code = str(one.details.get("code", ""))
    about = str(one.details.get("about", "")) if one.kind == "trouble" else ""
    return kind_of(one.kind, code), code or one.kind, one.campaign or "", one.account or "", about


def _item(key: _Alike, events: Sequence[Untold]) -> Item:
    kind, _, campaign, account, _ = key
    last = events[-1]
    times = [one.at for one in events]
    return Item(
        kind=kind,
        count=len(events),
        first=min(times),
        last=max(times),
        campaign=campaign,
        account=account,
        sentence=_sentence(last),
        mend=_mend(kind, last, campaign, account),
        deliveries=tuple(one.delivery for one in events if one.delivery),
    )


def _sentence(one: Untold) -> str:
    match one.kind:
        case "trouble":
            return str(one.details["sentence"])
        case "clock set":
            seconds = one.details.get("by_s", 0)
            way = "forward" if seconds > 0 else "back"
            return f"The wall clock of worker {one.details.get('worker', '')} was set {way} by {abs(seconds):,.0f} s."
        case "sealed":
            return f"The database was moved to {one.details.get('for') or 'another place'}."
        case "restored":
            return "A backup of the database was put back."
    reason = Reason.from_json(one.details) if "code" in one.details else None
    return f"{words(reason)}." if reason else ""


def _mend(kind: Kind, last: Untold, campaign: str, account: str) -> str:
    match kind:
        case Kind.FAILED | Kind.IN_DOUBT:
            chosen = "".join(
                f" --{name} {quote(value)}" for name, value in (("campaign", campaign), ("account", account))
            )
            return f"campaign queue --state {kind.value}{chosen}"
        case Kind.ACCOUNT if last.kind == "account held":
            return f"campaign accounts renew {quote(account)}"
        case Kind.GONE:
            return f"campaign engagement list --campaign {quote(campaign)} --account {quote(account)}"
        case Kind.MOVED:
            return "campaign doctor"
    return str(last.details.get("mend", "")) or "campaign doctor"
