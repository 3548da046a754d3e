"""The options that many commands share, declared once."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.app import App

File = Annotated[Optional[Path], typer.Option("--config", metavar="FILE", help="Settings from this file.")]
Database = Annotated[Optional[str], typer.Option("--database", metavar="URL", help="This database instead.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; do nothing.")]
Rewrite = Annotated[bool, typer.Option("--rewrite", help="Let the rewriter of the settings say the posts anew.")]
MaxPosts = Annotated[Optional[int], typer.Option("--max-posts", metavar="N", min=1, help="Only the best N posts.")]
PerSection = Annotated[bool, typer.Option("--per-section", help="Only the best post of each section.")]
Ranked = Annotated[bool, typer.Option("--ranked", help="The best post first, not the article's order.")]
Thread = Annotated[bool, typer.Option("--thread", help="Numbered posts that follow each other.")]
Ids = Annotated[
    Optional[list[int]], typer.Argument(metavar="ID", help="Deliveries by the numbers that `campaign queue` shows.")
]
CampaignName = Annotated[Optional[str], typer.Option("--campaign", metavar="NAME", help="All of this campaign.")]
TagsAt = Annotated[
    Optional[str],
    typer.Option("--tags-at", metavar="end/inline", help="Hashtags after the text, or where it says their words."),
]
Since = Annotated[Optional[str], typer.Option("--since", metavar="DAY", help="From this day on: 2026-12-01.")]
Until = Annotated[Optional[str], typer.Option("--until", metavar="DAY", help="To this day, itself included.")]
By = Annotated[
    Optional[Literal["day", "week", "month"]],
    typer.Option("--by", help="How its course is told; by itself as fits its days."),
]
Everything = Annotated[bool, typer.Option("--all", help="All there are.")]


@contextmanager
def opened(file: Path | None, database: str | None, *, as_it_is: bool = False) -> Iterator[App]:
    """The installation, opened for one command; ``as_it_is``: whatever its database is like."""
    from campaign.app import open_app
    from campaign.store.database import Store

    app = open_app(file, database_url=database, check=Store.name if as_it_is else Store.require_current)
    # What is loaded stays: to look through all modules takes a tenth of what an export of 100,000 rows does. Not by
    # `keep_loaded`, which collects first: most commands take hardly longer than that.
    gc.freeze()
    try:
        yield app
    finally:
        app.close()
