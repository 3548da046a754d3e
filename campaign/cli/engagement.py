"""`campaign engagement …`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.beginnings import beginning
from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.desk.engaging import Engaged
    from campaign.store.engagement import Snapshot

app = typer.Typer(help="How published posts did.", no_args_is_help=True, rich_markup_mode=None)
#: How an age is said.
_AGES = {3600: "1 hour", 86400: "1 day", 604800: "7 days", 2592000: "30 days"}


@app.command("list")
def listing(
    campaign: Annotated[Optional[str], typer.Option("--campaign", metavar="NAME", help="Only of this one.")] = None,
    account: Annotated[Optional[str], typer.Option("--account", metavar="NAME", help="Only of this one.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="The latest N posts.")] = 50,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """The latest published posts, with what was counted at each age. A dash is what a platform does not tell."""
    from campaign.desk import engaging

    with options.opened(config, database) as opened:
        found = engaging.engaged(opened, campaign, account, limit)
    if as_json:
        return output.print_json(found)
    if not found:
        return output.note("Nothing is published yet.")
    columns = ("ID", "Account", "Age", "Shown", "Likes", "Replies", "Reposts", "Quotes", "Bookmarks", "Text")
    return output.print_table(columns, [row for one in found for row in _rows(one)])


def _rows(one: Engaged) -> Iterator[tuple[object, ...]]:
    """A line for each age; the post's own names stand in the first."""
    text = beginning(one.delivery.text, 40)
    if not one.snapshots:
        yield (one.delivery.id, one.delivery.account, "not counted yet", *("–",) * 6, text)
    for number, snapshot in enumerate(one.snapshots):
        who = (one.delivery.id, one.delivery.account) if not number else ("", "")
        yield (*who, _age(snapshot, one.delivery.zone), *_figures(snapshot), "" if number else text)


def _age(one: Snapshot, zone: str) -> str:
    age = _AGES.get(one.age_s, f"{one.age_s} s")
    return f"{age}: no longer there (seen {output.when(one.taken_at, zone)})" if one.gone else age


def _figures(one: Snapshot) -> tuple[object, ...]:
    values = (getattr(one.figures, field.name) for field in fields(one.figures))
    return tuple("–" if value is None else value for value in values)


@app.command()
def take(
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Count the posts that have reached an age, now. The worker does it by itself."""
    from campaign.desk import engaging

    with options.opened(config, database) as opened:
        found = engaging.take(opened, dry_run=dry_run)
    gone = [f"Delivery {one.delivery} is no longer there." for one in found if one.gone]
    value = {"dry_run": dry_run, "posts": found}
    words = "would be counted" if dry_run else "counted"
    output.tell(value, f"{output.count(len(found), 'post')} {words}.", *gone, as_json=as_json, dry_run=dry_run)
