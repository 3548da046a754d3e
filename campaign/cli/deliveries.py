"""`campaign queue / approve / propose / send-back / hold / release / cancel / take-back / retry / move / edit / …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output
from campaign.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.desk.looking import Behind, Closely
    from campaign.preflight import Finding
    from campaign.store.values import Delivery

#: How many of the deliveries that others wait for are named.
_AHEAD = 3


def queue(
    ids: options.Ids = None,
    campaign: Annotated[Optional[str], typer.Option("--campaign", metavar="NAME", help="Only this campaign.")] = None,
    account: Annotated[Optional[str], typer.Option("--account", metavar="NAME", help="Only this account.")] = None,
    state: Annotated[Optional[list[str]], typer.Option("--state", metavar="STATE", help=f"{', '.join(State)}.")] = None,
    in_doubt: Annotated[bool, typer.Option("--in-doubt", help="Only what may or may not be out.")] = False,
    limit: Annotated[Optional[int], typer.Option("--limit", metavar="N", min=1, help="No more than N (200).")] = None,
    full: Annotated[bool, typer.Option("--full", help="The whole texts.")] = False,
    ics: Annotated[
        Optional[Path], typer.Option("--ics", metavar="F", help="Write all of it as a calendar; - for standard output.")
    ] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show what is queued and what waits, soonest first. Of IDs it shows all their attempts."""
    from campaign.cli.stopping import say_halts
    from campaign.desk import deliveries, looking, stopping
    from campaign.states import OPEN
    from campaign.store.history import Filter

    if ics is None:
        limit = limit or output.ROWS
    states = looking.states(state or []) or ([State.IN_DOUBT] if in_doubt else sorted(OPEN | {State.IN_DOUBT}))
    with options.opened(config, database) as app:
        if ids:
            return _show_closely(looking.closely(app, ids), as_json=as_json)
        wanted = Filter(campaign=campaign, account=account, states=states, limit=limit)
        found, halts = deliveries.listed(app, wanted), stopping.halts(app)
        behind = None if as_json or ics is not None else looking.behind(app, found)
        if ics is not None:
            return _write_ics(ics, found, app.clock.now())
    if as_json:
        return output.print_json(found)
    if not found:
        output.note("No delivery matches." if campaign or account or state or in_doubt else "Nothing is queued.")
        return say_halts(halts, output.note)
    if full:
        for one in found:
            _show_whole(one)
    else:
        output.print_table(("ID", "Goes out", "Account", "State", "Text"), [_row(one) for one in found])
    if len(found) == limit:
        output.note(f"These are the first {limit}; --limit shows more.")
    if behind:
        _note_behind(behind, found[0].zone)
    return say_halts(halts, output.note)


def _write_ics(file: Path, found: Sequence[Delivery], now: datetime) -> None:
    from campaign.reports import ics

    output.write(file, ics.render(found, now))


def _show_whole(one: Delivery) -> None:
    """A delivery with its whole text."""
    number, goes_out, account, state, _ = _row(one)
    output.say(f"── {number}  {goes_out}  {account} ({one.campaign})  {state}", one.text, "")


def _show_closely(found: list[Closely], *, as_json: bool) -> None:
    from campaign.reports.attempts import answer

    if as_json:
        return output.print_json(found)
    for one in found:
        _show_whole(one.delivery)
        if one.delivery.state.value == "queued":
            output.say(f"   next try: {output.when(one.delivery.due_at, one.delivery.zone)}")
        if one.waits_for:
            output.say(f"   it goes out after delivery {one.waits_for} of its account, which is on its way")
        if one.delivery.remote_url:
            is_there = not (one.delivery.withdrawn_at or any(seen.gone for seen in one.snapshots))
            output.say(f"   it {'is' if is_there else 'was'} at {one.delivery.remote_url}")
        if one.leads_to:
            output.say(f"   its short link leads to {one.leads_to}")
        if one.delivery.withdrawn_at:
            output.say(f"   withdrawn {output.when(one.delivery.withdrawn_at, one.delivery.zone)}")
        for tried in one.attempts:
            output.say(f"   attempt {tried.number}, {output.when(tried.started_at, tried.zone)}: {answer(tried)}")
        output.say(*([] if one.attempts else ["   Nothing was tried yet."]), "")
    return None


