"""`campaign notices …`."""

from __future__ import annotations

import typer

from campaign.cli import options, output

app = typer.Typer(help="Those who are told that something went wrong.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def notices() -> None:
    """Those who are told that something went wrong."""


@app.command("test")
def try_out(
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Send a notice now, by each way that the settings name. It says how it went."""
    from campaign.desk import notifying

    with options.opened(config, database) as opened:
        tried = notifying.try_out(opened, dry_run=dry_run)
    if as_json:
        output.print_json(tried)
    else:
        output.say(*(f"{'ok  ' if one.ok else 'bad '} {one.way}: {one.words}" for one in tried))
        output.say_if_dry(dry_run)
    if not all(one.ok for one in tried):
        raise typer.Exit(1)
