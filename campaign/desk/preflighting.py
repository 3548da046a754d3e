"""What stands in the way of deliveries that a person queues: refused, held, or said, as sure as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from campaign import preflight
from campaign.app import App
from campaign.desk.archiving import refuse_archived
from campaign.errors import CampaignError, Refused
from campaign.preflight import Finding
from campaign.reasons import Reason, Voice, words
from campaign.states import State
from campaign.store import accounts, campaigns, history, queue
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.history import Filter
from campaign.store.values import Account, Selection
from posts.errors import PostsError
from posts.measure import Limits

#: How many of the posts that cannot go out are named.
_NAMED = 3


def refuse_unfit(app: App, selection: Selection, was: Sequence[State]) -> None:
    """Refuses to queue texts that are too long by now, or no longer say their campaign's tag; and what is of a campaign
    that is archived, where it would wait for ever. Raises `Refused`.

    Looks at what of the selection is in one of these states. Asks servers for their limits, so it is not done within a
    transaction.
    """
    with app.store.read() as connection:
        known = {one.name: one for one in campaigns.campaigns(connection)}
        names = [name for name, one in known.items() if one.id == selection.campaign_id]
        wanted = Filter(ids=selection.ids, campaign=names[0] if names else None, states=was)
        rows = history.deliveries(connection, wanted)
        owners = {one.name: one for one in accounts.accounts(connection)}
    for name in {one.campaign for one in rows}:
        refuse_archived(known[name])
    limits = {name: _limits(app, owners[name]) for name in {one.account for one in rows}}
    unfit = [
        (one.id, reason)
        for one in rows
        if (known_limits := limits[one.account])
        and (reason := preflight.of_text(one.text, known[one.campaign].terms.hashtags[0], known_limits))
    ]
    if unfit:
        raise Refused(
            _told("Delivery", unfit, Voice.COMMANDS),
            page=_told("Post", unfit, Voice.PAGES),
        )


def _told(what: str, unfit: Sequence[tuple[int, Reason]], voice: Voice) -> str:
    """What is wrong with the first of them, how many more there are, and that nothing came of it."""
    named = " ".join(f"{what} {key}: {words(reason, voice=voice)}." for key, reason in unfit[:_NAMED])
    more = f" So it is with {len(unfit) - _NAMED} more." if len(unfit) > _NAMED else ""
    return f"{named}{more} Nothing was queued."


def hold_repetitions(connection: Transaction, app: App, ids: Sequence[int], act: Act) -> list[Finding]:
    """Which of these say what their accounts say elsewhere; what is queued of them is held until a person releases it.

    What is only proposed stays so: it is looked at again when it is approved.
    """
    found = {one.delivery: one for one in repetitions(connection, app, ids, act)}
    if found:
        queued = history.deliveries(connection, Filter(ids=list(found), states=[State.QUEUED]))
        for one in queued:
            queue.hold(connection, Selection((one.id,)), act, found[one.id].reason)
    return list(found.values())


def findings(app: App, ids: Sequence[int], *, done: bool = False) -> list[Finding]:
    """What a person should know of these deliveries: accounts that cannot speak, and what is said twice.

    Where it is ``done``, and they are let go, also which of them are missed all the same, since no time was left.
    """
    if not ids:
        return []
    with app.store.read() as connection:
        rows = history.deliveries(connection, Filter(ids=ids))
        silent = silences(app, accounts.accounts(connection))
        twice = {one.delivery: one for one in repetitions(connection, app, ids, app.act())}
    spoken = [Finding(one.id, silent[one.account], one.zone) for one in rows if one.account in silent]
    missed = [Finding(one.id, one.reason, one.zone) for one in rows if one.state is State.MISSED and one.reason]
    return sorted([*spoken, *twice.values(), *(missed if done else [])], key=lambda one: one.delivery)


def silences(app: App, owners: Iterable[Account]) -> Mapping[str, Reason]:
    """Account name → why it could not speak just now; nobody is asked."""
    found = {one.name: preflight.of_account(one, _trouble(app, one)) for one in owners}
    return {name: reason for name, reason in found.items() if reason}


def repetitions(connection: Transaction, app: App, ids: Sequence[int], act: Act) -> Iterator[Finding]:
    """Which of these say what their accounts say elsewhere. Of two of them that say the same it is the later one."""
    if not app.repeat:
        return
    found = queue.said_or_to_be(connection, ids, act.at - app.repeat)
    rows = history.deliveries(connection, Filter(ids=list(found))) if found else []
    known = {one.id: one for one in rows}
    among_them = set(ids)
    for key, others in found.items():
        at = max(known[key].scheduled_for, act.at)
        before = [one for one in others if one.other not in among_them or (one.at, one.other) < (at, key)]
        if reason := preflight.of_repetitions(at, before, app.repeat):
            yield Finding(key, reason, known[key].zone)


def _limits(app: App, account: Account) -> Limits | None:
    """What the account allows; None where nobody says so now: it is looked at again before a post is sent."""
    try:
        return app.open_platform(account).limits()
    except (CampaignError, PostsError):
        return None


def _trouble(app: App, account: Account) -> str | None:
    try:
        app.open_platform(account)
    except (CampaignError, PostsError) as error:
        return str(error)
    return None