def _note_behind(behind: Behind, zone: str) -> None:
    """What keeps due posts back though nothing is wrong with them: five minutes after a worker has died."""
    who = "1 waits for what its account is" if behind.posts == 1 else f"{behind.posts} wait for what their accounts are"
    first, more = behind.ahead[:_AHEAD], len(behind.ahead) - _AHEAD
    named = ", ".join(map(str, first)) + (f" and {more} more" if more > 0 else "")
    what = f"{'delivery' if len(behind.ahead) == 1 else 'deliveries'} {named}"
    until = f"until {output.when(behind.until, zone)} at the latest" if behind.until else "until a worker runs"
    output.note(f"{who} saying now ({what}, {until}).")


def _row(one: Delivery) -> tuple[object, ...]:
    state = output.state(one.state.value, one.reason, one.zone)
    when = output.when(one.scheduled_for, one.zone)
    if one.of:
        when = f"  {one.post}/{one.of} after {one.parent_id}" if one.parent_id else f"{when}  {one.post}/{one.of}"
    return one.id, when, one.account, state, output.marked(one.text, one.rewriter)


#: Verb → what was done, and what the verb does. Their options are the same, so they are made of one mould.
_ORDERS = {
    "approve": ("approved", "Let proposed posts go out at their times."),
    "hold": ("held", "Keep queued posts back."),
    "release": ("released", "Queue held posts again."),
    "propose": ("proposed again", "Let queued or held posts wait for approval again."),
    "cancel": ("cancelled", "Take posts out of the queue; `take-back` puts them back."),
    "retry": ("queued again", "Try failed or missed posts once more, now."),
}

#: Those after which something is to go out.
_QUEUEING = {"approve", "release", "retry"}
#: Of these, what goes out waited meanwhile in this state, in which its time may have passed.
_WAITED = {"approve": State.PROPOSED, "release": State.HELD}


def _order(verb: str, done: str, words: str) -> Callable[..., None]:
    """The command of a bulk verb of the desk."""

    def command(
        ids: options.Ids = None,
        campaign: options.CampaignName = None,
        everything: options.Everything = False,
        config: options.File = None,
        database: options.Database = None,
        as_json: options.Json = False,
        dry_run: options.DryRun = False,
    ) -> None:
        from campaign.desk import deliveries, preflighting

        with options.opened(config, database) as app:
            selection = deliveries.select(app, ids or (), campaign, everything=everything)
            past = deliveries.past(app, ids or (), campaign, _WAITED[verb]) if verb in _WAITED else []
            changed: list[int] = getattr(deliveries, verb)(app, selection, dry_run=dry_run)
            found = preflighting.findings(app, changed, done=not dry_run) if verb in _QUEUEING else []
            times = deliveries.moved(app, past)
        _say_changed(changed, done, found, as_json=as_json, dry_run=dry_run)
        if not as_json:
            _say_respaced([one for one in past if one.id in (changed if dry_run else times)], times)

    command.__doc__ = words
    return command


def _say_changed(changed: list[int], done: str, found: Sequence[Finding] = (), *, as_json: bool, dry_run: bool) -> None:
    from campaign.desk import showing

    if as_json:
        output.print_json({"ids": changed, "dry_run": dry_run, "findings": showing.found(found)})
    else:
        would = " would be" if dry_run else ""
        output.say(f"{output.count(len(changed), 'delivery')}{would} {done}.")
        output.say_found(found)


def _say_respaced(past: Sequence[Delivery], times: Mapping[int, datetime]) -> None:
    """Posts whose times have passed, with those that they got; a dry run gave them none."""

    def when(one: Delivery) -> str:
        planned = output.when(one.scheduled_for, one.zone)
        return f"{planned} → {output.when(times[one.id], one.zone)}" if times else planned

    if past:
        # A dry run does not know whether a time is left for them.
        got = "got the next free time" if times else "would get the next free time, if one is left"
        output.say(f"{output.count(len(past), 'post')} {got}, since the one that was planned has passed:")
        output.say_posts(past, when)


def send_back(
    ids: Annotated[list[int], typer.Argument(metavar="ID", help="Deliveries that wait for approval.")],
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="What is to be changed.")],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Do not approve posts until they are changed, and say why."""
    from campaign.desk import deliveries

    with options.opened(config, database) as app:
        selection = deliveries.select(app, ids, None, everything=False)
        changed = deliveries.send_back(app, selection, note, dry_run=dry_run)
    _say_changed(changed, "sent back", as_json=as_json, dry_run=dry_run)


def take_back(
    ids: Annotated[list[int], typer.Argument(metavar="ID", help="Deliveries that were cancelled.")],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Put cancelled posts back where they were.

    Each part of a thread is named by itself: `queue --state cancelled` shows them.
    """
    from campaign.desk import deliveries, preflighting

    with options.opened(config, database) as app:
        changed = deliveries.take_back(app, ids, approved=True, dry_run=dry_run)
        found = preflighting.findings(app, changed, done=not dry_run)
    _say_changed(changed, "taken back", found, as_json=as_json, dry_run=dry_run)


