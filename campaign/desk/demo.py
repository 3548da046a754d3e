"""The whole line in half a minute: an article, three accounts, the real worker, and a report. No account is needed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from campaign import app as composing
from campaign.app import App
from campaign.desk import accounts, adding, campaigns, looking, reporting
from campaign.desk.campaigns import Wish
from campaign.desk.queueing import Added
from campaign.errors import CampaignError
from campaign.reports import campaign as summed_up
from campaign.reports.forms import html
from campaign.states import MOVING
from campaign.store.history import Filter
from campaign.store.values import AttemptRow

ARTICLE = "massage-therapy-for-sciatica.txt"
HASHTAG = "#massagetherapyforsciatica"
CAMPAIGN = "demo"
#: Account → whose limits it keeps.
ACCOUNTS = {"like-x": "x", "like-bluesky": "bluesky", "like-mastodon": "mastodon"}
#: How close the posts of one account follow each other.
EVERY = "500ms"
#: What the worker has to be up before the first post is due.
HEAD_START = timedelta(seconds=3)
_PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the worker is."""

    settled: int
    planned: int


def example() -> Path:
    """The article that ships with the program: in a checkout's articles/, or inside the package."""
    here = Path(__file__).parents[1]
    return next(path for path in (here.parent / "articles" / ARTICLE, here / "articles" / ARTICLE) if path.is_file())


def prepare(folder: Path) -> App:
    """A fresh installation in a folder of its own."""
    settings = folder / "config.toml"
    settings.write_text(composing.example(), encoding="utf-8")
    app, _ = composing.init(settings, None)
    return app


def queue(app: App, article: Path | str, hashtag: str) -> Added:
    """Three accounts, a campaign on a compressed schedule, and the article cut, planned and approved."""
    for name, limits in ACCOUNTS.items():
        accounts.add(app, accounts.Wish(name, "feed", options={"limits": limits}))
    start = (app.clock.now() + HEAD_START).isoformat()
    campaigns.new(app, CAMPAIGN, Wish(hashtags=[hashtag], accounts=list(ACCOUNTS), every=EVERY, start=start))
    return adding.add(app, CAMPAIGN, str(article), approve=True)


def work(app: App, folder: Path, planned: int) -> Iterator[Progress]:
    """Runs the worker until nothing is queued; raises `CampaignError` where it stops early or hangs."""
    command = [sys.executable, "-P", "-m", "scheduler", "--config", str(folder / "config.toml"), "--until-idle"]
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own interpreter and module
        try:
            yield from _watch(app, worker.poll, planned)
        finally:
            worker.terminate()
            worker.wait()
    if worker.returncode:
        raise CampaignError(f"The worker stopped with an error: see {folder / 'worker.log'}.")


def _watch(app: App, ended: Callable[[], int | None], planned: int) -> Iterator[Progress]:
    for _ in range(_PATIENCE_S * 10):
        _, states = looking.campaign(app, CAMPAIGN)
        waiting = sum(states.get(state, 0) for state in MOVING)
        yield Progress(planned - waiting, planned)
        if ended() is not None:
            return
        time.sleep(0.1)
    raise CampaignError("The worker took too long; it was stopped.")


def finish(app: App, folder: Path) -> tuple[Sequence[AttemptRow], Path]:
    """The history of what went out, and the report's file."""
    path = folder / "report.html"
    with path.open("wb") as file:
        html.write(summed_up.document(reporting.report(app, CAMPAIGN)), file)
    return looking.attempts(app, Filter(campaign=CAMPAIGN)), path
