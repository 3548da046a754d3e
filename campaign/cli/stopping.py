"""`campaign stop / start`, and what is said of all that does not speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.store.speaking import Halt


def stop(
    reason: Annotated[Optional[str], typer.Option("--reason", metavar="WORDS", help="Why, for whoever asks.")] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Stop everything before the next post. No worker sends anything until `campaign start`."""
    from campaign.desk import stopping

    with options.opened(config, database) as app:
        changed, why = stopping.stop(app, reason, dry_run=dry_run)
    output.tell(
        {"state": "stopped", "changed": changed, "reason": why, "dry_run": dry_run},
        output.state("Everything is stopped" if changed else "Everything is stopped already", why) + ".",
        "What is on its way to a platform just now may still arrive: `campaign queue --state sending`.",
        as_json=as_json,
        dry_run=dry_run,
    )


def start(
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let everything go on. What fell due meanwhile is treated as each campaign says, never all at once."""
    from campaign.desk import stopping

    with options.opened(config, database) as app:
        changed = stopping.start(app, dry_run=dry_run)
        left = stopping.halts(app)
    if as_json:
        return output.print_json({"state": "active", "changed": changed, "dry_run": dry_run})
    if changed:
        output.say("Everything goes on. What fell due meanwhile is spaced, re-spaced or missed as its campaign says.")
    else:
        output.say("Nothing was stopped.")
    if not dry_run:
        say_halts(left)
    output.say_if_dry(dry_run)
    return None


def say_halts(halts: Sequence[Halt], say: Callable[[str], None] = output.say) -> None:
    """One line for each of what does not speak now."""
    for one in halts:
        named = f"{one.what.capitalize()} “{one.name}”" if one.name else one.what.capitalize()
        say(output.state(f"{named} is {one.state}", one.reason) + ".")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(stop)
    app.command()(start)