def resolve(
    ids: Annotated[list[int], typer.Argument(metavar="ID", help="Deliveries that are in doubt.")],
    published: Annotated[
        Optional[str], typer.Option("--published", metavar="URL", help="It is out: this is its address.")
    ] = None,
    not_published: Annotated[bool, typer.Option("--not-published", help="It is not out: send it again.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Say of posts in doubt whether they are out."""
    from campaign.desk import deliveries
    from campaign.errors import UsageError

    if (published is None) is not not_published:
        raise UsageError("Say one of them: --published URL, or --not-published.")

    with options.opened(config, database) as app:
        selection = deliveries.select(app, ids, None, everything=False)
        changed = deliveries.resolve_doubt(app, selection, published, dry_run=dry_run)
    _say_changed(changed, "settled", as_json=as_json, dry_run=dry_run)


def move(
    key: Annotated[int, typer.Argument(metavar="ID", help="A delivery by the number that `campaign queue` shows.")],
    when: Annotated[
        Optional[str],
        typer.Argument(metavar="TIME", help="2026-12-01T09:00, in its campaign's zone; a day alone keeps its time."),
    ] = None,
    now: Annotated[bool, typer.Option("--now", help="Let it go out at once, in the place of TIME.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Give a post another time, or let it go out now."""
    from campaign.desk import deliveries, preflighting, sending, showing
    from campaign.errors import UsageError

    if (when is None) is not now:
        raise UsageError("Say when: a TIME such as 2026-12-01T09:00, or --now.")
    with options.opened(config, database) as app:
        moved = (
            sending.send_now(app, key, dry_run=dry_run)
            if when is None
            else deliveries.move(app, key, when, dry_run=dry_run)
        )
        found = preflighting.findings(app, [key])
    if as_json:
        return output.print_json({**showing.plain(moved), "findings": showing.found(found)})
    output.say(f"Delivery {key} goes out {output.when(moved.scheduled_for, moved.zone)}.")
    output.say_found(found)
    output.say_if_dry(dry_run)
    return None


def edit(
    key: Annotated[int, typer.Argument(metavar="ID", help="A delivery by the number that `campaign queue` shows.")],
    text: Annotated[Optional[str], typer.Option("--text", metavar="TEXT", help="The new text; else read it.")] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Replace a post's text, from --text or standard input. It needs approval again if it would go out by itself."""
    from campaign.desk import deliveries, preflighting, showing

    with options.opened(config, database) as app:
        edited = deliveries.edit(app, key, text if text is not None else sys.stdin.read().strip(), dry_run=dry_run)
        found = preflighting.findings(app, [key])
    if as_json:
        more = {"warnings": edited.warnings, "findings": showing.found(found)}
        return output.print_json({**showing.plain(edited.delivery), **more})
    warnings = [f"  ! {warning}" for warning in edited.warnings]
    output.say(f"Delivery {key} is {edited.delivery.state.value}:", edited.delivery.text, *warnings)
    output.say_found(found)
    output.say_if_dry(dry_run)
    return None


def withdraw(
    key: Annotated[int, typer.Argument(metavar="ID", help="A delivery that is published.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Delete a published post on its platform. It stays in the history, and is not sent again."""
    from campaign.desk import withdrawing

    with options.opened(config, database) as app:
        if not (yes or dry_run):
            meant = withdrawing.withdraw(app, key, dry_run=True).delivery
            output.say(f"Out on {meant.account}{f' at {meant.remote_url}' if meant.remote_url else ''}:", meant.text)
            typer.confirm("Delete it there?", abort=True)
        done = withdrawing.withdraw(app, key, dry_run=dry_run)
    output.tell(
        {"id": key, "withdrawn_at": done.at, "dry_run": dry_run},
        f"Delivery {key} is withdrawn, {output.when(done.at, done.delivery.zone)}.",
        as_json=as_json,
        dry_run=dry_run,
    )


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(queue)
    for verb, (done, words) in _ORDERS.items():
        app.command(verb)(_order(verb, done, words))
    for command in (move, edit, send_back, take_back, resolve, withdraw):
        app.command()(command)
