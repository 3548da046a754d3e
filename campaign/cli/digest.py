"""`campaign digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from campaign.cli import options, output


def digest(
    since: Annotated[Optional[str], typer.Option("--since", metavar="DAY", help="From this day on.")] = None,
    until: Annotated[Optional[str], typer.Option("--until", metavar="DAY", help="To this day, which counts.")] = None,
    html: Annotated[
        Optional[Path], typer.Option("--html", metavar="F", help="Write it as HTML; - for standard output.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it now to those whom the settings name.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Say what happened, yesterday or the week before. It tells what went out, what needs you, what comes next."""
    from campaign.desk import digesting
    from campaign.desk.reporting import Days
    from campaign.digests import letter, wording

    days = Days(since, until)
    with options.opened(config, database) as app:
        if send:
            handed = digesting.send(app, days, dry_run=dry_run)
            words = f"{'Would mail' if dry_run else 'Mailed'} “{handed.subject}” to {', '.join(handed.to)}."
            return output.tell(handed, words, as_json=as_json, dry_run=dry_run)
        made = digesting.digest(app, days)
    if html:
        return output.whole(html, lambda out: out.write(letter.page(made).encode()))
    if as_json:
        return output.print_json(made)
    return output.say(wording.plain(made).rstrip())


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(digest)
