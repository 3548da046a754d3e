"""`campaign history`, with `--verify`, and `campaign report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.reports import Counts, Report
    from campaign.store.values import AttemptRow


def history(
    campaign: Annotated[Optional[str], typer.Option("--campaign", metavar="NAME", help="Only this campaign.")] = None,
    account: Annotated[Optional[str], typer.Option("--account", metavar="NAME", help="Only this account.")] = None,
    outcome: Annotated[
        Optional[list[str]], typer.Option("--outcome", metavar="STATE", help="published, failed, in_doubt, …")
    ] = None,
    since: Annotated[Optional[str], typer.Option("--since", metavar="TIME", help="From this time on (UTC).")] = None,
    until: Annotated[Optional[str], typer.Option("--until", metavar="TIME", help="Before this time (UTC).")] = None,
    csv: Annotated[Optional[Path], typer.Option("--csv", metavar="F", help="Write CSV; - for standard output.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only say whether the log is as it was written, or what was changed first.")
    ] = False,
    head: Annotated[
        Optional[str],
        typer.Option("--head", metavar="HEX", help="With --verify: the head that a report was printed with."),
    ] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show every attempt: when it was due, when it was sent, what the answer was."""
    if verify or head:
        return _verify(config, database, head, as_json=as_json)
    from campaign.desk import looking
    from campaign.reports import csv as tables

    with options.opened(config, database) as app:
        rows = looking.attempts(app, looking.wanted(campaign, account, outcome or (), since, until))
    if csv is not None:
        return output.write(csv, tables.render(rows))
    if as_json:
        return output.print_json(rows)
    history_table(rows)
    return None


def _verify(config: Path | None, database: str | None, head: str | None, *, as_json: bool) -> None:
    """Exit code 1 where the log is not what was sealed."""
    from campaign.desk import auditing

    with options.opened(config, database) as app:
        found = auditing.verify(app, head)
    if as_json:
        output.print_json(found)
    else:
        output.say(auditing.worded(found))
    if found.fault:
        raise typer.Exit(1)


def history_table(rows: Sequence[AttemptRow]) -> None:
    """Attempts for a person to read."""
    if not rows:
        return output.say("Nothing was tried yet.")
    return output.print_table(("Due", "Sent after", "Account", "Answer", "Link", "Text"), [_row(one) for one in rows])


def _row(one: AttemptRow) -> tuple[object, ...]:
    from campaign.reports.attempts import answer, delay_s
    from campaign.reports.html import seconds

    due = output.when(one.due_at, one.zone)
    text = output.marked(one.text, one.rewriter)
    return due, seconds(delay_s(one)), one.account, answer(one), one.remote_url or "", text


def report(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    html: Annotated[
        Optional[Path], typer.Option("--html", metavar="F", help="Write one HTML file; - for standard output.")
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Sum a campaign up: what was planned, sent, late, failed or missed, and every post with its source."""
    from campaign.desk import reporting
    from campaign.reports import html as pages

    with options.opened(config, database) as app:
        found = reporting.report(app, name, reporting.Days(since, until))
    if html is not None:
        return output.write(html, pages.render(found))
    if as_json:
        return output.print_json(found)
    _show(found)
    return None


def _show(found: Report) -> None:
    from campaign.reports.html import seconds

    output.say(f"{' '.join(found.hashtags)}  (campaign {found.campaign}, times in {found.zone})", "")
    rows = [(part.account, part.platform, *_numbers(part.counts)) for part in found.accounts]
    columns = ("Account", "Platform", "Planned", "Published", "Late", "Failed", "Missed", "In doubt", "Waiting")
    output.print_table(columns, [*rows, ("all", "", *_numbers(found.counts))])
    if found.lateness:
        half, most = seconds(found.lateness.p50_s), seconds(found.lateness.p95_s)
        output.say("", f"From slot to publication: half within {half}, 95 in 100 within {most}.")


def _numbers(counts: Counts) -> tuple[int, ...]:
    said = (counts.planned, counts.published, counts.late, counts.failed)
    return *said, counts.missed, counts.in_doubt, counts.waiting


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(history)
    app.command()(report)
