"""`campaign history`, with `--verify`, and `campaign report`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.app import App
    from campaign.reports.campaign import Report
    from campaign.reports.document import Document
    from campaign.reports.figures import Counts
    from campaign.store.values import AttemptRow

#: As `campaign.desk.reporting.kinds` has them: to ask it would load all reports for a `--help`.
_KINDS = "campaign, account, delivery, history, coverage, approvals, hashtags, cost"
#: Rows of a section that are printed.
_PRINTED = 10_000


def history(
    campaign: Annotated[Optional[str], typer.Option("--campaign", metavar="NAME", help="Only this campaign.")] = None,
    account: Annotated[Optional[str], typer.Option("--account", metavar="NAME", help="Only this account.")] = None,
    outcome: Annotated[
        Optional[list[str]],
        typer.Option("--outcome", metavar="STATE", help="published, failed, in_doubt, held, queued."),
    ] = None,
    since: Annotated[Optional[str], typer.Option("--since", metavar="TIME", help="From this time on (UTC).")] = None,
    until: Annotated[Optional[str], typer.Option("--until", metavar="TIME", help="Before this time (UTC).")] = None,
    limit: Annotated[
        Optional[int],
        typer.Option("--limit", metavar="N", min=1, help=f"Only the last N; without --json {output.ROWS} by itself."),
    ] = None,
    csv: Annotated[Optional[Path], typer.Option("--csv", metavar="F", help="Write CSV; - for standard output.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only say whether the log is as it was written, or what was changed first.")
    ] = False,
    head: Annotated[
        Optional[str],
        typer.Option("--head", metavar="HEX", help="With --verify: the head that a report was printed with."),
    ] = None,
    xlsx: Annotated[
        Optional[Path], typer.Option("--xlsx", metavar="F", help="Write an Excel workbook; - for standard output.")
    ] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Show every attempt: when due, when sent, what the answer was."""
    if verify or head:
        return _verify(config, database, head, as_json=as_json)
    from campaign.desk import exporting, looking
    from campaign.errors import UsageError

    if limit and (csv or xlsx):
        raise UsageError("A file holds all of it: leave --limit out, or narrow it by --since.")
    with options.opened(config, database) as app:
        wanted = looking.wanted(app, campaign, account, outcome or (), since, until)
        if csv or xlsx:
            document = exporting.document(exporting.history(app, wanted))
            return _write(document, {"csv": csv, "xlsx": xlsx})
        most = limit or output.ROWS
        # One more than is shown tells whether there are more.
        asked = limit if as_json else most + 1
        rows = looking.attempts(app, replace(wanted, limit=asked, newest_first=True))[::-1]
    if as_json:
        return output.print_json(rows)
    history_table(rows[-most:], narrowed=any((campaign, account, outcome, since, until)))
    if len(rows) > most:
        output.note(f"These are the last {most}; --limit shows more, --csv writes all.")
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


def history_table(rows: Sequence[AttemptRow], *, narrowed: bool = False) -> None:
    """Attempts for a person to read; of a list that was ``narrowed`` none may be left."""
    if not rows:
        return output.note("No attempt matches." if narrowed else "Nothing was tried yet.")
    return output.print_table(("Due", "Sent after", "Account", "Answer", "Link", "Text"), [_row(one) for one in rows])


def _row(one: AttemptRow) -> tuple[object, ...]:
    from campaign.reports.attempts import answer, delay_s
    from campaign.reports.wording import seconds

    due = output.when(one.due_at, one.zone)
    text = output.marked(one.text, one.rewriter)
    return due, seconds(delay_s(one)), one.account, answer(one), one.remote_url or "", text


_File = Optional[Path]


def _form(name: str, what: str) -> Any:  # noqa: ANN401 - Typer's own
    return typer.Option(f"--{name}", metavar="F", help=f"Write {what}; - for standard output.")


