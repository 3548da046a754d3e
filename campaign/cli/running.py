"""`campaign init / run / web / tick / doctor / demo`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from campaign.store.values import Delivery

#: How many attempts the demo prints.
_SHOWN = 8


def init(config: options.File = None, database_url: options.Database = None, dry_run: options.DryRun = False) -> None:
    """Make settings, key and database where they are missing. Safe to repeat."""
    from campaign.app import init as make
    from campaign.app import missing
    from campaign.desk import accounts

    if dry_run:
        found = missing(config, database_url)
        output.say(*(f"Would make {one}." for one in found) if found else ["Everything is there already."])
        return output.say_if_dry(dry_run)
    app, done = make(config, database_url)
    try:
        is_new = not accounts.listed(app)
    finally:
        app.close()
    output.say(*(done or ["Everything is there already."]))
    if done and is_new:
        there = f" --config {shlex.quote(str(config))}" if config else ""
        output.say(f"Next: campaign accounts add NAME --platform feed{there}")
    return None


def run(
    config: options.File = None,
    database_url: options.Database = None,
    no_web: Annotated[bool, typer.Option("--no-web", help="Only the worker, without the dashboard.")] = False,
) -> None:
    """Run the worker and the dashboard. Ctrl-C or SIGTERM stops them."""
    _become(["scheduler", *([] if no_web else ["--web"])], config, database_url)


def web(config: options.File = None, database_url: options.Database = None) -> None:
    """Serve the dashboard alone, until it is stopped. Workers run elsewhere."""
    _become(["campaign.web"], config, database_url)


def _become(module: list[str], config: Path | None, database_url: str | None) -> None:
    """Makes what is missing; then the module takes our place: signals reach it, and nothing stands between."""
    from campaign.app import init as make
    from campaign.config import find_file

    find_file(config)  # One that is named and not there is a slip; only `campaign init` makes it.
    app, done = make(config, database_url)
    app.close()
    output.say(*done)
    command = [sys.executable, "-P", "-m", *module]
    command += ["--config", str(config)] if config else []
    command += ["--database", database_url] if database_url else []
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and module


def tick(
    now: Annotated[
        Optional[str],
        typer.Option("--now", metavar="TIME", help="Publish, for real, what is due by then (ISO 8601 with zone)."),
    ] = None,
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Publish what is due, once, and stop. For cron and for trying out."""
    from campaign.desk import ticking

    with options.opened(config, database_url) as app:
        if dry_run:
            return _show_due(ticking.due(app, now), as_json=as_json)
        settled = ticking.tick(app, now)
    if as_json:
        return output.print_json(
            [{"delivery": one.delivery, "state": one.to, "url": one.remote_url} for one in settled]
        )
    for one in settled:
        output.say(f"Delivery {one.delivery}: {one.to.value.replace('_', ' ')} {one.remote_url or ''}".rstrip())
    if not settled:
        output.say("Nothing is due.")
    return None


def _show_due(due: list[Delivery], *, as_json: bool) -> None:
    if as_json:
        return output.print_json(due)
    for one in due:
        output.say(f"Delivery {one.id} is due for {one.account}: {output.marked(one.text, one.rewriter)}")
    if not due:
        output.say("Nothing is due.")
    return output.say_if_dry(dry_run=True)


def doctor(
    alive: Annotated[bool, typer.Option("--alive", help="Only whether a worker lives: for health checks.")] = False,
    tell: Annotated[bool, typer.Option("--tell", help="Tell those whom [notices] names, too: for cron.")] = False,
    config: options.File = None,
    database_url: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """Say what is wrong and how to mend it. Exit code 1 if anything fails, 0 if there are only warnings."""
    from campaign import health
    from campaign.desk import doctoring

    findings = doctoring.examine(config, database_url, only_alive=alive, tell=tell)
    if as_json:
        output.print_json([one.to_json() for one in findings])
    else:
        marks = {"fine": "ok  ", "warning": "warn", "failure": "bad "}
        for one in findings:
            output.say(f"{marks[one.severity]} {one.sentence}")
            output.say(*([f"     → {one.mend}"] if one.mend else []))
    if not health.well(findings):
        raise typer.Exit(1)


def demo(
    article: Annotated[
        Optional[str], typer.Argument(metavar="ARTICLE", help="A path or URL; else the article that ships with us.")
    ] = None,
    hashtag: Annotated[Optional[str], typer.Option("--hashtag", metavar="TAG", help="The campaign's hashtag.")] = None,
) -> None:
    """Take an article to published posts and a report. It takes a fresh folder, and no account is needed."""
    import shlex
    import tempfile

    from campaign.cli.reporting import history_table
    from campaign.desk import demo as steps

    folder = Path(tempfile.mkdtemp(prefix="campaign-demo-"))
    app = steps.prepare(folder)
    try:
        added = steps.queue(app, article or steps.example(), hashtag or ("#demo" if article else steps.HASHTAG))
        output.say(f"{added.title or 'The article'}", "")
        for account, made in added.cuts.items():
            limits = made.brief.frame.limits
            output.say(f"  {account:14} {output.count(len(made.posts), 'post')} of at most {limits.most}")
        output.say(
            "",
            f"The worker publishes {output.count(len(added.ids), 'post')}, one every {steps.EVERY} for each account:",
        )
        output.show_progress(steps.work(app, folder, len(added.ids)))
        rows, report = steps.finish(app, folder)
        output.say("")
        history_table(rows[:_SHOWN])
    finally:
        app.close()
    config, ours = shlex.quote(str(folder / "config.toml")), output.called_as()
    if len(rows) > _SHOWN:
        output.say(f"… and {len(rows) - _SHOWN} more: {ours} history --config {config}")
    output.say(
        "",
        f"Report:    {report}",
        f"Timelines: {folder / 'data' / 'feed'}/*/timeline.html",
        "",
        f"Try next:  {ours} queue --config {config} --state published",
        f"           {ours} cut {steps.example() if article is None else shlex.quote(article)}",
    )


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(init)
    app.command()(run)
    app.command()(web)
    app.command()(tick)
    app.command()(doctor)
    app.command()(demo)
