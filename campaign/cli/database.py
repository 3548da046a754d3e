"""`campaign db upgrade / backup / restore / copy / unseal`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How many deliveries are named.
_NAMED = 20

app = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade(
    config: options.File = None, database_url: options.Database = None, dry_run: options.DryRun = False
) -> None:
    """Bring the database to this release."""
    from campaign.app import brought_up, open_app
    from campaign.store.database import Store, newest_revision

    if dry_run:
        app = open_app(config, database_url=database_url, check=Store.revision)
        was = app.store.revision()
        app.close()
        output.say(f"Schema {was or 'none'} → {newest_revision()}." if was != newest_revision() else "Nothing to do.")
        return output.say_if_dry(dry_run)
    done: list[str] = []
    open_app(config, database_url=database_url, check=partial(brought_up, done=done)).close()
    output.say(*(done or ["The database is of this release."]))
    return None


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup, an SQLite file.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Write the whole database into one verified file. The worker may run."""
    from campaign.desk import backing, showing

    with options.opened(config, database_url) as app:
        made = backing.back_up(app, file, force=force, dry_run=dry_run)
        folder = app.config.folder
    if as_json:
        return output.print_json({**showing.plain(made), "file": str(file), "dry_run": dry_run})
    output.say(
        f"{file}{' would hold' if dry_run else ' holds'} {_rows(made.rows)}.",
        f"Not in it, so keep them too: the key that opens the accounts' secrets (apart from the backup), config.toml, "
        f"and {folder / 'feed'}.",
    )
    return output.say_if_dry(dry_run)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup; it stays as it is.")],
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Also one of an older release.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also where a database is in use; it is backed up beside it first.")
    ] = False,
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Put a backup back. What may have gone out since is in doubt then, and is not sent again blindly."""
    from campaign.desk import backing, showing

    with options.opened(config, database_url, as_it_is=True) as app:
        found = backing.restore(app, file, upgrade=upgrade, force=force, dry_run=dry_run)
        name = app.store.name()
    if as_json:
        shown = {**showing.plain(found), "kept": str(found.kept) if found.kept else None}
        return output.print_json({**shown, "dry_run": dry_run})
    would = "would be" if dry_run else "was"
    output.say(f"{name} {would} made of {file}: {_rows(found.rows)}.")
    if found.kept:
        output.say(f"What was there before {would} kept as {found.kept}.")
    if found.in_doubt:
        output.say(
            f"In doubt, since they may be out already: {output.count(len(found.in_doubt), 'delivery')}.",
            "  Look at the accounts, then say what you saw:",
            "  campaign queue --in-doubt",
            "  campaign resolve ID --published URL, or --not-published",
        )
    if found.warned:
        output.say(
            f"Proposed or held, and perhaps out already: {_ids(found.warned)}.",
            "  Look at the accounts, then let each go by its ID, or cancel it if it is out:",
            f"  campaign queue {' '.join(map(str, found.warned[:_NAMED]))}",
            "  campaign approve ID, where it is proposed",
            "  campaign release ID, where it is held",
            "  campaign cancel ID",
        )
    if found.over:
        output.say(
            "Failed, missed or cancelled, and perhaps sent since and out: "
            f"{output.count(len(found.over), 'delivery')}.",
            "  Look at the account before you retry one or take it back: each says so, and only its ID sends it.",
        )
    output.say(
        "New posts may have numbers that others had since the backup: one in an older mail may mean another post."
    )
    if found.sealed:
        output.say("The backup is of a database that had been moved elsewhere: it stays sealed.")
    return output.say_if_dry(dry_run)


@app.command()
def copy(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database; its password from PGPASSWORD.")],
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Move everything into another database, and seal this one. Both may be SQLite or PostgreSQL."""
    from campaign.desk import moving, showing

    with options.opened(config, database_url) as app, options.opened(config, to, as_it_is=True) as target:
        moved = moving.move(app, target.store, dry_run=dry_run)
        name = app.store.name()
    if as_json:
        return output.print_json({**showing.plain(moved), "dry_run": dry_run})
    output.say(f"{moved.to} {'would hold' if dry_run else 'holds'} {_rows(moved.rows)}.")
    if not dry_run:
        output.say(f"{name} is sealed: nothing goes out from it any more. Name the new one in config.toml:")
        output.say("  [database]", f'  url = "{moved.to}"')
    return output.say_if_dry(dry_run)


@app.command()
def unseal(
    yes: Annotated[bool, typer.Option("--yes", help="Nothing works on the other one, nor ever will.")] = False,
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Open a database again that was moved. It is for a move that was given up."""
    from campaign.desk import moving

    with options.opened(config, database_url) as app:
        moving.unseal(app, sure=yes, dry_run=dry_run)
        name = app.store.name()
    if as_json:
        return output.print_json({"unsealed": name, "dry_run": dry_run})
    output.say(f"{name} {'would be' if dry_run else 'is'} open again.")
    return output.say_if_dry(dry_run)


def _rows(rows: Mapping[str, int]) -> str:
    """What a person counts in it."""
    shown = {"campaigns": "campaign", "accounts": "account", "deliveries": "delivery", "attempts": "attempt"}
    return ", ".join(output.count(rows[table], thing) for table, thing in shown.items())


def _ids(ids: list[int]) -> str:
    return ", ".join(map(str, ids[:_NAMED])) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")
