"""`campaign simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional
from zoneinfo import ZoneInfo

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from campaign.simulating.foreseen import Foreseen, Outing
    from campaign.states import State


def simulate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A campaign.")],
    source: Annotated[
        Optional[list[str]], typer.Argument(metavar="SOURCE", help="Articles that are added first: a path, URL, or -.")
    ] = None,
    until: Annotated[
        Optional[str], typer.Option("--until", metavar="DAY", help="The last day that is looked at.")
    ] = None,
    outage: Annotated[
        Optional[list[str]], typer.Option("--outage", metavar="FROM..TO", help="No worker runs from then to then.")
    ] = None,
    fail: Annotated[float, typer.Option("--fail", metavar="PERCENT", help="So many calls to platforms fail.")] = 0.0,
    refuse: Annotated[
        Optional[list[str]], typer.Option("--refuse", metavar="ACCOUNT@DAY", help="The login is refused from then on.")
    ] = None,
    approve: Annotated[
        bool, typer.Option("--approve", help="As if all that waits for approval were approved.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Which calls fail: the same number, the same ones.")
    ] = 0,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Try a campaign out: what would go out when, and what not. Nothing is sent or changed."""
    from campaign.desk import showing, simulating, trials

    wanted = trials.trial(
        source or (), until=until, outages=outage or (), fail=fail, refuse=refuse or (), approve=approve, seed=seed
    )
    with options.opened(config, database) as app:
        found = simulating.simulate(app, name, wanted)
    if as_json:
        return output.print_json(showing.foreseen(found))
    _show(found)
    return None


def _show(found: Foreseen) -> None:
    output.say(*found.notes)
    _show_days(found)
    if found.clocks:
        output.say("", *(f"{line}." for line in found.clocks))
    _show_waits(found)
    _show_late(found)
    _show_left(found)
    output.say("", "Nothing was sent or changed: this was tried out on a copy.")


def _show_days(found: Foreseen) -> None:
    from campaign.states import State

    out = found.of(State.PUBLISHED)
    said = f"{output.count(len(out), 'post')} of {len(found.posts)} would go out"
    output.say(f"Campaign {found.campaign}: {said}  (times in {found.zone})", "")
    rows = [
        (
            f"{day.date:%a %d %b %Y}",
            sum(day.posts.values()),
            _clock(day.first, found.zone),
            _clock(day.last, found.zone),
            ", ".join(f"{account} {count}" for account, count in day.posts.items()),
        )
        for day in found.days
    ]
    output.print_table(("Day", "Posts", "First", "Last", "Accounts"), rows)


def _show_waits(found: Foreseen) -> None:
    from campaign.naming import platform_name
    from campaign.reports.wording import seconds
    from campaign.simulating.foreseen import PACED

    if found.waits:
        output.say("", "Posts that wait although nothing is wrong with them:")
        rows = [
            (one.account, platform_name(one.platform), PACED[one.code], one.posts, seconds(one.longest_s))
            for one in found.waits
        ]
        output.print_table(("Account", "Platform", "Waits for", "Posts", "Longest"), rows)


def _show_late(found: Foreseen) -> None:
    from campaign.reports.wording import seconds

    if late := found.late:
        longest = seconds(max(one.late_s for one in late))
        output.say("", f"{output.count(len(late), 'post')} would go out late, {longest} at most.")
    if respaced := found.respaced:
        output.say("", f"{output.count(len(respaced), 'post')} would be too late, and get another time:")
        output.say_posts(respaced, lambda one: f"{output.when(one.planned_for, one.zone)} → {_then(one)}")


def _show_left(found: Foreseen) -> None:
    for (state, _), posts in found.left.items():
        output.say("", _why(state, posts, found.zone))
        output.say_posts(posts, _then)


def _why(state: State, posts: Sequence[Outing], zone: str) -> str:
    """Why these posts, all for the same reason, do not go out."""
    from campaign.reasons import words
    from campaign.states import State

    some, reason = output.count(len(posts), "post"), posts[0].reason
    if state is State.PROPOSED and reason is None:
        return f"{some} would still wait for approval; --approve tries what comes once they are approved."
    said = f"{some} would stay {state.value.replace('_', ' ')}"
    return f"{said}: {words(reason, zone)}." if reason else f"{said}."


def _then(one: Outing) -> str:
    return output.when(one.scheduled_for, one.zone)


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(simulate)