def report(
    names: Annotated[Optional[list[str]], typer.Argument(metavar="NAME", help="The campaign, or several.")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="K", help=f"Which report: {_KINDS}.")] = "campaign",
    account: Annotated[Optional[str], typer.Option("--account", metavar="NAME", help="Only this account.")] = None,
    since: options.Since = None,
    until: options.Until = None,
    by: options.By = None,
    html: Annotated[_File, _form("html", "one HTML file")] = None,
    pdf: Annotated[_File, _form("pdf", "a PDF")] = None,
    xlsx: Annotated[_File, _form("xlsx", "an Excel workbook")] = None,
    csv: Annotated[_File, _form("csv", "CSV, a .zip of several tables")] = None,
    md: Annotated[_File, _form("md", "Markdown")] = None,
    ics: Annotated[_File, _form("ics", "the campaign's posts as a calendar")] = None,
    section: Annotated[
        Optional[str], typer.Option("--section", metavar="KEY", help="Only this section: posts, accounts, …")
    ] = None,
    template: Annotated[
        _File, typer.Option("--template", metavar="FILE", help="Fill your own Jinja2 template in, and print it.")
    ] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Sum up what happened. It tells what was planned, sent, late, failed or missed, and every post with its source."""
    from campaign.desk import exporting
    from campaign.desk.reporting import Days, kinds

    asked = kinds.Asked(tuple(names or ()), account, Days(since, until), by)
    files = {"html": html, "pdf": pdf, "xlsx": xlsx, "csv": csv, "md": md}
    with options.opened(config, database) as app:
        value, document = kinds.made(app, kind, asked)
        if section:
            document = exporting.only(document, section)
        if template:
            return _fill_in(template, document, value)
        if ics:
            _write_plan(app, ics, asked.campaigns)
        if any(files.values()) or ics:
            return _write(document, files)
        _tell(document, value, by, section, as_json=as_json)
    return None


def _tell(document: Document, value: object, by: str | None, section: str | None, *, as_json: bool) -> None:
    """Prints it; of a campaign in short, unless a section was asked for, and with its course where that was."""
    from campaign.desk import showing
    from campaign.reports.campaign import Report
    from campaign.reports.forms import markdown

    if as_json:
        return output.print_json(showing.section(document.sections[0]) if section else value)
    if isinstance(value, Report) and not section:
        _show(value)
        return _show_course(document, f"{by}s") if by else None
    return output.whole(Path("-"), lambda out: markdown.write(document, out))


def _write(document: Document, files: Mapping[str, Path | None]) -> None:
    """The document in each form that was asked for. Nothing half-written is left where one fails."""
    from campaign.errors import UsageError
    from campaign.reports.forms import FORMS

    csv = files.get("csv")
    if csv and len(document.sections) > 1 and csv.suffix != ".zip":
        keys = ", ".join(one.key for one in document.sections)
        raise UsageError(f"{csv} would be {len(document.sections)} tables: name a .zip, or one with --section: {keys}.")
    for name, file in files.items():
        if file:
            output.whole(file, partial(FORMS[name].write, document))


def _write_plan(app: App, file: Path, campaigns: Sequence[str]) -> None:
    from campaign.desk import deliveries
    from campaign.reports import ics
    from campaign.store.history import Filter

    found = [one for name in campaigns for one in deliveries.listed(app, Filter(campaign=name))]
    plan = ics.render(found, app.clock.now())
    output.whole(file, lambda out: out.write(plan.encode()))


def _fill_in(file: Path, document: Document, value: object) -> None:
    from campaign.errors import Refused
    from campaign.reports.forms import apart
    from campaign.reports.forms.holding import held
    from campaign.reports.forms.templating import Template

    try:
        own = Template(file.name, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"The template {file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}."
        ) from error
    given = held(document, _PRINTED)
    output.whole(Path("-"), lambda out: apart.render(given, out, value=value, template=own))


def _show(found: Report) -> None:
    from campaign.naming import platform_name
    from campaign.reports.wording import seconds

    output.say(f"{' '.join(found.hashtags)}  (campaign {found.campaign}, times in {found.zone})", "")
    rows = [(part.account, platform_name(part.platform), *_numbers(part.counts)) for part in found.accounts]
    columns = ("Account", "Platform", "Planned", "Published", "Late", "Failed", "Missed", "In doubt", "Waiting")
    # It stands among sentences, which no program takes apart: a row of bare numbers would say nothing in a pipe.
    output.print_table(columns, [*rows, ("all", "", *_numbers(found.counts))], headed=True)
    if found.lateness:
        half, most = seconds(found.lateness.p50_s), seconds(found.lateness.p95_s)
        output.say("", f"From slot to publication: half within {half}, 95 % within {most}.")


def _show_course(document: Document, key: str) -> None:
    from campaign.reports.forms.legible import legible
    from campaign.reports.wording import said

    for section in legible(document, _PRINTED).sections:
        if section.key == key:
            columns, rows = section.table.columns, section.table.rows
            told = [
                [said(cell, one.kind, document.zone) for cell, one in zip(row, columns, strict=True)] for row in rows
            ]
            output.say("")
            output.print_table([one.name for one in columns], told, headed=True)


def _numbers(counts: Counts) -> tuple[int, ...]:
    said = (counts.planned, counts.published, counts.late, counts.failed)
    return *said, counts.missed, counts.in_doubt, counts.waiting


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(history)
    app.command()(report)
