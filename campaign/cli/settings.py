"""`campaign settings …`: what can be chosen while everything runs, as on the dashboard's Settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from campaign.settled import Setting

app = typer.Typer(help="What can be set while everything runs.", rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="SETTING", help="timezone, locale or first_weekday.")]


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show what counts and where it was said, or set it while everything runs."""
    if context.invoked_subcommand is not None:
        if config or database or as_json:
            raise typer.BadParameter(f"say the options behind “{context.invoked_subcommand}”.")
        return None
    from campaign.desk import choosing

    with options.opened(config, database) as opened:
        found = choosing.settings(opened)
    if as_json:
        return output.print_json(found)
    rows = [(name, one.value, _origin(one)) for name, one in found.items()]
    output.print_table(("Setting", "Value", "Why"), rows)
    return None


@app.command("set")
def set_one(
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Such as Europe/Berlin, de, or monday.")],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Set one, before what config.toml says. It counts at once; campaigns keep their zones."""
    _choose({name: value}, config, database, as_json=as_json, dry_run=dry_run)


@app.command("reset")
def reset(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let one be as config.toml says again."""
    _choose({name: None}, config, database, as_json=as_json, dry_run=dry_run)


def _choose(
    wanted: Mapping[str, str | None], config: Path | None, database: str | None, *, as_json: bool, dry_run: bool
) -> None:
    from campaign.desk import choosing
    from campaign.settled import NAMES

    with options.opened(config, database) as opened:
        done = choosing.choose(opened, wanted, dry_run=dry_run)
    lines = [
        f"The {NAMES[name]} is {done.settings[name].value}: {_origin(done.settings[name])}."
        + ("" if name in done.changed else " Nothing was changed.")
        for name in wanted
    ]
    output.tell(done, *lines, as_json=as_json, dry_run=dry_run)


def _origin(one: Setting) -> str:
    match one.origin:
        case "variable":
            return f"the variable {one.variable} sets it"
        case "chosen":
            return f"chosen, else it would be {one.otherwise}"
        case "file":
            return "as config.toml says"
        case _:
            return "nobody said another"
