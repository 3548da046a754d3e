"""Campaigns that are over: out of the way, with their history, until somebody takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from campaign.app import App
from campaign.desk import stopping
from campaign.errors import Refused
from campaign.states import MAY, State
from campaign.store import campaigns, history, queue, tallies
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.values import Campaign, Selection

#: A campaign's state while it is put away.
ARCHIVED = "archived"
#: What may be out or go out in a moment: no campaign is put away before that is known.
_UNDER_WAY = (State.CLAIMED, State.SENDING, State.IN_DOUBT)
#: What would never go out of a campaign that is put away; a person may cancel all of it.
WAITING = tuple(state for state in MAY["cancel"] if state is not State.FAILED)


@dataclass(frozen=True, slots=True)
class Archived:
    """A campaign that was put away, and which of its posts were cancelled for that."""

    campaign: Campaign
    cancelled: tuple[int, ...]


def archive(app: App, name: str, *, cancel: bool = False, dry_run: bool = False) -> Archived:
    """Puts a campaign away: it speaks no more, and lists leave it out unless they are asked for it.

    What still waits is cancelled if ``cancel`` says so. Raises `Refused` where something waits, and in any case where
    something is on its way or in doubt.
    """
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        found = campaigns.campaign(connection, name)
        refuse_archived(found)
        # First, so that no claim that begins from now on takes anything of it.
        campaigns.set_campaign_state(
            connection, found, ARCHIVED, act, stopping.paused(app, "campaign_archived", name=name)
        )
        _refuse_under_way(connection, found)
        waiting = _waiting(connection, name)
        if waiting and not cancel:
            wait = f"{_posts(len(waiting))} of “{name}” still wait: publish or cancel them first"
            raise Refused(
                f"{wait}, or let them be cancelled with it (--cancel).", page=f"{wait}, or have them cancelled with it."
            )
        cancelled = queue.cancel(connection, Selection(tuple(waiting)), act) if waiting else []
        return Archived(campaigns.campaign(connection, name), tuple(cancelled))


def unarchive(app: App, name: str, *, dry_run: bool = False) -> Campaign:
    """Takes a campaign back: it may speak again; what was cancelled stays so. Raises `Refused` where it is not away."""
    with app.store.write(dry_run=dry_run) as connection:
        found = campaigns.campaign(connection, name)
        if found.state != ARCHIVED:
            raise Refused(f"Campaign “{name}” is not archived.")
        campaigns.set_campaign_state(connection, found, "active", app.act())
        return campaigns.campaign(connection, name)


def refuse_archived(campaign: Campaign) -> None:
    """Refuses to do anything to a campaign that is put away. Raises `Refused`."""
    if campaign.state == ARCHIVED:
        raise Refused(
            f"Campaign “{campaign.name}” is archived: `campaign unarchive {quote(campaign.name)}` takes it back first.",
            page=f"Campaign “{campaign.name}” is archived: take it back on its page first.",
        )


def _refuse_under_way(connection: Transaction, campaign: Campaign) -> None:
    tally = tallies.tallies(connection, campaign.id).get(campaign.id)
    if tally and (count := tally.of(*_UNDER_WAY)):
        raise Refused(
            f"{_posts(count)} of “{campaign.name}” may be out, or on the way: archive it once that is settled."
        )


def _waiting(connection: Transaction, name: str) -> list[int]:
    """The ids of what waits. Raises `Refused` for what may be out by a backup's ignorance: a person has to look."""
    rows = history.deliveries(connection, Filter(campaign=name, states=WAITING))
    if unsure := [str(one.id) for one in rows if one.reason and one.reason.is_unsure]:
        raise Refused(
            f"A backup does not know whether these went out: {', '.join(unsure[:5])}. "
            "Look at the account, then approve, release or cancel them by their IDs."
        )
    return [one.id for one in rows]


def _posts(count: int) -> str:
    return f"{count} post{'' if count == 1 else 's'}"
